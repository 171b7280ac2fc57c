import { compareKeys, naturalKey } from '../../../tables/natural-key.ts';
import { haveSameUri } from '../held/contact-uri.ts';
import type { ContactVersion } from '../held/contact-version.ts';
import { arrivedAt, type Discard, type HeldContact, type ToldDeletion } from '../held/held-contact.ts';
import { isAffected, type UnderWay } from '../packets/packets-under-way.ts';
import type { NodesView } from './nodes-view.ts';
import type { Presence } from './presences.ts';

/** What a node is known to hold of an AOR. */
export interface NodeContacts {
  readonly contacts: readonly HeldContact[];
  /** Those contacts that may have changed or ended unseen. */
  readonly uncertain: ReadonlySet<HeldContact>;
  /** The last discards, and the number of all. */
  readonly discards: readonly Discard[];
  readonly discarded: number;
  /** The last contacts that it deleted because another node told it to. */
  readonly deletions: readonly ToldDeletion[];
}

/** Why the node does not have the contact any more, if another node told it to delete it. */
export function deletionOf(
  nodes: ReadonlyMap<number, NodeContacts>,
  node: number,
  { contact, callId }: ContactVersion,
): ToldDeletion | undefined {
  return nodes.get(node)?.deletions.findLast((one) => one.callId === callId && one.contact === contact);
}

/** One registration of a contact, across all nodes. */
export interface ContactRow {
  /** The copy of the node that has had it longest. */
  readonly held: HeldContact;
  readonly byNode: ReadonlyMap<number, HeldContact>;
  /** First the nodes that nobody observed. */
  readonly presence: ReadonlyMap<number, Presence>;
  readonly consistent: boolean;
}

/** Seconds by which the same end may be told differently: it is listed as whole seconds that are left. */
const INEXACT = 3;

/**
 * Contacts that are the same for a registrar share a row, except that each REGISTER Call-ID has its own. `pending`: what
 * may not have reached its node yet.
 */
export function contactRows(
  known: ReadonlyMap<number, NodeContacts>,
  view: NodesView,
  pending: readonly UnderWay[],
): readonly ContactRow[] {
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
  const rows = groups.map(({ byNode }) => contactRow(byNode, known, view, pending));
  return rows.length < 2 ? rows : rows.sort((a, b) => compareHeld(a.held, b.held));
}

function isSameRegistration({ version: a }: HeldContact, { version: b }: HeldContact): boolean {
  if (a === b) return true;
  const callIds = a.callId === undefined || b.callId === undefined || a.callId === b.callId;
  return callIds && haveSameUri(a, b);
}

function contactRow(
  byNode: ReadonlyMap<number, HeldContact>,
  known: ReadonlyMap<number, NodeContacts>,
  view: NodesView,
  pending: readonly UnderWay[],
): ContactRow {
  const all = [...byNode.values()];
  let held = all[0] as HeldContact;
  for (const one of all) if (isBetterSample(one, held)) held = one;
  const came = firstCame(all);
  const newest = newestCseq(all);
  const found: Presence[] = [];
  let differs = false;
  for (const node of view.covered) {
    const own = byNode.get(node);
    let presence: Presence;
    if (own !== undefined) {
      const { cseq } = own.version;
      const isNewest = cseq === undefined ? mayBeOf(own, newest, all) : cseq >= newest;
      presence = isNewest ? 'held' : olderPresence(node, own, newest, all, known.get(node), view);
    } else {
      presence = absenceOf(node, held, byNode, known.get(node), view);
      const isTold = presence === 'missing' || presence === 'other';
      if (isTold && (isAffected(pending, node, held.version) || view.mayHaveMissed(node, came)))
        presence = 'unknown';
    }
    if (isAwaited(node, presence, held, known.get(node), view)) presence = 'syncing';
    if (presence === 'missing' || presence === 'other') differs = true;
    found.push(presence);
  }
  return {
    held,
    byNode,
    presence: view.presences.of(found),
    consistent: !differs || !isCertain(byNode, known),
  };
}

/** May a sync still bring it? Not what the node did not take over when it came. */
function isAwaited(
  node: number,
  presence: Presence,
  { version }: HeldContact,
  contacts: NodeContacts | undefined,
  { waiting }: NodesView,
): boolean {
  if ((presence !== 'missing' && presence !== 'other') || !waiting.has(node)) return false;
  return contacts?.discards.some(({ callId }) => callId === version.callId) !== true;
}

/** When the first node got it. */
function firstCame(all: readonly HeldContact[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const one of all) first = Math.min(first, arrivedAt(one));
  return first;
}

function newestCseq(all: readonly HeldContact[]): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { version } of all)
    if (version.cseq !== undefined && version.cseq > newest) newest = version.cseq;
  return newest;
}

/** Of a contact that was only listed, the CSeq is unknown; but each REGISTER gives it another end. */
function mayBeOf({ version }: HeldContact, newest: number, all: readonly HeldContact[]): boolean {
  const ends = all.flatMap((one) => (one.version.cseq === newest ? one.version.expires : []));
  return ends.length === 0 || ends.some((end) => !(Math.abs(end - version.expires) > INEXACT));
}

/** Is it certain of any node that it has this? */
function isCertain(
  byNode: ReadonlyMap<number, HeldContact>,
  known: ReadonlyMap<number, NodeContacts>,
): boolean {
  for (const [node, one] of byNode) if (known.get(node)?.uncertain.has(one) !== true) return true;
  return false;
}

/** For a node that has an earlier registration than the newest, or seems to. */
function olderPresence(
  node: number,
  own: HeldContact,
  newest: number,
  all: readonly HeldContact[],
  contacts: NodeContacts | undefined,
  view: NodesView,
): Presence {
  const came = firstCame(all.filter(({ version }) => version.cseq === newest));
  // A node whose clock is wrong lists another end of the same registration.
  const isOpen = own.version.cseq === undefined || contacts?.uncertain.has(own) === true;
  return isOpen || view.mayHaveMissed(node, came) ? 'unknown' : 'other';
}

/** For a node that does not seem to have it. */
function absenceOf(
  node: number,
  held: HeldContact,
  byNode: ReadonlyMap<number, HeldContact>,
  contacts: NodeContacts | undefined,
  view: NodesView,
): Presence {
  if (![...byNode.keys()].some((holder) => view.shares(holder, node))) return 'unknown';
  const own = contacts?.contacts.find(({ version }) => haveSameUri(version, held.version));
  if (own !== undefined) return contacts?.uncertain.has(own) === true ? 'unknown' : 'other';
  const isNew = [...byNode].some(
    ([holder, { version, from = holder }]) => version.witnessed && !view.mayRefuse(from, node),
  );
  return isNew || view.restarted.has(node) ? 'missing' : 'unknown';
}

/** Prefers the newest registration, and of that the registrar's own copy. */
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

/** Compares numbers in names by value: 999 before 1000. */
function compareText(a: string, b: string): number {
  return compareKeys(naturalKey(a), naturalKey(b)) || compareKeys(a, b);
}
