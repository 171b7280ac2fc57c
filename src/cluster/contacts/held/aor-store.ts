import { PairMap } from '../../../tables/pair-map.ts';
import { type AorRecord, AorTables, heldAt } from './aor-tables.ts';
import { haveSameUri, type NamedContact } from './contact-uri.ts';
import { areEqualCopies, type ContactVersion, isExpired, PERMANENT } from './contact-version.ts';
import {
  type ContactEnd,
  type ContactWatch,
  type EndCause,
  listenerAt,
  type WatchedAor,
} from './contact-watch.ts';
import { HeardContacts } from './heard-contacts.ts';
import { arrivedAt, type HeldContact } from './held-contact.ts';
import { HeldContacts, type Tally } from './held-contacts.ts';

/** A contact that has ended. */
export interface EndedContact {
  readonly cluster: number;
  readonly domain: string;
  readonly aor: string;
  readonly node: number;
  readonly contact: string;
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
  readonly how: ContactEnd;
  /** Session time; undefined if it expired. */
  readonly time: number | undefined;
}

/** The latest process life of a node, as far as its beginning was seen. */
interface Life {
  readonly number: number;
  readonly ended: number;
}

/** Most contacts at a time, over all AORs and nodes. */
export const MOST_CONTACTS = 2_000_000;
/** Most nodes of one AOR; more are noise or an attack. */
const MOST_NODES_OF_AOR = 512;
/** For each new AOR, this many are checked for expired contacts. */
const SWEPT_FOR_NEW = 3;
/** Ended contacts that are remembered. */
const MOST_ENDED = 1000;

/**
 * All AORs of which some node holds a contact. Of those that have ended, the last `MOST_ENDED` ends remain.
 */
export class AorStore {
  /** Contacts that were dropped for lack of room. */
  notKept = 0;
  /** The most recent ones that have ended, oldest first. */
  readonly ended: EndedContact[] = [];
  private readonly tables = new AorTables();
  private readonly lives = new PairMap<Life>();
  /** Number of node lives that have begun; each AOR has to be checked for contacts of earlier lives. */
  private restarts = 0;
  private readonly tally: Tally = { contacts: 0, contested: new WeakSet(), hadRivals: false };
  private readonly most: number;
  private readonly watch: ContactWatch | undefined;
  private sweep: Iterator<AorRecord> | undefined;
  /** AORs still to be checked for expiry, in exchange for those that were added. */
  private owed = 0;

  constructor(most = MOST_CONTACTS, watch?: ContactWatch) {
    this.most = most;
    this.watch = watch;
  }

  get size(): number {
    return this.tables.size;
  }

  get contacts(): number {
    return this.tally.contacts;
  }

  /** Some contacts depend on how nodes match contacts, which other AORs may show. */
  get hadRivals(): boolean {
    return this.tally.hadRivals;
  }

  all(): IterableIterator<AorRecord> {
    return this.tables.all();
  }

  find(cluster: number, domain: string, aor: string): AorRecord | undefined {
    return this.tables.find(cluster, domain, aor);
  }

  /** The records of this name in all clusters and tables. */
  named(aor: string): readonly AorRecord[] {
    return this.tables.named(aor);
  }

  /** The record; created if necessary. */
  record(cluster: number, domain: string, aor: string): AorRecord {
    const known = this.tables.find(cluster, domain, aor);
    if (known !== undefined) return known;
    this.owed += SWEPT_FOR_NEW;
    return this.tables.add(cluster, domain, aor, this.restarts, this.tally);
  }

  /** What the node holds of the AOR; undefined if it holds and has discarded nothing. */
  held(record: AorRecord, node: number): HeldContacts | undefined {
    const held = heldAt(record, node);
    return held === undefined || this.isOfThisLife(record, held) ? held : undefined;
  }

  /** The same, to add something to; undefined, and counted, if there is no room. */
  holder(record: AorRecord, node: number): HeldContacts | undefined {
    const held = this.held(record, node);
    if (held !== undefined && this.tally.contacts < this.most) return held;
    if (this.tally.contacts >= this.most || record.nodes.length >= MOST_NODES_OF_AOR) {
      this.notKept++;
      record.isPartial = true;
      record.revision++;
      return undefined;
    }
    const { watch } = this;
    const listener = watch === undefined ? undefined : listenerAt(watch, { ...placeOf(record), node });
    const life = this.life(record.cluster, node);
    const fresh =
      listener === undefined
        ? new HeldContacts(node, life, record)
        : new HeardContacts(node, life, record, listener);
    // Neither `push` nor spread, which both reserve room for sixteen more elements.
    record.nodes = record.nodes.concat([fresh]);
    return fresh;
  }

  /** Some node was told of a change; nodes that are no longer observed may have been told as well. */
  noteTold(record: AorRecord, time: number): void {
    if (time <= record.told) return;
    record.told = time;
    record.revision++;
  }

  /**
   * The node has restarted, and its memory is empty. `ended` is when the previous process ended, infinite if
   * that was not seen: what was registered after that, although the new process had not been heard yet,
   * belongs to the new one.
   */
  restart(cluster: number, node: number, time: number, ended = Number.POSITIVE_INFINITY): void {
    this.lives.set(cluster, node, { number: this.life(cluster, node) + 1, ended });
    this.restarts++;
    if (this.watch === undefined) return;
    // A watcher is told at once, not when the AOR is looked at next.
    for (const record of this.tables.all()) {
      const held = heldAt(record, node);
      if (held === undefined || record.cluster !== cluster || !this.watch.isAbout(record)) continue;
      this.endLife(record, held, { time, message: undefined, from: undefined });
    }
  }

  /** Makes nodes that hold the same share one object. */
  shared(record: AorRecord, version: ContactVersion): ContactVersion {
    for (const held of record.nodes) {
      for (let at = 0; at < held.count; at++) {
        const one = held.at(at);
        if (areEqualCopies(one.version, version)) return one.version;
      }
    }
    return version;
  }

  note(record: AorRecord, node: number, held: HeldContact, how: ContactEnd, cause?: EndCause): void {
    const { cluster, domain, aor } = record;
    if (this.watch?.isAbout(record) === true) {
      this.watch.ended({ cluster, domain, aor, node }, held, how, cause);
    }
    const { contact, callId, cseq } = held.version;
    this.ended.push({ cluster, domain, aor, node, contact, callId, cseq, how, time: cause?.time });
    if (this.ended.length > MOST_ENDED) this.ended.shift();
  }

  /** Was the node seen to lose such a contact after `since`? Of long ago, or of many at a time, that is not known. */
  endedSince({ cluster, domain, aor }: AorRecord, node: number, named: NamedContact, since: number): boolean {
    for (let at = this.ended.length - 1; at >= 0; at--) {
      const one = this.ended[at] as EndedContact;
      if (one.time === undefined) continue;
      if (one.time <= since) return false;
      const isOfAor = one.aor === aor && one.cluster === cluster && one.domain === domain;
      if (isOfAor && one.node === node && haveSameUri({ contact: one.contact, uri: undefined }, named))
        return true;
    }
    return false;
  }

  /** Forgets the expired contacts of an AOR, and the AOR itself if none are left. */
  tidy(record: AorRecord, seconds: number): void {
    // Usually there is nothing to do, and checking every contact would take time.
    const isCurrent = record.restarts === this.restarts;
    if (isCurrent && record.contacts > 0 && seconds < record.firstExpiry) return;
    let first = Number.POSITIVE_INFINITY;
    for (const held of record.nodes) {
      if (!this.isOfThisLife(record, held)) continue;
      this.expire(record, held, seconds);
      for (let at = 0; at < held.count; at++) {
        const { expires } = held.at(at).version;
        if (expires !== PERMANENT) first = Math.min(first, expires);
      }
    }
    record.restarts = this.restarts;
    record.firstExpiry = first;
    if (record.contacts === 0) this.tables.delete(record);
  }

  /** Forgets the expired contacts of an AOR at one node. */
  expire(record: AorRecord, held: HeldContacts, seconds: number): void {
    if (seconds < record.firstExpiry) return;
    for (let at = held.count - 1; at >= 0; at--) {
      const one = held.at(at);
      if (!isExpired(one.version, seconds)) continue;
      held.remove(one);
      this.note(record, held.node, one, 'expired');
    }
  }

  /** Checks the next few AORs in turn: as long as AORs are added, none stays long after its end. */
  sweepSome(seconds: number): void {
    for (; this.owed > 0; this.owed--) {
      this.sweep ??= this.tables.all();
      const next = this.sweep.next();
      if (next.done === true) this.sweep = undefined;
      else this.tidy(next.value, seconds);
    }
  }

  /**
   * What the node was said to hold belongs to an AOR of another name. Returns what its answer listed beside that, which
   * belongs there, too.
   */
  withdraw(record: AorRecord, node: number, callId: string): readonly HeldContact[] {
    const held = this.held(record, node);
    if (held === undefined) return [];
    const own = held.list.filter(({ version }) => version.callId === callId);
    const listed = held.list.filter(
      ({ origin, message }) => origin === 'listed' && own.some((one) => one.message === message),
    );
    for (const one of [...own, ...listed]) held.remove(one);
    if (this.watch?.isAbout(record) === true) this.watch.withdrawn({ ...placeOf(record), node }, callId);
    return listed;
  }

  /** False if the node has restarted since, in which case the contacts are dropped. */
  private isOfThisLife(record: AorRecord, held: HeldContacts): boolean {
    if (held.life === this.life(record.cluster, held.node)) return true;
    this.endLife(record, held);
    return held.count > 0;
  }

  private endLife(record: AorRecord, held: HeldContacts, cause?: EndCause): void {
    const { number = 0, ended = 0 } = this.lives.get(record.cluster, held.node) ?? {};
    for (const one of held.list) {
      const isNew = one.origin === 'register' && arrivedAt(one) > ended;
      if (isNew) continue;
      this.note(record, held.node, one, 'restart', cause);
      held.remove(one);
    }
    held.life = number;
    if (held.count === 0) record.nodes = record.nodes.filter((one) => one !== held);
  }

  private life(cluster: number, node: number): number {
    // Short cut: this is asked for every packet, and restarts are rare.
    return this.lives.size === 0 ? 0 : (this.lives.get(cluster, node)?.number ?? 0);
  }
}

function placeOf({ cluster, domain, aor }: AorRecord): WatchedAor {
  return { cluster, domain, aor };
}
