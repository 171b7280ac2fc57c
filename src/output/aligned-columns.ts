import { displayWidth, fitText } from '../view/display-width.ts';

/** Rows of texts as lines: columns as wide as their widest text, two blanks between them. */
export function alignedColumns(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, displayWidth(text));
  }
  return rows.map((row) => {
    const cells = row.map((text, at) => fitText(text, widths[at] ?? 0));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
