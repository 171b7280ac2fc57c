import type { MessageId } from '../ids.ts';
import type { Session } from './session.ts';

/** Messages of a kind: in all, and lately. */
export interface CapabilityRate {
  /** A capability of BIN, or `SIP`. */
  readonly name: string;
  readonly total: number;
  readonly recent: number;
}

/** How much there is of each capability. What is read later is taken in when somebody asks. */
export class CapabilityRates {
  private readonly session: Session;
  private readonly totals = new Map<string, number>();
  private taken = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** The most frequent first; `recent` counts the `span` nanoseconds before `now`, both session time. */
  of(now: number, span: number): readonly CapabilityRate[] {
    const { index, order } = this.session.tables;
    for (; this.taken < index.size; this.taken++) add(this.totals, this.nameOf(this.taken as MessageId));
    const recent = new Map<string, number>();
    for (let at = order.positionOf(now - span); at < order.length; at++) {
      const id = order.at(at) as MessageId;
      if (this.session.timeOf(id) > now) break;
      add(recent, this.nameOf(id));
    }
    return [...this.totals]
      .map(([name, total]) => ({ name, total, recent: recent.get(name) ?? 0 }))
      .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  }

  private nameOf(id: MessageId): string {
    const { index, kinds } = this.session.tables;
    const kind = kinds.get(index.kind(id));
    return kind.protocol === 'bin' ? kind.capability : 'SIP';
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
