import type { Command } from '../keys/key-table.ts';
import { moveTo, step, type TimeModel, type TimeRoom, zoomBy } from './time-model.ts';

/** Columns of a leap. */
const LEAP = 10;

/** Applies a command that moves the cursor or zooms; undefined for all others. */
export function movedBy(command: Command, model: TimeModel, room: TimeRoom): TimeModel | undefined {
  switch (command) {
    case 'step-on':
      return step(model, 1, room);
    case 'step-back':
      return step(model, -1, room);
    case 'leap-on':
      return step(model, LEAP, room);
    case 'leap-back':
      return step(model, -LEAP, room);
    case 'first':
      return moveTo(model, room.first, room);
    case 'last':
      return { ...moveTo(model, room.last, room), cursor: undefined };
    case 'zoom-in':
      return zoomBy(model, -1, room);
    case 'zoom-out':
      return zoomBy(model, 1, room);
    case 'zoom-whole':
      return { ...model, zoom: undefined };
    default:
      return undefined;
  }
}
