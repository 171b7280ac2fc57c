import type { AorRecord } from '../../cluster/contacts/held/aor-tables.ts';
import { type ContactVersion, isSameVersion } from '../../cluster/contacts/held/contact-version.ts';
import { type AorState, aorStateAt } from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Analysis } from '../analysis/analysis.ts';

/** Nodes that differ about a contact of an AOR. */
export interface AorDifference {
  readonly cluster: number;
  readonly aor: string;
  /** Captured nodes that are known not to have it. */
  readonly missing: readonly number[];
  /** Captured nodes that have another registration of it. */
  readonly other: readonly number[];
}

/**
 * What the nodes hold at the time of the analysis: of a registration its own contacts, of other flows all contacts of
 * their AORs.
 */
export class FlowContacts {
  private readonly analysis: Analysis;
  private readonly makeState: ReturnType<typeof aorStateAt>;
  private readonly large = new Map<AorRecord, AorState>();
  /** Of large states. */
  private readonly byCallId = new WeakMap<AorState, ReadonlyMap<string, readonly ContactRow[]>>();
  /** By cluster, how many nodes can hold contacts. */
  private readonly holders = new Map<number, number>();
  private readonly away = new Map<number, ReadonlySet<number>>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
    this.makeState = aorStateAt(analysis.contacts, analysis.context, analysis.time);
  }

  /** The contacts about which nodes differ. Nodes that are gone, or whose traffic was not captured, do not count. */
  differences(flow: Flow): readonly AorDifference[] {
    const found: AorDifference[] = [];
    for (const record of this.recordsOf(flow)) {
      // The usual case, and much cheaper than the full comparison below.
      if (this.isAlike(record)) continue;
      const state = this.stateAt(record);
      if (state === undefined || state.consistent) continue;
      const { cluster, aor } = state;
      const missing = this.nodesWith(flow, state, 'missing');
      const other = this.nodesWith(flow, state, 'other');
      if (missing.length + other.length > 0) found.push({ cluster, aor, missing, other });
    }
    return found;
  }

  *statesOf(flow: Flow): Generator<AorState> {
    for (const record of this.recordsOf(flow)) {
      const state = this.stateAt(record);
      if (state !== undefined) yield state;
    }
  }

  private stateAt(record: AorRecord): AorState | undefined {
    const known = this.large.get(record);
    if (known !== undefined) return known;
    const state = this.makeState(record);
    if (state !== undefined && state.rows.length > FEW_ROWS) this.large.set(record, state);
    return state;
  }

  private recordsOf({ aors }: Flow): readonly AorRecord[] {
    const { store } = this.analysis.contacts;
    const found: AorRecord[] = [];
    for (const aor of aors) {
      for (const name of namesOf(aor)) {
        for (const record of store.named(name)) if (!found.includes(record)) found.push(record);
      }
    }
    return found;
  }

  /** Has each node of the cluster the same one contact? */
  private isAlike(record: AorRecord): boolean {
    const { store } = this.analysis.contacts;
    const { cluster, nodes } = record;
    if (nodes.length < this.holdersIn(cluster)) return false;
    let first: ContactVersion | undefined;
    for (const { node } of nodes) {
      const list = store.held(record, node)?.list;
      const version = list?.length === 1 ? list[0]?.version : undefined;
      if (version === undefined || (first !== undefined && !isSameVersion(first, version))) return false;
      first = version;
    }
    return true;
  }

  private holdersIn(cluster: number): number {
    let count = this.holders.get(cluster);
    if (count === undefined) {
      const { contacts } = this.analysis;
      const members = contacts.membersOf(cluster);
      count = members.filter((node) => contacts.holders.has(cluster, node) !== false).length;
      this.holders.set(cluster, count);
    }
    return count;
  }

  /** The contacts that the flow is about. */
  rowsOf({ kind, callIds }: Flow, state: AorState): readonly ContactRow[] {
    const { rows } = state;
    if (kind !== 'registration') return rows;
    if (callIds.length === 0) return rows.filter(({ held: { version } }) => version.callId === undefined);
    if (rows.length <= FEW_ROWS) {
      return rows.filter(
        ({ held: { version } }) => version.callId !== undefined && callIds.includes(version.callId),
      );
    }
    let byCallId = this.byCallId.get(state);
    if (byCallId === undefined) {
      byCallId = rowsByCallId(rows);
      this.byCallId.set(state, byCallId);
    }
    return callIds.flatMap((callId) => byCallId.get(callId) ?? []);
  }

  isAway(cluster: number, node: number): boolean {
    let away = this.away.get(cluster);
    if (away === undefined) {
      away = new Set(this.analysis.nodes.awayNodes(cluster, this.analysis.time));
      this.away.set(cluster, away);
    }
    return away.has(node);
  }

  private nodesWith(flow: Flow, state: AorState, presence: 'missing' | 'other'): readonly number[] {
    const nodes = new Set<number>();
    for (const row of this.rowsOf(flow, state)) {
      if (row.consistent) continue;
      for (const [node, one] of row.presence) {
        if (one === presence && !this.isAway(state.cluster, node)) nodes.add(node);
      }
    }
    return [...nodes].sort((a, b) => a - b);
  }
}

/**
 * The state of an AOR with more contacts than this is kept: each of them may have a flow of its own that asks for it.
 */
const FEW_ROWS = 16;

function rowsByCallId(rows: readonly ContactRow[]): ReadonlyMap<string, readonly ContactRow[]> {
  const found = new Map<string, ContactRow[]>();
  for (const row of rows) {
    const { callId } = row.held.version;
    if (callId === undefined) continue;
    const same = found.get(callId);
    if (same === undefined) found.set(callId, [row]);
    else same.push(row);
  }
  return found;
}

/** usrloc names an AOR by its user, or by user@host with `use_domain` (spec bin-capabilities 4.2). */
function namesOf(aor: string): readonly string[] {
  const at = aor.lastIndexOf('@');
  return at > 0 ? [aor, aor.slice(0, at)] : [aor];
}
