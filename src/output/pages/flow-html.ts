import type { FlowHead, FlowReport, ReportArrow } from '../../view/flows/flow-report.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import type { MessageReport } from '../../view/messages/message-report.ts';
import type { Row } from '../../view/text/styled-row.ts';
import { HTML_STYLE } from './flow-html-style.ts';
import { arrowSvg } from './ladder-arrow.ts';
import { markupText } from './markup.ts';

/** Pixels: distance of lifelines, height of a row, and additional height of a note below it. */
const [LANE, ROW, NOTE] = [104, 24, 20];

export interface PageInput {
  /** The flows, one at a time; the messages of each are read when it is written. */
  readonly reports: Iterable<FlowReport>;
  /** All flows, for the list at the top. */
  readonly heads: readonly FlowHead[];
  /** Names of the captures. */
  readonly captures: readonly string[];
  message(arrow: ReportArrow): MessageReport;
}

/**
 * A self-contained page without scripts: one ladder after the other, whose messages can be unfolded. A
 * content security policy in its head keeps the browser from running or fetching anything, whatever a message
 * contains.
 */
export function* flowHtml({ reports, heads, captures, message }: PageInput): Generator<string> {
  const title = heads.length === 1 ? heads.map(headText).join('') : `${heads.length} flows`;
  yield '<!doctype html>';
  yield '<html lang="en">';
  yield '<head>';
  yield '<meta charset="utf-8">';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">';
  yield '<meta name="color-scheme" content="light dark">';
  yield `<title>${markupText(title)}</title>`;
  yield `<style>${HTML_STYLE}</style>`;
  yield '</head>';
  yield '<body>';
  yield `<p class="dim">${markupText(captures.join(', '))}</p>`;
  if (heads.length > 1) {
    yield '<ul>';
    for (const head of heads) yield `<li><a href="#${head.id}">${markupText(headText(head))}</a></li>`;
    yield '</ul>';
  }
  for (const report of reports) yield* section(report, message);
  yield '</body>';
  yield '</html>';
}

function headText({ id, kind, state, parties }: FlowHead): string {
  return `${id} ${kind} ${state} ${parties.join(' → ')}`.trimEnd();
}

function* section(report: FlowReport, message: PageInput['message']): Generator<string> {
  const [head] = report.flows;
  if (head === undefined) return;
  yield `<section id="${head.id}">`;
  yield `<h2>${markupText(headText(head))}</h2>`;
  for (const callId of head.callIds) yield `<p>Call-ID <code>${markupText(callId)}</code></p>`;
  yield `<p>${markupText(head.figures)}</p>`;
  for (const mark of head.marks) yield `<p class="failure">! ${markupText(mark)}</p>`;
  yield `<p class="dim">${markupText(report.begins)}</p>`;
  yield* ladder(report, message);
  yield* legend(report);
  yield '</section>';
}

function* ladder(report: FlowReport, message: PageInput['message']): Generator<string> {
  const width = report.columns.length * LANE;
  const lag = report.lagLegend === undefined ? '' : '<span class="lag">lag ms</span>';
  yield '<div class="ladder">';
  yield `<div class="heading"><span class="time">time</span><span class="delta">delta</span><span class="lanes" style="width:${width}px">`;
  for (const { title, address } of report.columns) {
    const tip = markupText(address);
    yield `<span class="column" style="width:${LANE}px" title="${tip}"><b>${markupText(title)}</b><br>${tip}</span>`;
  }
  yield `</span>${lag}<span>message</span></div>`;
  for (const arrow of report.arrows) {
    yield '<details>';
    yield `<summary>${arrowCells(arrow, report, width)}</summary>`;
    yield* opened(message(arrow));
    yield '</details>';
  }
  yield '</div>';
}

function arrowCells(arrow: ReportArrow, { columns, lagLegend }: FlowReport, width: number): string {
  const place = (column: number): number => LANE / 2 + column * LANE;
  const height = arrow.note === undefined ? ROW : ROW + NOTE;
  const lines = columns.map((_, at) => `M${place(at)} 0V${height}`).join('');
  const note = arrow.note === undefined ? '' : `<span class="note">${markupText(arrow.note)}</span>`;
  return [
    `<span class="time">${markupText(arrow.time)}</span>`,
    `<span class="delta">${markupText(arrow.delta)}</span>`,
    `<svg class="lanes" width="${width}" height="${height}" aria-hidden="true">`,
    `<path class="life" d="${lines}"/>${arrowSvg(arrow, ROW / 2, place)}</svg>`,
    lagLegend === undefined ? '' : `<span class="lag">${markupText(arrow.lag)}</span>`,
    `<span class="label ${arrow.tone}" title="${markupText(hops(arrow, columns))}">${markupText(arrow.label)}${note}</span>`,
  ].join('');
}

/** For those who cannot see the arrow. */
function hops({ from, to, number }: ReportArrow, columns: FlowReport['columns']): string {
  return `${messageNumber(number)}: ${columns[from]?.title} → ${columns[to]?.title}`;
}

function* opened({ about, rows, leftOut }: MessageReport): Generator<string> {
  yield `<p class="dim">${markupText(about)}</p>`;
  // HTML drops a line break directly after <pre>, so an empty first line has to be written twice.
  yield '<pre>';
  for (const row of rows) yield row.map(spanHtml).join('').trimEnd();
  yield '</pre>';
  if (leftOut > 0) yield `<p class="dim">${leftOut} more lines are left out</p>`;
}

function spanHtml({ text, style }: Row[number]): string {
  return style === 'plain' ? markupText(text) : `<span class="${style}">${markupText(text)}</span>`;
}

function* legend({ lagLegend, columns }: FlowReport): Generator<string> {
  const sample = (isReplication: boolean): string => {
    const tone = isReplication ? 'replication' : 'request';
    const line = arrowSvg({ from: 0, to: 1, tone, isReplication }, 8, (column) => 2 + column * 44);
    return `<svg width="48" height="16" aria-hidden="true">${line}</svg>`;
  };
  yield `<p class="dim">${sample(false)} SIP ${sample(true)} replication</p>`;
  if (lagLegend !== undefined) yield `<p class="dim">${markupText(lagLegend)}</p>`;
  const names = columns.map(({ title, address }) => `${title} = ${address}`);
  yield `<p class="dim">${markupText(names.join('   '))}</p>`;
}
