import type { MessageId } from '../../../ids.ts';
import {
  countOf,
  isMany,
  itemsOf,
  type ShortList,
  withItem,
  withoutItem,
} from '../../../tables/short-list.ts';
import { haveSameUri } from './contact-uri.ts';
import { type ContactVersion, FORCE_EXPIRED, isExpired, PERMANENT } from './contact-version.ts';
import type { Effect, HeldListener } from './contact-watch.ts';
import {
  arrivedAt,
  broughtBy,
  type ContactArrival,
  type Discard,
  type HeldContact,
  overwrite,
  type PutKind,
  SAME_EXPIRY,
  type ToldDeletion,
} from './held-contact.ts';
import { type Matching, matches, type WantedContact } from './matching.ts';

/** Contacts of one AOR at one node; a registrar allows a handful. */
export const MOST_CONTACTS_OF_AOR = 512;
/** Discards that are remembered for one AOR at one node; all are counted. */
const MOST_DISCARDS = 4;
/** Likewise of deletions. */
const MOST_DELETIONS = 4;

/** Totals over all AORs and nodes. */
export interface Tally {
  contacts: number;
  /**
   * Contacts that came at nearly the same moment as a message about their end from another sender: see
   * `RACE`.
   */
  readonly contested: WeakSet<HeldContact>;
  /**
   * A node had two contacts with the same URI but different Call-IDs: the result depends on how it matches
   * contacts.
   */
  hadRivals: boolean;
}

/**
 * Nanoseconds. A node reads each connection in another process, so of two packets from different nodes within
 * this time, the second may be handled first, and likewise a REGISTER. Then a deletion finds nothing, and the
 * contact stays.
 */
const RACE = 20e6;
/**
 * Nanoseconds. The same of packets of one node, where processes share the packets of a connection: one process may be
 * slower than the other, but both begin at once. A registrar tells of a contact and of its end within this time if one
 * REGISTER has more contacts than it allows.
 */
const RACE_OF_JOBS = 2e6;
/** Nanoseconds after which a node has handled what it received. */
export const HANDLED_AFTER = 1e9;

/** What `HeldContacts` keeps up to date about the whole AOR. */
export interface ContactsOfNodes {
  readonly tally: Tally;
  /** Increases whenever its contacts change. */
  revision: number;
  /** Number of contacts on all nodes. */
  contacts: number;
  /** Seconds since 1970 before which none of them expires. */
  firstExpiry: number;
  /** Some contacts were dropped for lack of room. */
  isPartial: boolean;
}

/** What arrived at a node and was not taken. */
interface Discards {
  readonly last: readonly Discard[];
  /** Number of all discards, including those that are not remembered. */
  readonly count: number;
}

const NONE: Discards = { last: [], count: 0 };
const NO_DELETIONS: readonly ToldDeletion[] = [];

/** The contacts of one AOR at one node, by the rules of spec bin-capabilities 4.4. */
export class HeldContacts {
  readonly node: number;
  /** The node's life in which this was learned. */
  life: number;
  private held: ShortList<HeldContact>;
  private refused = NONE;
  private lastDeletions = NO_DELETIONS;
  private readonly whole: ContactsOfNodes;

  constructor(node: number, life: number, whole: ContactsOfNodes) {
    this.node = node;
    this.life = life;
    this.whole = whole;
  }

  /** They stay as they are: what changes later is another list. */
  get list(): readonly HeldContact[] {
    return itemsOf(this.held);
  }

  get count(): number {
    return countOf(this.held);
  }

  /** `at` is below `count`. */
  at(at: number): HeldContact {
    const { held } = this;
    return (isMany(held) ? held[at] : held) as HeldContact;
  }

  /** The last ones. */
  get discards(): readonly Discard[] {
    return this.refused.last;
  }

  /** The last ones. */
  get deletions(): readonly ToldDeletion[] {
    return this.lastDeletions;
  }

  get discarded(): number {
    return this.refused.count;
  }

  /** Who hears what happens here: mostly nobody. */
  protected get listener(): HeldListener | undefined {
    return undefined;
  }

  put(
    kind: PutKind,
    version: ContactVersion,
    matching: Matching,
    by: ContactArrival,
    seconds: number,
  ): Effect {
    const held = this.find(matching, version, seconds);
    if (held === undefined) return this.add(version, by);
    const { callId, cseq } = held.version;
    if (callId === version.callId && cseq !== undefined && version.cseq !== undefined) {
      if (version.cseq < cseq) return 'older';
      // Or it was applied before anybody knew that it arrives only now.
      if (version.cseq === cseq && (kind === 'insert' || broughtBy(held) === by.message)) {
        this.whole.tally.contested.delete(held);
        if (by.origin === 'listed') this.noteListed(held, by.time);
        this.listener?.put({ effect: 'same', before: held.version, brought: version, held, by });
        return 'same';
      }
    }
    const before = held.version;
    // Of two registrations that come together, the node may have handled the first one last.
    const isRace = kind !== 'fact' && callId !== version.callId && by.time - arrivedAt(held) <= RACE;
    if (isRace) this.contest(held);
    else this.whole.tally.contested.delete(held);
    overwrite(held, version, kind, by);
    this.noteExpiry(held.version);
    this.listener?.put({ effect: 'overwritten', before, brought: version, held, by });
    return 'overwritten';
  }

  /** `cseq` is the CSeq stored with the contact where it was deleted. */
  delete(wanted: WantedContact, cseq: number | undefined, matching: Matching, seconds: number): Effect {
    const held = this.find(matching, wanted, seconds);
    if (held === undefined) return 'nothing';
    const { version } = held;
    const isSame = version.callId === wanted.callId;
    if (isSame && version.cseq !== undefined && cseq !== undefined && cseq < version.cseq) return 'older';
    this.remove(held);
    return 'deleted';
  }

  find(matching: Matching, wanted: WantedContact, seconds: number): HeldContact | undefined {
    const { callId } = wanted;
    for (let at = 0; at < this.count; at++) {
      const held = this.at(at);
      const { version } = held;
      if (version.expires === FORCE_EXPIRED || isExpired(version, seconds)) continue;
      const areTwo = callId !== undefined && version.callId !== undefined && version.callId !== callId;
      if (areTwo) this.noteRivals(version, wanted);
      if (matches(matching, version, wanted)) return held;
    }
    return undefined;
  }

  /**
   * A contact with the same URI but another Call-ID, if there is none with this Call-ID and the rival is not
   * about to expire.
   */
  rival({ contact, uri, callId }: ContactVersion, seconds: number): HeldContact | undefined {
    const same = this.list.filter(
      ({ version }) => version.expires !== FORCE_EXPIRED && haveSameUri(version, { contact, uri }),
    );
    const isTold = same.every(({ version }) => version.callId !== undefined && version.callId !== callId);
    return isTold ? same.find(({ version }) => !isExpired(version, seconds + SAME_EXPIRY)) : undefined;
  }

  remove(held: HeldContact): void {
    const left = withoutItem(this.held, held);
    if (countOf(left) === this.count) return;
    this.held = left;
    this.whole.tally.contacts--;
    this.whole.contacts--;
    this.whole.revision++;
  }

  /**
   * A message about the contact's end comes from `from` (undefined: a phone). False if that ends it; true if the
   * message may have been handled before the contact was: then it may still be there, which is no longer certain.
   * `sharesJobs`: the node's processes share the packets of a connection.
   */
  outlives(held: HeldContact, from: number | undefined, time: number, sharesJobs = false): boolean {
    const race = held.from !== from ? RACE : sharesJobs ? RACE_OF_JOBS : Number.NEGATIVE_INFINITY;
    // Packets wait for the end of a sync; what the node does itself does not.
    const isSent = held.origin === 'replicated' || (held.origin === 'sync' && from === undefined);
    if (!isSent || time - arrivedAt(held) > race) return false;
    this.contest(held);
    return true;
  }

  /** It may have ended. */
  contest(held: HeldContact): void {
    this.whole.tally.contested.add(held);
    this.whole.revision++;
  }

  isContested(held: HeldContact): boolean {
    return this.whole.tally.contested.has(held);
  }

  /** This message is the one that brought or refreshed the contact. */
  credit(held: HeldContact, message: MessageId): void {
    if (held.refreshed === undefined) held.message = message;
    else held.refreshed = { time: held.refreshed.time, message };
    this.whole.revision++;
  }

  noteDeletion(deletion: ToldDeletion): void {
    this.lastDeletions = this.lastDeletions.slice(1 - MOST_DELETIONS).concat([deletion]);
  }

  noteDiscard(discard: Discard): void {
    this.listener?.discarded(discard);
    this.whole.revision++;
    const { last, count } = this.refused;
    this.refused = { last: last.slice(1 - MOST_DISCARDS).concat([discard]), count: count + 1 };
  }

  private add(version: ContactVersion, by: ContactArrival): Effect {
    if (this.count >= MOST_CONTACTS_OF_AOR) {
      this.whole.isPartial = true;
      return 'full';
    }
    const { origin, from, time, message } = by;
    const held: HeldContact = {
      version,
      origin,
      from,
      since: time,
      message,
      refreshed: undefined,
      listed: -1,
    };
    this.held = withItem(this.held, held);
    this.whole.tally.contacts++;
    this.whole.contacts++;
    this.noteExpiry(version);
    this.listener?.put({ effect: 'inserted', before: undefined, brought: version, held, by });
    return 'inserted';
  }

  private noteListed(held: HeldContact, time: number): void {
    held.listed = Math.floor(time / 1e9);
    this.whole.revision++;
  }

  private noteRivals(version: ContactVersion, wanted: WantedContact): void {
    const { tally } = this.whole;
    if (!tally.hadRivals) tally.hadRivals = haveSameUri(version, wanted);
  }

  private noteExpiry({ expires }: ContactVersion): void {
    const { whole } = this;
    whole.revision++;
    if (expires !== PERMANENT && expires < whole.firstExpiry) whole.firstExpiry = expires;
  }
}
