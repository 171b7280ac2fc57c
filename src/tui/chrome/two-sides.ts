import { rowWidth } from '../../view/text/display-width.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Sides } from './chrome-model.ts';

/** One row of the screen: the right side keeps its room, the left one is cut. */
export function paintSides({ left, right }: Sides, columns: number, theme: Theme): string {
  const room = Math.max(0, columns - rowWidth(right));
  const head = paintRow(left, Math.max(0, room - 1), theme);
  return `${head}\x1b[${room + 1}G${paintRow(right, columns, theme)}`;
}
