import type headless from '@xterm/headless';

type Terminal = InstanceType<typeof headless.Terminal>;
type Cell = NonNullable<
  ReturnType<NonNullable<ReturnType<Terminal['buffer']['active']['getLine']>>['getCell']>
>;

/** Pixels; a cell's width goes with the usual monospace fonts at this size. */
const [CELL, LINE, MARGIN, FONT] = [8.4, 18, 12, 14];
const FAMILY = "Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const [FOREGROUND, BACKGROUND] = ['#d8dee9', '#1b2029'];
/** The sixteen colours of the terminal. */
const COLOURS = [
  ...['#3b4252', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d8dee9'],
  ...['#6b7589', '#ef8a92', '#b1d698', '#f0d399', '#86c3f7', '#d79be8', '#7fcbd5', '#ffffff'],
];

/** Cells side by side that look the same. */
interface Run {
  readonly column: number;
  readonly style: string;
  text: string;
  width: number;
  readonly ground: string;
}

/** The screen as an SVG that looks the same whatever font there is: each run has the width of its cells. */
export function svgOf(terminal: Terminal, title: string): string {
  const { cols, rows } = terminal;
  const [width, height] = [Math.ceil(cols * CELL) + 2 * MARGIN, rows * LINE + 2 * MARGIN];
  const lines = Array.from({ length: rows }, (_, row) =>
    runsOf(terminal, row).map((run) => runSvg(run, row)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="${FAMILY}" font-size="${FONT}">
${lines.flat().join('')}</g>
</svg>
`;
}

function runsOf(terminal: Terminal, row: number): readonly Run[] {
  const line = terminal.buffer.active.getLine(row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = looks(cell);
    const last = runs.at(-1);
    if (last !== undefined && last.style === look.style && last.ground === look.ground) {
      last.text += cell.getChars() || ' ';
      last.width += cell.getWidth();
    } else runs.push({ column, ...look, text: cell.getChars() || ' ', width: cell.getWidth() });
  }
  return runs;
}

function looks(cell: Cell): { style: string; ground: string } {
  const colours = [
    cell.isFgPalette() ? (COLOURS[cell.getFgColor()] ?? FOREGROUND) : FOREGROUND,
    cell.isBgPalette() ? (COLOURS[cell.getBgColor()] ?? BACKGROUND) : BACKGROUND,
  ] as const;
  const [ground, fill] = cell.isInverse() ? colours : [colours[1], colours[0]];
  const weight = cell.isBold() ? ' font-weight="bold"' : '';
  const dim = cell.isDim() ? ' opacity="0.6"' : '';
  return { style: ` fill="${fill}"${weight}${dim}`, ground };
}

function runSvg({ column, style, text, width, ground }: Run, row: number): string {
  const top = MARGIN + row * LINE;
  const box =
    ground === BACKGROUND
      ? ''
      : `<rect x="${place(column)}" y="${top}" width="${(width * CELL).toFixed(1)}" height="${LINE}" fill="${ground}"/>\n`;
  const [shown, left] = [text.trim(), text.length - text.trimStart().length];
  if (shown === '') return box;
  const length = ((width - (text.length - shown.length)) * CELL).toFixed(1);
  const position = `x="${place(column + left)}" y="${top + 13}" textLength="${length}"`;
  return `${box}<text ${position} xml:space="preserve"${style}>${escaped(shown)}</text>\n`;
}

function place(column: number): string {
  return (MARGIN + column * CELL).toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
