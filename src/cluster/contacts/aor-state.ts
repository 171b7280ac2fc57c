import type { MessageId } from '../../ids.ts';
import { compareKeys } from '../../tables/natural-key.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { AorStore } from './aor-store.ts';
import type { AorRecord } from './aor-tables.ts';
import { type ContactRow, contactRows, type NodeContacts } from './contact-rows.ts';
import type { ContactTracker } from './contact-tracker.ts';
import { isExpired } from './contact-version.ts';
import type { HeldContact, HeldContacts } from './held-contacts.ts';
import { type NodesView, nodesView } from './nodes-view.ts';

/** The contacts of one AOR at one time. */
export class AorState {
  readonly cluster: number;
  readonly domain: string;
  readonly aor: string;
  /** Puts AORs in the order of their names. */
  readonly sortKey: string;
  /** Nodes of which something is known, by id: those that lack every contact have an empty list. */
  readonly nodes: ReadonlyMap<number, NodeContacts>;
  readonly rows: readonly ContactRow[];
  /** False where captured nodes are known to differ about a live contact. */
  readonly consistent: boolean;
  /** Nodes whose traffic was not captured. */
  readonly unseen: readonly number[];
  /** Nodes whose traffic was captured, and which may have got the contacts before the capture. */
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

  /** What the state rests on. Few filters ask for it. */
  get messages(): readonly MessageId[] {
    return messagesOf(this.nodes);
  }
}

/** Is the node's contact in the row one that may have changed unseen? */
export function isUncertain({ nodes }: AorState, { byNode }: ContactRow, node: number): boolean {
  const held = byNode.get(node);
  return held !== undefined && nodes.get(node)?.uncertain.has(held) === true;
}

/** Nodes of which something is not known, though their traffic was captured: by id. */
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

/** The AORs of which a captured node holds a live contact, by cluster and name. `time` is session time. */
export function aorStates(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): readonly AorState[] {
  return [...aorStatesInOrder(tracker, context, time)];
}

/** The same one after the other, for who looks at each once: a state is made when it is asked for. */
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

/** The same of single AORs: undefined where no captured node holds a live contact of it. */
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

/** Undefined where no captured node holds a live contact. `seconds` since 1970. */
export function stateOf(
  { store }: ContactTracker,
  record: AorRecord,
  view: NodesView,
  seconds: number,
): AorState | undefined {
  const known = knownContacts(store, record, view, seconds);
  // What was not kept may be with whoever is not seen to have it.
  const rows = contactRows(known, record.isPartial ? { ...view, mayHaveMissed: () => true } : view);
  if (rows.length === 0) return undefined;
  const unknown = view.covered.filter((node) => !isTold(rows, node));
  const nodes =
    unknown.length === 0 && known.size === view.covered.length ? known : toldOf(known, rows, view);
  return new AorState(record, nodes, rows, view.unseen, unknown);
}

/** What each node that is covered holds, as far as anything is known of it. */
function knownContacts(
  store: AorStore,
  record: AorRecord,
  view: NodesView,
  seconds: number,
): ReadonlyMap<number, NodeContacts> {
  const known = new Map<number, NodeContacts>();
  for (const node of view.covered) {
    const held = store.held(record, node);
    if (held === undefined) continue;
    const contacts = liveOf(held.list, seconds);
    const { discards, discarded } = held;
    const uncertain = uncertainOf(contacts, held, record.told, view);
    known.set(node, { contacts, uncertain, discards, discarded });
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
): ReadonlySet<HeldContact> {
  let uncertain: Set<HeldContact> | undefined;
  for (const one of contacts) {
    if (!held.isContested(one) && !view.isUncertain(held.node, one, told)) continue;
    if (uncertain === undefined) uncertain = new Set([one]);
    else uncertain.add(one);
  }
  return uncertain ?? CERTAIN;
}

const CERTAIN: ReadonlySet<HeldContact> = new Set();

/** Is it known of any of the contacts whether the node has it? */
function isTold(rows: readonly ContactRow[], node: number): boolean {
  for (const { presence } of rows) {
    const one = presence.get(node);
    if (one === 'held' || one === 'missing' || one === 'other') return true;
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

const NOTHING: NodeContacts = { contacts: [], uncertain: CERTAIN, discards: [], discarded: 0 };

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
