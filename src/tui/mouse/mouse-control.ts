import type { Command } from '../keys/key-table.ts';
import type { Model } from '../model.ts';
import type { View } from '../views/view.ts';
import type { ViewName } from '../views/view-names.ts';
import type { MouseEvent, Place } from './mouse-report.ts';
import { mouseTarget } from './mouse-target.ts';

/** The parts of the program on which the mouse acts. */
export interface MouseHost {
  model(): Model;
  view(): View;
  run(command: Command): void;
  show(view: ViewName): void;
  /** Takes what is suggested on that row of the body, while something is asked. */
  pick(row: number): void;
}

/** Rows that a step of the wheel moves by. */
export const WHEEL_ROWS = 3;

/**
 * Acts on the mouse. The wheel moves in the view or page that has the keys. A click selects, and opens what was
 * selected before. Dragging goes to the view in which it began.
 */
export class MouseControl {
  private readonly host: MouseHost;
  /** Where the button was pressed, as long as it is held. */
  private held: { readonly view: View; readonly from: Place; readonly shift: Place } | undefined;

  constructor(host: MouseHost) {
    this.host = host;
  }

  take(event: MouseEvent): void {
    switch (event.kind) {
      case 'press':
        this.press(event);
        break;
      case 'drag':
        this.pull(event, false);
        break;
      case 'release':
        this.pull(event, true);
        this.held = undefined;
        break;
      default:
        this.wheel(event.kind === 'wheel-up' ? 'up' : 'down', event);
    }
  }

  private press({ x, y }: MouseEvent): void {
    this.held = undefined;
    const { host } = this;
    const { overlay, filter, prompt } = host.model();
    const target = mouseTarget(host.model(), x, y);
    if (prompt !== undefined && target?.kind === 'body') host.pick(target.y);
    if (target === undefined || overlay !== undefined || filter.edit !== undefined || prompt !== undefined)
      return;
    if (target.kind === 'view') host.show(target.view);
    else if (target.kind === 'filter') host.run('filter');
    else {
      const view = host.view();
      const from = { x: target.x, y: target.y };
      this.held = { view, from, shift: { x: x - from.x, y: y - from.y } };
      view.click?.(from.x, from.y, true);
    }
  }

  private pull({ x, y }: MouseEvent, isOver: boolean): void {
    const { held, host } = this;
    if (held === undefined || held.view !== host.view()) return;
    const { view, from, shift } = held;
    view.drag?.(from, { x: x - shift.x, y: y - shift.y }, isOver);
  }

  private wheel(direction: 'up' | 'down', { x, y }: MouseEvent): void {
    const { host } = this;
    const { overlay, filter, prompt } = host.model();
    const target = mouseTarget(host.model(), x, y);
    const isView = overlay === undefined && filter.edit === undefined && prompt === undefined;
    if (isView && target?.kind === 'body' && host.view().wheel?.(target.x, target.y, direction) === true)
      return;
    // The best suggestion is the lowest.
    if (prompt !== undefined) host.run(direction === 'up' ? 'choice-worse' : 'choice-better');
    else for (let row = 0; row < WHEEL_ROWS; row++) host.run(direction);
  }
}
