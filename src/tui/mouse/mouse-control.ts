import type { Command } from '../keys/key-table.ts';
import type { Model } from '../model.ts';
import type { View } from '../views/view.ts';
import type { ViewName } from '../views/view-names.ts';
import type { MouseEvent, Place } from './mouse-report.ts';
import { type MouseTarget, mouseTarget } from './mouse-target.ts';

/** The parts of the program on which the mouse acts. */
export interface MouseHost {
  model(): Model;
  view(): View;
  run(command: Command): void;
  show(view: ViewName): void;
  /** Takes what is suggested on that row of the body, while something is asked. */
  pick(row: number): void;
  /** What the key at this column of the last row asks for. */
  hint(x: number): Command | undefined;
  /** What the key asks for that the row of status names behind what stands at this column. */
  told(x: number): Command | undefined;
}

/** Rows that a step of the wheel moves by. */
export const WHEEL_ROWS = 3;

/**
 * Acts on the mouse. The wheel moves in the view or page that has the keys. A click selects, and opens what was
 * selected before; on a key that is named below, it is as if that was pressed. Dragging goes to the view in which it
 * began.
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
    if (target === undefined) return;
    // The keys are those of whatever has them: a page over the screen or a line that is typed, too.
    if (target.kind === 'footer') this.run(host.hint(x));
    else if (prompt !== undefined) {
      if (target.kind === 'body') host.pick(target.y);
    } else if (filter.edit !== undefined || (overlay !== undefined && target.kind === 'body')) return;
    else {
      if (overlay !== undefined) host.run('leave');
      this.pressAround(target, x, y);
    }
  }

  private pressAround(target: MouseTarget, x: number, y: number): void {
    const { host } = this;
    if (target.kind === 'view') host.show(target.view);
    else if (target.kind === 'filter') host.run('filter');
    else if (target.kind === 'status') this.run(host.told(x));
    else if (target.kind === 'body') {
      const view = host.view();
      const from = { x: target.x, y: target.y };
      this.held = { view, from, shift: { x: x - from.x, y: y - from.y } };
      view.click?.(from.x, from.y, true);
    }
  }

  private run(command: Command | undefined): void {
    if (command !== undefined) this.host.run(command);
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
