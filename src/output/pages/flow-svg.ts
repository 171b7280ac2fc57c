import type { FlowHead, FlowReport, ReportArrow, ReportColumn } from '../../view/flows/flow-report.ts';
import { columnLegend } from '../../view/ladder/ladder-legend.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { cutText, displayWidth } from '../../view/text/display-width.ts';
import { arrowSvg } from './ladder-arrow.ts';
import { DARK, type LadderColours, LIGHT } from './ladder-colours.ts';
import { markupText } from './markup.ts';

/** Most arrows in a picture: a longer one cannot be looked at as a whole. */
export const MOST_ARROWS = 500;
/** Most lifelines in a picture; further ones share the last. */
const MOST_COLUMNS = 32;
/** Flows named one by one. */
const MOST_HEADS = 12;
/** Maximum width of a label; its tooltip has all of it. */
const LONGEST_LABEL = 90;
const LONGEST_LINE = 160;

/** Pixels. The widths of characters fit the usual monospace fonts at these sizes. */
const [FONT, SMALL, CHARACTER, SMALL_CHARACTER] = [12, 10.5, 7.3, 6.4];
const [MARGIN, GAP, LANE, ROW, NOTE, LINE, HEADING] = [20, 14, 128, 24, 16, 18, 48];

/** Positions in the picture. */
interface Places {
  readonly time: number;
  /** Right ends. */
  readonly delta: number;
  readonly lag: number;
  readonly flow: number;
  readonly firstLane: number;
  readonly label: number;
  readonly width: number;
}

interface Picture {
  readonly report: FlowReport;
  readonly columns: readonly ReportColumn[];
  readonly places: Places;
  readonly parts: string[];
}

/** The ladder as a picture that is light or dark as the reader's browser prefers. */
export function flowSvg(report: FlowReport): string {
  const columns = shownColumns(report.columns);
  const places = placesOf(report, columns.length);
  const picture = { report, columns, places, parts: [] };
  const title = addTitle(picture);
  const lanes = addHeading(picture, title);
  const rows = addRows(picture, lanes);
  const bottom = addLegend(picture, rows + GAP);
  const height = Math.ceil(bottom + MARGIN / 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${places.width} ${height}" width="${places.width}" height="${height}" role="img">
<title>${markupText(report.flows.map(headText).join('; '))}</title>
<style>${STYLE}</style>
<rect class="ground" width="${places.width}" height="${height}"/>
<g xml:space="preserve">
${picture.parts.join('\n')}
</g>
</svg>
`;
}

function shownColumns(columns: readonly ReportColumn[]): readonly ReportColumn[] {
  if (columns.length <= MOST_COLUMNS) return columns;
  const kept = columns.slice(0, MOST_COLUMNS - 1);
  const title = `+${columns.length - kept.length}`;
  return [...kept, { title, shortTitle: title, address: 'others' }];
}

function placesOf({ flows, arrows, lagLegend }: FlowReport, columns: number): Places {
  const flowWidth = flows.length === 1 ? 0 : Math.max(...flows.map(({ id }) => id.length)) * CHARACTER + GAP;
  const flow = MARGIN + 15 * CHARACTER + GAP;
  const delta = flow + flowWidth + 10 * CHARACTER;
  const firstLane = delta + GAP + LANE / 2;
  const lastLane = firstLane + (columns - 1) * LANE + LANE / 2;
  const lag = lastLane + (lagLegend === undefined ? 0 : 8 * CHARACTER);
  const label = lag + GAP;
  const widest = arrows.reduce((wide, one) => Math.max(wide, displayWidth(one.label)), 20);
  const notes = arrows.reduce((wide, { note = '' }) => Math.max(wide, displayWidth(note)), 0);
  const text = Math.max(
    Math.min(widest, LONGEST_LABEL) * CHARACTER,
    Math.min(notes + 2, LONGEST_LABEL) * SMALL_CHARACTER,
  );
  return { time: MARGIN, flow, delta, firstLane, lag, label, width: Math.ceil(label + text + MARGIN) };
}

function addTitle({ report, parts, places }: Picture): number {
  const { flows, arrows, leftOut, begins } = report;
  const most = Math.floor((places.width - 2 * MARGIN) / CHARACTER);
  let y = MARGIN + FONT;
  const add = (text: string, kind: string): void => {
    parts.push(textAt(MARGIN, y, cutText(text, Math.min(most, LONGEST_LINE)), kind));
    y += LINE;
  };
  const [only, ...others] = flows;
  if (only !== undefined && others.length === 0) {
    add(headText(only), 'title');
    for (const callId of only.callIds.slice(0, MOST_HEADS)) add(`Call-ID ${callId}`, 'dim');
    if (only.callIds.length > MOST_HEADS) add(`and ${only.callIds.length - MOST_HEADS} more`, 'dim');
    add(only.figures, 'dim');
    for (const mark of only.marks) add(`! ${mark}`, 'failure');
  } else {
    add(`${grouped(flows.length)} flows`, 'title');
    for (const flow of flows.slice(0, MOST_HEADS)) {
      add(`${headText(flow)}: ${flow.figures}`, 'dim');
      for (const mark of flow.marks) add(`${' '.repeat(flow.id.length)} ! ${mark}`, 'failure');
    }
    if (flows.length > MOST_HEADS) add(`and ${flows.length - MOST_HEADS} more`, 'dim');
  }
  add(begins, 'dim');
  if (leftOut > 0) {
    const all = counted(arrows.length + leftOut, 'message');
    add(`the first ${grouped(arrows.length)} of ${all}: the others are left out`, 'failure');
  }
  return y;
}

/** `f7 call COMPLETED 1201 → 1101`. */
function headText({ id, kind, state, parties }: FlowHead): string {
  return `${id} ${kind} ${state} ${parties.join(' → ')}`.trimEnd();
}

function addHeading({ report, columns, places, parts }: Picture, top: number): number {
  const y = top + HEADING / 2;
  parts.push(textAt(places.time, y, 'time', 'dim'));
  parts.push(textAt(places.delta, y, 'delta', 'dim end'));
  if (report.flows.length > 1) parts.push(textAt(places.flow, y, 'flow', 'dim'));
  if (report.lagLegend !== undefined) parts.push(textAt(places.lag, y, 'lag ms', 'dim end'));
  parts.push(textAt(places.label, y, 'message', 'dim'));
  for (const [at, { title, address }] of columns.entries()) {
    const x = laneAt(places, at);
    const short = cutText(address, Math.floor((LANE - 6) / SMALL_CHARACTER));
    parts.push(textAt(x, y - 8, title, 'column', address));
    parts.push(textAt(x, y + 7, short, 'address', address));
  }
  return top + HEADING;
}

function laneAt({ firstLane }: Places, column: number): number {
  return tenth(firstLane + column * LANE);
}

/** Lifelines are drawn first, behind all arrows. */
function addRows({ report, columns, places, parts }: Picture, top: number): number {
  const behind = parts.push('') - 1;
  let y = top;
  for (const arrow of report.arrows) {
    addArrow(arrow, y + ROW / 2, columns.length, places, parts);
    y += ROW;
    if (arrow.note === undefined) continue;
    const note = cutText(`└ ${arrow.note}`, LONGEST_LABEL);
    parts.push(textAt(places.label, y + NOTE / 2, note, 'note', arrow.note));
    y += NOTE;
  }
  const lines = columns.map((_, at) => `M${laneAt(places, at)} ${top - 8}V${y}`);
  parts[behind] = `<path class="life" d="${lines.join('')}"/>`;
  return y;
}

function addArrow(arrow: ReportArrow, y: number, columns: number, places: Places, parts: string[]): void {
  const base = y + FONT / 3;
  const place = (column: number): number => laneAt(places, Math.min(column, columns - 1));
  parts.push(textAt(places.time, base, arrow.time, 'dim'));
  if (arrow.delta !== '') parts.push(textAt(places.delta, base, arrow.delta, 'dim end'));
  if (arrow.flow !== '') parts.push(textAt(places.flow, base, arrow.flow, 'flow'));
  parts.push(arrowSvg(arrow, y, place));
  if (arrow.lag !== '') parts.push(textAt(places.lag, base, arrow.lag, 'dim end'));
  const label = cutText(arrow.label, LONGEST_LABEL);
  parts.push(textAt(places.label, base, label, arrow.tone, `${messageNumber(arrow.number)}: ${arrow.label}`));
}

function addLegend({ report, places, parts }: Picture, top: number): number {
  let y = top + LINE / 2;
  let x = MARGIN;
  parts.push(`<path class="life" d="M${MARGIN} ${top - GAP / 2}H${places.width - MARGIN}"/>`);
  const say = (text: string, kind: string): void => {
    parts.push(textAt(x, y + FONT / 3, text, kind));
    x += tenth(displayWidth(text) * CHARACTER + GAP);
  };
  for (const [isReplication, text] of [[false, 'SIP'] as const, [true, 'replication'] as const]) {
    const tone = isReplication ? 'replication' : 'request';
    const [from, to] = [x, x + 44];
    parts.push(arrowSvg({ from: 0, to: 1, tone, isReplication }, y, (column) => (column === 0 ? from : to)));
    x = to + GAP / 2;
    say(text, 'dim');
  }
  const used = new Set(report.arrows.map(({ tone }) => tone));
  for (const [tone, text] of TONES) if (used.has(tone)) say(text, tone);
  const most = Math.floor((places.width - 2 * MARGIN) / CHARACTER);
  const { lagLegend } = report;
  for (const line of [...(lagLegend === undefined ? [] : [lagLegend]), ...columnLegend(report, most)]) {
    y += LINE;
    parts.push(textAt(MARGIN, y + FONT / 3, cutText(line, most), 'dim'));
  }
  return y + LINE / 2;
}

const TONES = [
  ['request', 'request'],
  ['provisional', '1xx'],
  ['success', '2xx'],
  ['redirection', '3xx'],
  ['failure', '4xx to 6xx, or unreadable'],
] as const;

/** `tip` is the tooltip, if the text itself is not enough. */
function textAt(x: number, y: number, text: string, kind: string, tip = text): string {
  const title = tip === text ? '' : `<title>${markupText(tip)}</title>`;
  return `<text x="${tenth(x)}" y="${tenth(y)}" class="${kind}">${title}${markupText(text)}</text>`;
}

function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

const STYLE = `
text{font:${FONT}px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.title{font-weight:bold;font-size:14px}
.column{font-weight:bold;text-anchor:middle}
.address,.note{font-size:${SMALL}px}
.address{text-anchor:middle}
.end{text-anchor:end}
.arrow{fill:none;stroke-width:1.5}
.dashed{stroke-dasharray:5 4}
.life{fill:none;stroke-width:1}
${coloursOf(LIGHT)}
@media (prefers-color-scheme:dark){
${coloursOf(DARK)}
}
`;

function coloursOf({ ground, text, dim, line, tones }: LadderColours): string {
  return [
    `text{fill:${text}}`,
    `.dim,.address,.note{fill:${dim}}`,
    `.ground{fill:${ground}}`,
    `.life{stroke:${line}}`,
    ...Object.entries(tones).map(
      ([tone, colour]) => `text.${tone},.head.${tone}{fill:${colour}}.arrow.${tone}{stroke:${colour}}`,
    ),
  ].join('\n');
}
