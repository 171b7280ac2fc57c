/** What the mouse did. `x` and `y` count cells of the screen from 0. */
export interface MouseEvent {
  readonly kind: 'press' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

const REPORT = /^\x1b\[<(\d+);(\d+);(\d+)M$/;
const SHIFT_META_CONTROL = 4 + 8 + 16;
const KINDS: Readonly<Record<number, MouseEvent['kind']>> = { 0: 'press', 64: 'wheel-up', 65: 'wheel-down' };

/** A report of a terminal (xterm's mode 1006) of what has a meaning here: the left button and the wheel. */
export function mouseReport(sequence: string): MouseEvent | undefined {
  const [, button, column, row] = REPORT.exec(sequence) ?? [];
  const kind = KINDS[Number(button) & ~SHIFT_META_CONTROL];
  if (button === undefined || kind === undefined) return undefined;
  return { kind, x: Math.max(0, Number(column) - 1), y: Math.max(0, Number(row) - 1) };
}
