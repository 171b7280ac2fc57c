import type { Restarts } from '../cluster/restarts.ts';
import type { MessageId } from '../ids.ts';
import { contactKey } from './sip-names.ts';

/** The message because of which a node holds a contact. */
export interface ContactOrigin {
  readonly message: MessageId;
  /** When it reached the node, in session time. */
  readonly time: number;
}

/** What one node holds of a contact. */
interface Held extends ContactOrigin {
  readonly cluster: number;
  readonly node: number;
  brought: BroughtContact;
  message: MessageId;
  time: number;
}

/** What a packet or a REGISTER says about a contact. */
export interface BroughtContact {
  readonly contact: string;
  readonly callId: string;
  readonly cseq: number;
  /** Session time; undefined if for ever. */
  readonly expiresAt: number | undefined;
  /** Only an update replaces a record with the same CSeq (spec bin-capabilities 4.4). */
  readonly isUpdate: boolean;
}

/** At most so many contacts are remembered, over all nodes. Expired ones are dropped first. */
const MOST_CONTACTS = 200_000;

/** Remembers, for each node and contact, the message that last brought the contact there. */
export class ContactOrigins {
  /** Contacts that were dropped to make room although they had not expired. */
  forgotten = 0;
  /** By `contactKey`, the nodes that hold the contact; most contacts are held by several. */
  private readonly contacts = new Map<string, readonly Held[]>();
  private count = 0;
  private readonly most: number;

  constructor(restarts: Restarts, most = MOST_CONTACTS) {
    this.most = most;
    restarts.onRestart((cluster, node) =>
      this.retain((held) => held.node !== node || held.cluster !== cluster),
    );
  }

  bring(cluster: number, node: number, brought: BroughtContact, message: MessageId, time: number): void {
    const key = contactKey(brought.contact);
    const held = heldBy(this.contacts.get(key), cluster, node);
    if (held === undefined) {
      if (this.count >= this.most) this.makeRoom(time);
      this.add(key, { cluster, node, brought, message, time });
      return;
    }
    const { callId, cseq, isUpdate } = brought;
    const before = held.brought;
    const same = before.callId === callId && !isExpired(held, time);
    if (same && (cseq < before.cseq || (cseq === before.cseq && !isUpdate))) return;
    held.brought = brought;
    held.message = message;
    held.time = time;
  }

  remove(cluster: number, node: number, contact: string): void {
    const key = contactKey(contact);
    const held = this.contacts.get(key);
    if (held !== undefined) this.keep(key, held, (one) => one.node !== node || one.cluster !== cluster);
  }

  /** Why the node could send something to that URI at that time. */
  of(cluster: number, node: number, uri: string, time: number): ContactOrigin | undefined {
    const held = heldBy(this.contacts.get(contactKey(uri)), cluster, node);
    return held === undefined || isExpired(held, time) ? undefined : held;
  }

  private add(key: string, held: Held): void {
    // `concat` makes an array of exactly this length. `push` and spreading reserve room for sixteen more entries.
    this.contacts.set(key, (this.contacts.get(key) ?? NOBODY).concat([held]));
    this.count++;
  }

  /** Drops expired contacts and, if these are not enough, the oldest ones as well. */
  private makeRoom(time: number): void {
    this.retain((held) => !isExpired(held, time));
    let surplus = this.count - Math.floor(this.most * 0.9);
    if (surplus <= 0) return;
    this.forgotten += surplus;
    const times = Float64Array.from([...this.contacts.values()].flat(), (held) => held.time).sort();
    const last = times[surplus - 1] ?? 0;
    this.retain((held) => held.time > last || surplus-- <= 0);
  }

  private retain(stays: (held: Held) => boolean): void {
    for (const [key, held] of this.contacts) this.keep(key, held, stays);
  }

  private keep(key: string, held: readonly Held[], stays: (held: Held) => boolean): void {
    const kept = held.filter(stays);
    this.count -= held.length - kept.length;
    if (kept.length === 0) this.contacts.delete(key);
    else if (kept.length < held.length) this.contacts.set(key, kept);
  }
}

const NOBODY: readonly Held[] = [];

function heldBy(held: readonly Held[] | undefined, cluster: number, node: number): Held | undefined {
  for (const one of held ?? NOBODY) if (one.node === node && one.cluster === cluster) return one;
  return undefined;
}

function isExpired({ brought: { expiresAt } }: Held, time: number): boolean {
  return expiresAt !== undefined && expiresAt <= time;
}
