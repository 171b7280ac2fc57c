import { naturalKey } from '../../tables/natural-key.ts';
import type { ContactVersion } from './contact-version.ts';
import { areEqualCopies } from './contact-version.ts';
import { type ContactEnd, type ContactWatch, type EndCause, listenerAt } from './contact-watch.ts';
import { type HeldContact, HeldContacts, type Tally } from './held-contacts.ts';

/** The contacts of one AOR, by node. */
export interface AorRecord {
  readonly cluster: number;
  /** usrloc table. */
  readonly domain: string;
  readonly aor: string;
  /** Puts AORs in the order of their names. */
  readonly sortKey: string;
  readonly nodes: Map<number, HeldContacts>;
  /** Grows whenever there is other to be told of it. */
  revision: number;
}

/** A contact that is gone. */
export interface EndedContact {
  readonly cluster: number;
  readonly domain: string;
  readonly aor: string;
  readonly node: number;
  readonly contact: string;
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
  readonly how: ContactEnd;
}

/** Contacts at once, over all AORs and nodes. */
const MOST_CONTACTS = 2_000_000;
/** Nodes of one AOR; more are noise or an attack. */
const MOST_NODES_OF_AOR = 512;
/** Tables of a cluster in which AORs are looked for; there is rarely a second one. */
const MOST_TABLES = 64;
/** AORs that are looked at for expired contacts for each new one. */
const SWEPT_FOR_NEW = 3;
/** Contacts that ended lately. */
const MOST_ENDED = 1000;

/** All AORs that some node holds a contact of. What has ended leaves the last `MOST_ENDED` ends. */
export class AorStore {
  /** Contacts that were not kept, for there were too many. */
  notKept = 0;
  /** Contacts that have ended, those included that are no longer remembered. */
  endedCount = 0;
  /** The last ones, oldest first. */
  readonly ended: EndedContact[] = [];
  private readonly records = new Map<string, AorRecord>();
  /** By cluster, the tables that there are records of. */
  private readonly tables = new Map<number, Set<string>>();
  private readonly lives = new Map<string, number>();
  private readonly tally: Tally = { contacts: 0 };
  private readonly most: number;
  private readonly watch: ContactWatch | undefined;
  private sweep: Iterator<AorRecord> | undefined;
  /** AORs to look at, for so many were added. */
  private owed = 0;

  constructor(most = MOST_CONTACTS, watch?: ContactWatch) {
    this.most = most;
    this.watch = watch;
  }

  get size(): number {
    return this.records.size;
  }

  get contacts(): number {
    return this.tally.contacts;
  }

  all(): IterableIterator<AorRecord> {
    return this.records.values();
  }

  find(cluster: number, domain: string, aor: string): AorRecord | undefined {
    return this.records.get(recordKey(cluster, domain, aor));
  }

  /** The records of that name, whatever their cluster and table. */
  named(aor: string): readonly AorRecord[] {
    const found: AorRecord[] = [];
    for (const [cluster, domains] of this.tables) {
      for (const domain of domains) {
        const record = this.find(cluster, domain, aor);
        if (record !== undefined) found.push(record);
      }
    }
    return found;
  }

  /** The record, made if there is none. */
  record(cluster: number, domain: string, aor: string): AorRecord {
    const key = recordKey(cluster, domain, aor);
    let record = this.records.get(key);
    if (record === undefined) {
      record = { cluster, domain, aor, sortKey: naturalKey(aor), nodes: new Map(), revision: 0 };
      this.records.set(key, record);
      this.owed += SWEPT_FOR_NEW;
      this.noteTable(cluster, domain);
    }
    return record;
  }

  /** What the node holds of the AOR; undefined where that is nothing, and nothing was discarded. */
  held(record: AorRecord, node: number): HeldContacts | undefined {
    const held = record.nodes.get(node);
    if (held === undefined || held.life === this.life(record.cluster, node)) return held;
    this.endLife(record, node, held);
    return undefined;
  }

  /** The same, to put something into; undefined (and counted) where there is no room. */
  holder(record: AorRecord, node: number): HeldContacts | undefined {
    const held = this.held(record, node);
    if (held !== undefined && this.tally.contacts < this.most) return held;
    if (this.tally.contacts >= this.most || record.nodes.size >= MOST_NODES_OF_AOR) {
      this.notKept++;
      return undefined;
    }
    const { cluster, domain, aor } = record;
    const listener = listenerAt(this.watch, { cluster, domain, aor, node });
    const fresh = new HeldContacts(this.life(cluster, node), this.tally, record, listener);
    record.nodes.set(node, fresh);
    return fresh;
  }

  /** Everything that the node held in memory is gone. */
  restart(cluster: number, node: number, time: number): void {
    this.lives.set(nodeKey(cluster, node), this.life(cluster, node) + 1);
    if (this.watch === undefined) return;
    // Who watches is told when it happens, not when somebody looks at the AOR next.
    for (const record of this.records.values()) {
      const held = record.nodes.get(node);
      if (held === undefined || record.cluster !== cluster || !this.watch.isAbout(record)) continue;
      this.endLife(record, node, held, { time, message: undefined, from: undefined });
    }
  }

  /** One and the same object for what several nodes hold. */
  shared(record: AorRecord, version: ContactVersion): ContactVersion {
    for (const held of record.nodes.values()) {
      for (const one of held.list) if (areEqualCopies(one.version, version)) return one.version;
    }
    return version;
  }

  note(record: AorRecord, node: number, held: HeldContact, how: ContactEnd, cause?: EndCause): void {
    const { cluster, domain, aor } = record;
    if (this.watch?.isAbout(record) === true) {
      this.watch.ended({ cluster, domain, aor, node }, held, how, cause);
    }
    const { contact, callId, cseq } = held.version;
    this.endedCount++;
    this.ended.push({ cluster, domain, aor, node, contact, callId, cseq, how });
    if (this.ended.length > MOST_ENDED) this.ended.shift();
  }

  /** Forgets what has expired by now in one AOR, and the AOR itself if that was all. */
  tidy(record: AorRecord, seconds: number): void {
    let live = false;
    for (const node of record.nodes.keys()) {
      const held = this.held(record, node);
      held?.expire(seconds, (one) => this.note(record, node, one, 'expired'));
      if (held !== undefined && held.list.length > 0) live = true;
    }
    if (!live) this.records.delete(recordKey(record.cluster, record.domain, record.aor));
  }

  /** Looks at the next few AORs in turn: where AORs are added, none stays long after its end. */
  sweepSome(seconds: number): void {
    for (; this.owed > 0; this.owed--) {
      this.sweep ??= this.records.values();
      const next = this.sweep.next();
      if (next.done === true) this.sweep = undefined;
      else this.tidy(next.value, seconds);
    }
  }

  /** What the node was said to hold is of an AOR with another name. */
  withdraw(record: AorRecord, node: number, callId: string): void {
    const held = this.held(record, node);
    for (const one of [...(held?.list ?? [])]) if (one.version.callId === callId) held?.remove(one);
    if (this.watch?.isAbout(record) === true) this.watch.withdrawn({ ...record, node }, callId);
  }

  private noteTable(cluster: number, domain: string): void {
    const domains = this.tables.get(cluster);
    if (domains === undefined) this.tables.set(cluster, new Set([domain]));
    else if (domains.size < MOST_TABLES) domains.add(domain);
  }

  private endLife(record: AorRecord, node: number, held: HeldContacts, cause?: EndCause): void {
    for (const one of held.list) this.note(record, node, one, 'restart', cause);
    held.clear();
    record.nodes.delete(node);
  }

  private life(cluster: number, node: number): number {
    // Asked with every packet, and few nodes restart.
    return this.lives.size === 0 ? 0 : (this.lives.get(nodeKey(cluster, node)) ?? 0);
  }
}

function recordKey(cluster: number, domain: string, aor: string): string {
  return `${cluster} ${domain}\n${aor}`;
}

function nodeKey(cluster: number, node: number): string {
  return `${cluster} ${node}`;
}
