import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { grouped } from '../../view/counts.ts';
import { countRows, countStretch, type StretchCounts } from '../../view/stretch-summary.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Occurrence } from '../../view/time-events.ts';
import { scaleLabel } from '../../view/time-scale.ts';
import type { Band } from '../../view/traffic-classes.ts';
import type { Command } from '../keys/key-table.ts';
import { clamp, rowsOf } from '../views/scrolling.ts';
import type { Stage } from '../views/view.ts';
import type { Stretch } from './time-model.ts';

/** What there was in a stretch of time: events, registrations, messages by kind. */
export class TimeDetails {
  /** First row on the screen. */
  top = 0;
  private readonly stage: Stage;
  private counted: { readonly key: string; readonly counts: StretchCounts; readonly flows: Row } | undefined;
  /** Of the analysis of the whole, in the order of their beginning. */
  private flows: readonly Flow[] | undefined;
  private length = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  rows(
    { from, to }: Stretch,
    events: readonly Occurrence[],
    bands: readonly Band[],
    height: number,
  ): readonly Row[] {
    const { session, body, settings } = this.stage;
    const { base, order } = session.tables;
    const { counts, flows } = this.count({ from, to });
    const scale = {
      base,
      start: session.timeOf(order.at(0) as MessageId),
      utc: settings.utc,
      mode: settings.timeMode,
    };
    const rows: Row[] = events
      .filter(({ time }) => time >= from && time < to)
      .map(({ time, text, style }) => [span(`${scaleLabel(time, 1e6, scale)} `, 'dim'), span(text, style)]);
    if (flows.length > 0) rows.push(flows);
    rows.push(...countRows(session, counts, bands, body.columns));
    if (counts.messages === 0) rows.push([span('No message.', 'dim')]);
    this.length = rows.length;
    this.top = clamp(this.top, 0, Math.max(0, rows.length - height));
    return rows.slice(this.top, this.top + Math.max(0, height));
  }

  command(command: Command, height: number): boolean {
    const rows = rowsOf(command, height, this.length);
    if (rows === undefined) return false;
    this.top = clamp(this.top + rows, 0, Math.max(0, this.length - height));
    return true;
  }

  /** More was read, or something else is shown. */
  forget(): void {
    this.counted = undefined;
    this.flows = undefined;
  }

  private count({ from, to }: Stretch): { readonly counts: StretchCounts; readonly flows: Row } {
    const { session } = this.stage;
    const { order } = session.tables;
    const key = [from, to, order.length, order.reordered].join(' ');
    if (this.counted?.key !== key) {
      this.counted = { key, counts: countStretch(session, from, to), flows: this.flowRow({ from, to }) };
    }
    return this.counted;
  }

  /** What came of the registrations and calls that began there. */
  private flowRow({ from, to }: Stretch): Row {
    const { latest } = this.stage.analyses;
    if (latest === undefined) return [];
    this.flows ??= [...latest.flows.each()];
    const begun: Flow[] = [];
    for (let at = firstFrom(this.flows, from); at < this.flows.length; at++) {
      const flow = this.flows[at] as Flow;
      if (flow.start >= to) break;
      if (flow.kind === 'registration' || flow.kind === 'call') begun.push(flow);
    }
    const outcomes = new Map<string, number>();
    for (const flow of begun) {
      const name = `${flow.kind} ${flow.summary(latest.time).state}`;
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    }
    if (outcomes.size === 0) return [];
    const texts = [...outcomes].sort().map(([name, count]) => `${grouped(count)} ${name}`);
    return [span('begun: ', 'dim'), span(texts.join(', '))];
  }
}

/** The first that begins at a time or later. */
function firstFrom(flows: readonly Flow[], time: number): number {
  let low = 0;
  let high = flows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((flows[middle] as Flow).start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
