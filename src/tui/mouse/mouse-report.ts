/** A place of the body, counted from 0. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A report of the mouse. `x` and `y` are cells of the screen, from 0. */
export interface MouseEvent {
  /** `drag`: it moved while the button was held. */
  readonly kind: 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

const REPORT = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/;
const SHIFT_META_CONTROL = 4 + 8 + 16;
const KINDS: Readonly<Record<string, MouseEvent['kind']>> = {
  '0M': 'press',
  '0m': 'release',
  '32M': 'drag',
  '64M': 'wheel-up',
  '65M': 'wheel-down',
};

/** A report of a terminal (xterm's mode 1006) of what has a meaning here: the left button and the wheel. */
export function mouseReport(sequence: string): MouseEvent | undefined {
  const [, button, column, row, end = ''] = REPORT.exec(sequence) ?? [];
  const kind = KINDS[`${Number(button) & ~SHIFT_META_CONTROL}${end}`];
  if (button === undefined || kind === undefined) return undefined;
  return { kind, x: Math.max(0, Number(column) - 1), y: Math.max(0, Number(row) - 1) };
}
