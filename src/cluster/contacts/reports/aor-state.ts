import type { MessageId } from '../../../ids.ts';
import { compareKeys } from '../../../tables/natural-key.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { ContactTracker } from '../contact-tracker.ts';
import type { AorStore } from '../held/aor-store.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import { isExpired } from '../held/contact-version.ts';
import type { HeldContact } from '../held/held-contact.ts';
import type { HeldContacts } from '../held/held-contacts.ts';
import { isAffected, type UnderWay } from '../packets/packets-under-way.ts';
import { type ContactRow, contactRows, type NodeContacts } from './contact-rows.ts';
import { type NodesView, nodesView } from './nodes-view.ts';

/** The contacts of one AOR at one time. */
export class AorState {
  readonly cluster: number;
  readonly domain: string;
  readonly aor: string;
  /** Sorts AORs by name. */
  readonly sortKey: string;
  /** The nodes of which something is known, by id; a node that has no contact has an empty list. */
  readonly nodes: ReadonlyMap<number, NodeContacts>;
  readonly rows: readonly ContactRow[];
  /** False if observed nodes are known to disagree about a live contact, and no sync is about to mend that. */
  readonly consistent: boolean;
  /** Nodes that nobody observed. */
  readonly unseen: readonly number[];
  /** Nodes that were observed, but may have got contacts before the capture began. */
  readonly unknown: readonly number[];

  constructor(
    { cluster, domain, aor, sortKey }: NamedAor,
    nodes: ReadonlyMap<number, NodeContacts>,
    rows: readonly ContactRow[],
    unseen: readonly number[],
    unknown: readonly number[],
  ) {
    this.cluster = cluster;
    this.domain = domain;
    this.aor = aor;
    this.sortKey = sortKey;
    this.nodes = nodes;
    this.rows = rows;
    this.consistent = rows.every((row) => row.consistent);
    this.unseen = unseen;
    this.unknown = unknown;
  }

  /** The messages that the state is derived from; computed on demand, as few filters ask for them. */
  get messages(): readonly MessageId[] {
    return messagesOf(this.nodes);
  }
}

/** May the node's contact in this row have changed unseen? */
export function isUncertain({ nodes }: AorState, { byNode }: ContactRow, node: number): boolean {
  const held = byNode.get(node);
  return held !== undefined && nodes.get(node)?.uncertain.has(held) === true;
}

/** Ids of the nodes that a sync is still to bring something that others have. */
export function syncingNodes({ rows }: AorState): readonly number[] {
  const found = new Set<number>();
  for (const { presence } of rows) for (const [node, one] of presence) if (one === 'syncing') found.add(node);
  return [...found].sort((a, b) => a - b);
}

/** Do the nodes agree as they are, without what a sync is still to bring? */
export function areAlike(state: AorState): boolean {
  return state.consistent && !state.rows.some(({ presence }) => [...presence.values()].includes('syncing'));
}

/** Ids of the nodes that were observed, but of which something is not known. */
export function doubtfulNodes(state: AorState): readonly number[] {
  const found = new Set<number>();
  addDoubtfulNodes(state, found);
  return [...found].sort((a, b) => a - b);
}

export function addDoubtfulNodes({ nodes, rows, unknown }: AorState, found: Set<number>): void {
  for (const node of unknown) found.add(node);
  for (const [node, { uncertain }] of nodes) if (uncertain.size > 0) found.add(node);
  for (const { presence } of rows) for (const [node, one] of presence) if (one === 'unknown') found.add(node);
}

/**
 * The states of the AORs of which an observed node holds a live contact, by cluster and name. `time` is
 * session time.
 */
export function aorStates(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): readonly AorState[] {
  return [...aorStatesInOrder(tracker, context, time)];
}

/** The same one by one: each state is made when it is asked for. */
export function* aorStatesInOrder(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): Generator<AorState, void> {
  const stateAt = aorStateAt(tracker, context, time);
  for (const record of [...tracker.store.all()].sort(byName)) {
    const state = stateAt(record);
    if (state !== undefined) yield state;
  }
}

/** The state of a single AOR; undefined if no observed node holds a live contact of it. */
export function aorStateAt(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): (record: AorRecord) => AorState | undefined {
  tracker.settle();
  const seconds = context.base.secondsOf(time);
  const clusters = new Map<number, NodesView>();
  context.lapses.refresh();
  return (record) => {
    let view = clusters.get(record.cluster);
    if (view === undefined) {
      view = nodesView(tracker, context, record.cluster, time);
      clusters.set(record.cluster, view);
    }
    return stateOf(tracker, record, view, seconds);
  };
}

/** By cluster, then by AOR. */
export function byName(a: NamedAor, b: NamedAor): number {
  return (
    a.cluster - b.cluster ||
    compareKeys(a.sortKey, b.sortKey) ||
    compareKeys(a.aor, b.aor) ||
    compareKeys(a.domain, b.domain)
  );
}

type NamedAor = Pick<AorRecord, 'cluster' | 'sortKey' | 'aor' | 'domain'>;

/** Undefined if no observed node holds a live contact. `seconds` are since 1970. */
export function stateOf(
  { store, underWay }: ContactTracker,
  record: AorRecord,
  view: NodesView,
  seconds: number,
): AorState | undefined {
  const pending = underWay.of(record).filter(({ message }) => view.isPending(message));
  const known = knownContacts(store, record, view, seconds, pending);
  // If contacts had to be dropped for lack of room, any node may have one that it does not seem to have.
  const rows = contactRows(known, record.isPartial ? { ...view, mayHaveMissed: () => true } : view, pending);
  if (rows.length === 0) return undefined;
  doubtOlder(known, rows);
  const unknown = view.covered.filter((node) => !isTold(rows, node));
  const nodes =
    unknown.length === 0 && known.size === view.covered.length ? known : toldOf(known, rows, view);
  return new AorState(record, nodes, rows, view.unseen, unknown);
}

/** What each observed node holds, as far as anything is known of it. */
function knownContacts(
  store: AorStore,
  record: AorRecord,
  view: NodesView,
  seconds: number,
  pending: readonly UnderWay[],
): Map<number, NodeContacts> {
  const known = new Map<number, NodeContacts>();
  for (const node of view.covered) {
    const held = store.held(record, node);
    if (held === undefined) continue;
    const contacts = liveOf(held.list, seconds);
    const { discards, discarded, deletions } = held;
    const uncertain = uncertainOf(contacts, held, record.told, view, pending);
    known.set(node, { contacts, uncertain, discards, discarded, deletions });
  }
  return known;
}

function liveOf(list: readonly HeldContact[], seconds: number): readonly HeldContact[] {
  for (const { version } of list) {
    if (isExpired(version, seconds)) return list.filter((one) => !isExpired(one.version, seconds));
  }
  return list;
}

function uncertainOf(
  contacts: readonly HeldContact[],
  held: HeldContacts,
  told: number,
  view: NodesView,
  pending: readonly UnderWay[],
): ReadonlySet<HeldContact> {
  let uncertain: Set<HeldContact> | undefined;
  for (const one of contacts) {
    const isOpen = held.isContested(one) || isAffected(pending, held.node, one.version);
    if (!isOpen && !view.isUncertain(held.node, one, told)) continue;
    if (uncertain === undefined) uncertain = new Set([one]);
    else uncertain.add(one);
  }
  return uncertain ?? CERTAIN;
}

const CERTAIN: ReadonlySet<HeldContact> = new Set();

/** May the node have an earlier registration of this contact than others, because it may have missed the newer one? */
export function mayBeOlder({ presence, byNode }: ContactRow, node: number): boolean {
  return presence.get(node) === 'unknown' && byNode.has(node);
}

/** What a node may have replaced by what others have is uncertain. */
function doubtOlder(known: Map<number, NodeContacts>, rows: readonly ContactRow[]): void {
  for (const row of rows) {
    for (const [node, held] of row.byNode) {
      const contacts = known.get(node);
      if (contacts === undefined || !mayBeOlder(row, node)) continue;
      known.set(node, { ...contacts, uncertain: new Set([...contacts.uncertain, held]) });
    }
  }
}

/** Is it known for any contact whether the node has it, or had it at least? */
function isTold(rows: readonly ContactRow[], node: number): boolean {
  for (const { presence, byNode } of rows) {
    if (byNode.has(node)) return true;
    const one = presence.get(node);
    if (one !== 'unknown' && one !== 'unseen') return true;
  }
  return false;
}

function toldOf(
  known: ReadonlyMap<number, NodeContacts>,
  rows: readonly ContactRow[],
  { covered }: NodesView,
): ReadonlyMap<number, NodeContacts> {
  const nodes = new Map<number, NodeContacts>();
  for (const node of covered) if (isTold(rows, node)) nodes.set(node, known.get(node) ?? NOTHING);
  return nodes;
}

const NOTHING: NodeContacts = { contacts: [], uncertain: CERTAIN, discards: [], discarded: 0, deletions: [] };

function messagesOf(nodes: ReadonlyMap<number, NodeContacts>): readonly MessageId[] {
  const ids = new Set<MessageId>();
  for (const { contacts, discards } of nodes.values()) {
    for (const { message, refreshed } of contacts) {
      ids.add(message);
      if (refreshed !== undefined) ids.add(refreshed.message);
    }
    for (const { message } of discards) ids.add(message);
  }
  return [...ids].sort((a, b) => a - b);
}
