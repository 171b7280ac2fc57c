import type { Flow } from '../flows/flow.ts';
import { messagesOf } from '../flows/related-flows.ts';
import type { MessageId } from '../ids.ts';
import type { FlowMarks } from './flow-marks.ts';
import { type LadderEntry, type LadderInput, ladder } from './ladder.ts';
import type { LadderColumn } from './ladder-columns.ts';
import { flowFigures, lagLegend } from './ladder-legend.ts';
import { ladderMarks, lagColumn, noteText } from './ladder-rows.ts';
import type { Tone } from './message-summary.ts';
import { printable } from './printable.ts';
import { clockTime, dateAndTime, delta, zoneText } from './times.ts';

/** A ladder as a document has it: rows of texts that are printable, and nothing laid out. */
export interface FlowReport {
  /** One, or several in one ladder. */
  readonly flows: readonly FlowHead[];
  /** Date and time of the first message, and the zone of all times. */
  readonly begins: string;
  readonly columns: readonly ReportColumn[];
  readonly arrows: readonly ReportArrow[];
  /** Messages that are left out, behind those that are there. */
  readonly leftOut: number;
  readonly lagLegend: string | undefined;
}

/** What a flow came to. */
export interface FlowHead {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  /** From whom and to whom, as far as they are known. */
  readonly parties: readonly string[];
  readonly callIds: readonly string[];
  readonly figures: string;
  /** What is not as it should be. */
  readonly marks: readonly string[];
}

export type ReportColumn = Pick<LadderColumn, 'title' | 'shortTitle' | 'address'>;

/** A message on one hop. */
export interface ReportArrow {
  readonly id: MessageId;
  readonly number: number;
  /** Id of its flow; empty where there is only one. */
  readonly flow: string;
  readonly time: string;
  /** Since the one above; empty for the first. */
  readonly delta: string;
  /** Columns. */
  readonly from: number;
  readonly to: number;
  readonly isReplication: boolean;
  readonly tone: Tone;
  /** What is not as usual, and what it says. */
  readonly label: string;
  /** Milliseconds; empty where there is no cause. */
  readonly lag: string;
  /** Why it was sent, or whence the contact is known that it goes to. */
  readonly note: string | undefined;
}

export interface ReportOptions {
  readonly utc: boolean;
  /** Arrows at most; all if not given. */
  readonly most?: number;
}

/** `now` is the time of the state; there is at least one flow. */
export function flowReport(
  input: LadderInput,
  flows: readonly Flow[],
  marks: FlowMarks,
  now: number,
  { utc, most = Number.POSITIVE_INFINITY }: ReportOptions,
): FlowReport {
  const { base } = input.session.tables;
  const model = ladder(input, flows, { foldNodes: true, most });
  const { columns, entries } = model;
  const shown = new Set(entries.map(({ flow }) => flow));
  const all = messagesOf(flows);
  const begin = entries[0]?.time ?? 0;
  return {
    flows: flows
      .filter(({ id }) => flows.length === 1 || shown.has(id))
      .map((flow) => flowHead(input, flow, marks, now)),
    begins: `${dateAndTime(base, begin, utc)} ${zoneText(base, begin, utc)}`,
    columns: columns.map(({ title, shortTitle, address }) => ({
      title,
      shortTitle,
      address: printable(address),
    })),
    arrows: entries.map((entry, at) => ({
      ...arrowOf(entry, entries[at - 1]),
      time: clockTime(base, entry.time, utc),
    })),
    leftOut: all.size - entries.length,
    lagLegend: lagLegend(model),
  };
}

export function flowHead(input: LadderInput, flow: Flow, marks: FlowMarks, now: number): FlowHead {
  const { state, from, to } = flow.summary(now);
  return {
    id: flow.id,
    kind: flow.kind,
    state,
    parties: [from, to].filter((party) => party !== '').map(printable),
    callIds: flow.callIds.map(printable),
    figures: flowFigures(input, flow, now),
    marks: marks.of(flow).map(({ text }) => printable(text)),
  };
}

function arrowOf(entry: LadderEntry, before: LadderEntry | undefined): Omit<ReportArrow, 'time'> {
  const { id, number, flow, from, to, isReplication, summary, label } = entry;
  return {
    id,
    number,
    flow,
    delta: entry.delta === undefined ? '' : delta(entry.delta),
    from,
    to,
    isReplication,
    tone: summary.tone,
    label: `${ladderMarks(entry)}${label}`,
    lag: lagColumn(entry),
    note: noteText(entry, before),
  };
}
