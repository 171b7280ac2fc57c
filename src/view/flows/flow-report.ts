import type { Flow } from '../../flows/flow.ts';
import { messagesOf } from '../../flows/related-flows.ts';
import type { MessageId } from '../../ids.ts';
import { type LadderEntry, type LadderInput, ladder } from '../ladder/ladder.ts';
import type { LadderColumn } from '../ladder/ladder-columns.ts';
import { flowFigures, lagLegend } from '../ladder/ladder-legend.ts';
import { ladderMarks, lagColumn, noteText } from '../ladder/ladder-rows.ts';
import type { Tone } from '../messages/message-summary.ts';
import { printable } from '../text/printable.ts';
import { clockTime, dateAndTime, delta, zoneText } from '../text/times.ts';
import type { FlowMarks } from './flow-marks.ts';
import { flowState } from './flow-state.ts';

/** A ladder for documents: rows of printable texts without layout. */
export interface FlowReport {
  /** One flow, or several in a common ladder. */
  readonly flows: readonly FlowHead[];
  /** Date and time of the first message, and the time zone of all times. */
  readonly begins: string;
  readonly columns: readonly ReportColumn[];
  readonly arrows: readonly ReportArrow[];
  /** Number of messages left out after those that are included. */
  readonly leftOut: number;
  readonly lagLegend: string | undefined;
}

/** The result of a flow. */
export interface FlowHead {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  /** Caller and callee or the like, as far as known. */
  readonly parties: readonly string[];
  readonly callIds: readonly string[];
  readonly figures: string;
  /** What is wrong or unusual. */
  readonly marks: readonly string[];
}

export type ReportColumn = Pick<LadderColumn, 'title' | 'shortTitle' | 'address'>;

/** A message on one hop. */
export interface ReportArrow {
  readonly id: MessageId;
  readonly number: number;
  /** Id of its flow; empty if there is only one. */
  readonly flow: string;
  readonly time: string;
  /** Time since the previous arrow; empty for the first. */
  readonly delta: string;
  /** Columns. */
  readonly from: number;
  readonly to: number;
  readonly isReplication: boolean;
  readonly tone: Tone;
  /** The content of the message, and what is unusual about it. */
  readonly label: string;
  /** Milliseconds; empty if there is no cause to measure from. */
  readonly lag: string;
  /** Why it was sent, or how the contact that it goes to is known. */
  readonly note: string | undefined;
}

export interface ReportOptions {
  readonly utc: boolean;
  /** Maximum number of arrows; all if not given. */
  readonly most?: number;
}

/** `now` is the time of the state; there must be at least one flow. */
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
  const summary = flow.summary(now);
  const { from, to } = summary;
  return {
    id: flow.id,
    kind: flow.kind,
    state: flowState(summary),
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
