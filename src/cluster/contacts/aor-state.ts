import { areSameUri } from '../../../decoders/sip/uri-equality.ts';
import type { MessageId } from '../../ids.ts';
import { naturalKey } from '../../tables/natural-key.ts';
import { inOneGo, type Steps, sortInSteps } from '../../tables/steps.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { AorRecord } from './aor-store.ts';
import { type ClusterView, cameAt, clusterView } from './cluster-view.ts';
import type { ContactTracker } from './contact-tracker.ts';
import { isExpired } from './contact-version.ts';
import type { Discard, HeldContact } from './held-contacts.ts';

/** What a node is known to hold of an AOR. */
export interface NodeContacts {
  readonly contacts: readonly HeldContact[];
  /** Those of them that it may have in another way, or no longer: what told so may have been missed. */
  readonly uncertain: ReadonlySet<HeldContact>;
  /** The last ones that it did not take, and how many there were. */
  readonly discards: readonly Discard[];
  readonly discarded: number;
}

/**
 * `missing`: the node is known not to have the contact; `other`: it has another registration of it;
 * `unknown`: its traffic was captured, but nothing in it tells, or what would was missed; `unseen`: its
 * traffic was not captured.
 */
export type Presence = 'held' | 'missing' | 'other' | 'unknown' | 'unseen';

/** One registration of a contact, over all nodes. */
export interface ContactRow {
  /** What the node shows that has had it longest. */
  readonly held: HeldContact;
  readonly byNode: ReadonlyMap<number, HeldContact>;
  readonly presence: ReadonlyMap<number, Presence>;
  readonly consistent: boolean;
}

/** The contacts of one AOR at one time. */
export interface AorState {
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
  /** What the state rests on. */
  readonly messages: readonly MessageId[];
}

/** Is the node's contact in the row one that may have changed unseen? */
export function isUncertain({ nodes }: AorState, { byNode }: ContactRow, node: number): boolean {
  const held = byNode.get(node);
  return held !== undefined && nodes.get(node)?.uncertain.has(held) === true;
}

/** Nodes of which something is not known, though their traffic was captured: by id. */
export function doubtfulNodes({ nodes, rows, unknown }: AorState): readonly number[] {
  const found = new Set(unknown);
  for (const [node, { uncertain }] of nodes) if (uncertain.size > 0) found.add(node);
  for (const { presence } of rows) for (const [node, one] of presence) if (one === 'unknown') found.add(node);
  return [...found].sort((a, b) => a - b);
}

/** The AORs of which a captured node holds a live contact, by cluster and name. `time` is session time. */
export function aorStates(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): readonly AorState[] {
  return inOneGo(aorStatesInSteps(tracker, context, time, () => true));
}

/** Records of a step. */
const STEP = 8;

/**
 * The same in steps, of those AORs that are `wanted`. More may come to the tracker between two of them.
 * `states` gets them as they are found, in no order.
 */
export function* aorStatesInSteps(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
  wanted: (state: AorState) => boolean,
  states: AorState[] = [],
): Steps<readonly AorState[]> {
  const stateAt = aorStateAt(tracker, context, time);
  let records = 0;
  for (const record of tracker.store.all()) {
    if (++records % STEP === 0) yield;
    const state = stateAt(record);
    if (state !== undefined && wanted(state)) states.push(state);
  }
  return yield* sortInSteps(states, byName);
}

/** The same of single AORs: undefined where no captured node holds a live contact of it. */
export function aorStateAt(
  tracker: ContactTracker,
  context: AnalysisContext,
  time: number,
): (record: AorRecord) => AorState | undefined {
  tracker.settle();
  const seconds = context.base.secondsOf(time);
  const clusters = new Map<number, ClusterView>();
  context.lapses.refresh();
  return (record) => {
    let view = clusters.get(record.cluster);
    if (view === undefined) {
      view = clusterView(tracker, context, record.cluster, time);
      clusters.set(record.cluster, view);
    }
    return stateOf(tracker, record, view, seconds);
  };
}

/** By cluster, then by AOR. */
export function byName(a: AorState, b: AorState): number {
  return (
    a.cluster - b.cluster ||
    compareKeys(a.sortKey, b.sortKey) ||
    compareKeys(a.aor, b.aor) ||
    compareKeys(a.domain, b.domain)
  );
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Undefined where no captured node holds a live contact. `seconds` since 1970. */
export function stateOf(
  tracker: ContactTracker,
  record: AorRecord,
  view: ClusterView,
  seconds: number,
): AorState | undefined {
  const known = new Map<number, NodeContacts>();
  for (const node of view.covered) {
    const held = tracker.store.held(record, node);
    if (held === undefined) continue;
    const contacts = held.list.filter(({ version }) => !isExpired(version, seconds));
    const { discards, discarded } = held;
    const uncertain = new Set(contacts.filter((one) => view.isUncertain(node, one)));
    known.set(node, { contacts, uncertain, discards, discarded });
  }
  const rows = contactRows(known, view);
  if (rows.length === 0) return undefined;
  const nodes = new Map<number, NodeContacts>();
  const unknown: number[] = [];
  for (const node of view.covered) {
    const contacts = known.get(node);
    const tells = rows.some((row) => ['held', 'missing', 'other'].includes(row.presence.get(node) ?? ''));
    if (tells) nodes.set(node, contacts ?? NOTHING);
    else unknown.push(node);
  }
  const { cluster, domain, aor } = record;
  return {
    cluster,
    domain,
    aor,
    sortKey: record.sortKey,
    nodes,
    rows,
    consistent: rows.every((row) => row.consistent),
    unseen: view.unseen,
    unknown,
    messages: messagesOf(nodes),
  };
}

const NOTHING: NodeContacts = { contacts: [], uncertain: new Set(), discards: [], discarded: 0 };

/** Contacts that are the same for a registrar stand in one row, each REGISTER's Call-ID in its own. */
function contactRows(known: ReadonlyMap<number, NodeContacts>, view: ClusterView): readonly ContactRow[] {
  const groups: { readonly sample: HeldContact; readonly byNode: Map<number, HeldContact> }[] = [];
  for (const [node, { contacts }] of known) {
    for (const held of contacts) {
      const group = groups.find(
        ({ sample, byNode }) => !byNode.has(node) && isSameRegistration(sample, held),
      );
      if (group === undefined) groups.push({ sample: held, byNode: new Map([[node, held]]) });
      else group.byNode.set(node, held);
    }
  }
  return groups
    .map(({ byNode }) => contactRow(byNode, known, view))
    .sort((a, b) => compareHeld(a.held, b.held));
}

function isSameRegistration({ version: a }: HeldContact, { version: b }: HeldContact): boolean {
  const callIds = a.callId === undefined || b.callId === undefined || a.callId === b.callId;
  return callIds && areSameUri(a.uri, b.uri);
}

function contactRow(
  byNode: ReadonlyMap<number, HeldContact>,
  known: ReadonlyMap<number, NodeContacts>,
  view: ClusterView,
): ContactRow {
  const all = [...byNode.values()];
  const held = all.reduce((first, one) => (isBetterSample(one, first) ? one : first));
  const came = Math.min(...all.map(cameAt));
  const presence = new Map<number, Presence>();
  for (const node of view.unseen) presence.set(node, 'unseen');
  for (const node of view.covered) {
    const own = byNode.get(node);
    if (own !== undefined) presence.set(node, presenceOf(node, own, all, known.get(node), view));
    else {
      const found = absenceOf(node, { held, byNode }, known.get(node), view);
      const isTold = found === 'missing' || found === 'other';
      presence.set(node, isTold && view.mayHaveMissed(node, came) ? 'unknown' : found);
    }
  }
  const differs = [...presence.values()].some((one) => one === 'missing' || one === 'other');
  const isCertain = [...byNode].some(([node, one]) => known.get(node)?.uncertain.has(one) !== true);
  return { held, byNode, presence, consistent: !differs || !isCertain };
}

/** Of a node that has it. */
function presenceOf(
  node: number,
  own: HeldContact,
  all: readonly HeldContact[],
  contacts: NodeContacts | undefined,
  view: ClusterView,
): Presence {
  const newest = Math.max(...all.map(({ version }) => version.cseq ?? Number.NEGATIVE_INFINITY));
  if (own.version.cseq === undefined || own.version.cseq >= newest) return 'held';
  const came = Math.min(...all.filter(({ version }) => version.cseq === newest).map(cameAt));
  const isUncertain = contacts?.uncertain.has(own) === true || view.mayHaveMissed(node, came);
  return isUncertain ? 'unknown' : 'other';
}

/** Of a node that is not seen to have it. */
function absenceOf(
  node: number,
  { held, byNode }: Pick<ContactRow, 'held' | 'byNode'>,
  contacts: NodeContacts | undefined,
  view: ClusterView,
): Presence {
  if (![...byNode.keys()].some((holder) => view.shares(holder, node))) return 'unknown';
  if (contacts?.contacts.some(({ version }) => areSameUri(version.uri, held.version.uri))) return 'other';
  const witnessed = [...byNode.values()].some(({ version }) => version.witnessed);
  return witnessed || view.restarted.has(node) ? 'missing' : 'unknown';
}

/** The newest registration, as its own registrar has it. */
function isBetterSample(one: HeldContact, than: HeldContact): boolean {
  const [a, b] = [one.version, than.version];
  if (a.callId === undefined || b.callId === undefined)
    return a.callId !== undefined && b.callId === undefined;
  if (a.cseq !== b.cseq) return (a.cseq ?? -1) > (b.cseq ?? -1);
  return one.origin === 'register' && than.origin !== 'register';
}

function compareHeld(a: HeldContact, b: HeldContact): number {
  return (
    compareText(a.version.contact, b.version.contact) ||
    compareText(a.version.callId ?? '', b.version.callId ?? '')
  );
}

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

/** Numbers in names by their value: 999 before 1000. */
function compareText(a: string, b: string): number {
  return compareKeys(naturalKey(a), naturalKey(b)) || compareKeys(a, b);
}
