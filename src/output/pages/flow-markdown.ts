import type { FlowHead, FlowReport, ReportArrow } from '../../view/flows/flow-report.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { markdownCode, markdownText, mermaidText } from './markdown-text.ts';

/** Most arrows of the diagram, which the reader's browser has to draw; the table has all of them. */
const MOST_IN_DIAGRAM = 100;
/** Maximum width of a label in the diagram. */
const LONGEST_LABEL = 60;
/** With more lifelines, the diagram would be too wide to read. */
const MOST_COLUMNS = 16;

/**
 * A flow for an issue or a web page: its result, a diagram that GitHub draws (Mermaid), and all messages in a
 * table.
 */
export function* flowMarkdown(report: FlowReport): Generator<string> {
  const [head] = report.flows;
  if (head === undefined) return;
  yield `## ${heading(head)}`;
  yield '';
  for (const callId of head.callIds) yield `- Call-ID ${markdownCode(callId)}`;
  yield `- ${markdownText(head.figures)}`;
  for (const mark of head.marks) yield `- **!** ${markdownCode(mark)}`;
  yield `- begins ${markdownText(report.begins)}`;
  for (const { title, address } of report.columns)
    yield `- ${markdownText(title)} is ${markdownCode(address)}`;
  yield '';
  yield* diagram(report);
  yield* table(report);
  yield '';
}

function heading({ id, kind, state, parties }: FlowHead): string {
  return [markdownText(`${id} ${kind} ${state}`), parties.map(markdownCode).join(' → ')].join(' ').trimEnd();
}

function* diagram({ columns, arrows }: FlowReport): Generator<string> {
  if (columns.length > MOST_COLUMNS) {
    yield `${counted(columns.length, 'participant')}: too many for a diagram.`;
    yield '';
    return;
  }
  yield '```mermaid';
  yield 'sequenceDiagram';
  for (const [at, { title }] of columns.entries()) yield `  participant c${at} as ${mermaidText(title)}`;
  for (const { from, to, isReplication, label, note } of arrows.slice(0, MOST_IN_DIAGRAM)) {
    const line = isReplication ? '-->>' : '->>';
    yield `  c${from}${line}c${to}: ${mermaidText(cutText(label, LONGEST_LABEL))}`;
    if (note !== undefined) yield `  Note over c${from}: ${mermaidText(cutText(note, LONGEST_LABEL))}`;
  }
  yield '```';
  yield '';
  const left = arrows.length - MOST_IN_DIAGRAM;
  if (left > 0) {
    yield `The diagram has the first ${MOST_IN_DIAGRAM} messages; ${grouped(left)} more are in the table.`;
    yield '';
  }
}

function* table({ arrows, columns, lagLegend }: FlowReport): Generator<string> {
  const withLag = lagLegend !== undefined;
  yield `| # | time | delta | from → to |${withLag ? ' lag ms |' : ''} message | why |`;
  yield `| ---: | --- | ---: | --- |${withLag ? ' ---: |' : ''} --- | --- |`;
  for (const arrow of arrows) yield row(arrow, columns, withLag);
  if (lagLegend === undefined) return;
  yield '';
  yield markdownText(lagLegend);
}

function row(arrow: ReportArrow, columns: FlowReport['columns'], withLag: boolean): string {
  const { number, time, delta, from, to, isReplication, lag, label, note = '' } = arrow;
  const line = isReplication ? '⇢' : '→';
  const ends = `${columns[from]?.title ?? ''} ${line} ${columns[to]?.title ?? ''}`;
  const cells = [
    String(number),
    time,
    delta,
    markdownText(ends),
    ...(withLag ? [markdownText(lag)] : []),
    markdownCode(label),
    markdownCode(note),
  ];
  return `| ${cells.join(' | ')} |`;
}
