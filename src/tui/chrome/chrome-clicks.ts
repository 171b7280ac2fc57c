import { displayWidth, rowWidth } from '../../view/text/display-width.ts';
import type { Row } from '../../view/text/styled-row.ts';
import type { Command, KeyTable } from '../keys/key-table.ts';
import type { Sides } from './chrome-model.ts';

/** What the key asks for that stands in brackets behind the words at column `x`: `2 warnings (w)`. */
export function statusCommandAt(
  { left, right }: Sides,
  columns: number,
  x: number,
  keys: KeyTable,
): Command | undefined {
  const room = columns - rowWidth(right);
  const label = x < room ? keyNamedAt(left, x) : keyNamedAt(right, x - room);
  return label === undefined ? undefined : NAMED.find((command) => keys.labelOf(command) === label);
}

/** The commands whose keys the row of status names. */
const NAMED: readonly Command[] = ['warnings', 'internal', 'pause'];

/** Behind two blanks begins something else. */
function keyNamedAt(row: Row, x: number): string | undefined {
  let end = 0;
  for (const [at, { text }] of row.entries()) {
    end += displayWidth(text);
    if (x >= end) continue;
    for (const { text: behind } of row.slice(at)) {
      const [, label] = /\((\S+)\)\s*$/.exec(behind) ?? [];
      if (label !== undefined) return label;
      if (behind.trim() === '') return undefined;
    }
    return undefined;
  }
  return undefined;
}
