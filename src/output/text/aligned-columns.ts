import { displayWidth } from '../../view/text/display-width.ts';
import { padded } from './text-column.ts';

/** Formats rows of texts as lines: columns are as wide as their widest text, and two blanks apart. */
export function alignedColumns(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  // A table may have a million cells, so each is measured once.
  const taken: number[] = [];
  const widest: number[] = [];
  for (const row of rows) {
    for (let at = 0; at < row.length; at++) {
      const width = displayWidth(row[at] as string);
      taken.push(width);
      if (width > (widest[at] ?? 0)) widest[at] = width;
    }
  }
  const blanks = widest.map((width) => ' '.repeat(width));
  let cell = 0;
  return rows.map((row) => {
    let line = indent;
    for (let at = 0; at < row.length; at++) {
      if (at > 0) line += '  ';
      line += padded(row[at] as string, taken[cell++] as number, blanks[at] ?? '');
    }
    return line.trimEnd();
  });
}
