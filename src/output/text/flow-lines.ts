import type { Flow } from '../../flows/flow.ts';
import type { FlowMarks } from '../../view/flows/flow-marks.ts';
import { type LadderInput, ladder } from '../../view/ladder/ladder.ts';
import { columnLegend, flowFigures, flowTitle, lagLegend } from '../../view/ladder/ladder-legend.ts';
import {
  ASCII_LINES,
  LINES,
  ladderHeading,
  ladderLayout,
  ladderRows,
} from '../../view/ladder/ladder-rows.ts';
import { wrapWords } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import { asciiText } from './ascii-text.ts';
import type { Palette } from './palette.ts';

export interface FlowLineOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly utc: boolean;
  /** Only ASCII: the locale or the terminal has nothing else. */
  readonly ascii: boolean;
  readonly palette: Palette;
}

/** One flow for people: its result, its parties, and the ladder. Ends with an empty line. */
export function* flowLines(
  input: LadderInput,
  flow: Flow,
  marks: FlowMarks,
  now: number,
  options: FlowLineOptions,
): Generator<string> {
  const { width, utc, ascii, palette } = options;
  const model = ladder(input, [flow], { foldNodes: true });
  const lag = lagLegend(model);
  const head = [
    flowTitle(flow, now),
    ...flow.callIds.map((callId) => `Call-ID ${printable(callId)}`),
    flowFigures(input, flow, now),
    ...marks.of(flow).map(({ text }) => `! ${text}`),
    ...columnLegend(model, width),
    ...(lag === undefined ? [] : [lag]),
  ];
  const safe = ascii ? asciiText : (text: string): string => text;
  for (const line of head) {
    for (const row of wrapWords([span(line)], width)) yield safe(rowText(row).trimStart());
  }
  yield '';
  yield safe(rowText(ladderHeading(model, ladderLayout(model, width))));
  const { base } = input.session.tables;
  const style = { width, base, utc, glyphs: ascii ? ASCII_LINES : LINES };
  for (const { row } of ladderRows(model, style)) yield safe(colouredText(row, palette));
  yield '';
}

function colouredText(row: Row, palette: Palette): string {
  return row
    .map(({ text, style }, at) => {
      const shown = at === row.length - 1 ? text.trimEnd() : text;
      if (style === 'dim') return palette.dim(shown);
      return isTone(style) ? palette.tone(style, shown) : shown;
    })
    .join('');
}

const TONES = [
  'request',
  'provisional',
  'success',
  'redirection',
  'failure',
  'replication',
  'internal',
] as const;
type Tone = (typeof TONES)[number];

function isTone(style: string): style is Tone {
  return (TONES as readonly string[]).includes(style);
}
