import {
  columnHeading,
  FLOW_COLUMNS,
  type FlowColumnId,
  isOwn,
  MOST_COLUMNS,
} from '../../view/flows/flow-columns.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Page } from '../views/page.ts';

interface Choice {
  readonly id: FlowColumnId;
  readonly shown: boolean;
}

const MEANINGS: Readonly<Record<(typeof FLOW_COLUMNS)[number], string>> = {
  id: 'id of the flow, as commands take it',
  start: 'time of its first message',
  kind: 'registration, call, subscription, ...',
  from: 'who began it',
  to: 'whom or what it is about',
  state: 'what it came to',
  nodes: 'nodes that it touched',
  messages: 'SIP messages',
  packets: 'replication packets',
  times: 'setup and talk time of a call, else time to the answer',
  lag: 'slowest replication that it caused',
  resent: 'retransmissions',
  marks: 'nodes that differ, replication missing, messages unread',
};

/** The columns that flows have, in their order; then those that they could have. */
export class ColumnChooser implements Page {
  private choices: readonly Choice[];

  constructor(shown: readonly FlowColumnId[]) {
    const others = FLOW_COLUMNS.filter((id) => !shown.includes(id));
    this.choices = [
      ...shown.map((id) => ({ id, shown: true })),
      ...others.map((id) => ({ id, shown: false })),
    ];
  }

  get length(): number {
    return this.choices.length;
  }

  /** At least one. */
  get shown(): readonly FlowColumnId[] {
    const shown = this.choices.filter((one) => one.shown).map(({ id }) => id);
    return shown.length === 0 ? ['id'] : shown;
  }

  toggle(at: number): void {
    this.choices = this.choices.map((one, place) => (place === at ? { ...one, shown: !one.shown } : one));
  }

  /** Moves the column at a position up or down; returns its new position. */
  move(at: number, step: 1 | -1): number {
    const to = at + step;
    const moved = this.choices[at];
    if (moved === undefined || to < 0 || to >= this.length) return at;
    this.choices = this.choices.toSpliced(at, 1).toSpliced(to, 0, moved);
    return to;
  }

  heading(): Row {
    return [
      span('Columns of the flows  ', 'heading'),
      span('shown ones are marked, the first is leftmost', 'dim'),
    ];
  }

  row(at: number): Row {
    const one = this.choices[at];
    if (one === undefined) return [];
    const meaning = isOwn(one.id)
      ? one.id.startsWith('header:')
        ? 'SIP header field'
        : 'field of a packet'
      : MEANINGS[one.id];
    return [
      span(one.shown ? ' [x] ' : ' [ ] ', one.shown ? 'strong' : 'dim'),
      span(columnHeading(one.id).padEnd(18), one.shown ? 'plain' : 'dim'),
      span(`  ${meaning}`, 'dim'),
    ];
  }
}

/** The columns with one more, or the same if it is among them already. */
export function withColumn(columns: readonly FlowColumnId[], id: FlowColumnId): readonly FlowColumnId[] {
  return columns.includes(id) || columns.length >= MOST_COLUMNS ? columns : [...columns, id];
}
