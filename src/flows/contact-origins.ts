import type { Restarts } from '../cluster/restarts.ts';
import type { MessageId } from '../ids.ts';
import { contactKey } from './sip-names.ts';

/** Why a node holds a contact. */
export interface ContactOrigin {
  readonly message: MessageId;
  /** When it reached the node, in session time. */
  readonly time: number;
}

interface Held extends ContactOrigin {
  readonly brought: BroughtContact;
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

/** Contacts that are remembered, over all nodes; those that expired make room first. */
const MOST_CONTACTS = 200_000;

/** To each node, the message that last brought a contact there. */
export class ContactOrigins {
  /** Contacts that had to make room before they expired. */
  forgotten = 0;
  private readonly nodes = new Map<string, Map<string, Held>>();
  private count = 0;
  private readonly most: number;

  constructor(restarts: Restarts, most = MOST_CONTACTS) {
    this.most = most;
    restarts.onRestart((cluster, node) => {
      this.count -= this.nodes.get(`${cluster} ${node}`)?.size ?? 0;
      this.nodes.delete(`${cluster} ${node}`);
    });
  }

  bring(cluster: number, node: number, brought: BroughtContact, message: MessageId, time: number): void {
    const contacts = this.contactsOf(cluster, node);
    const key = contactKey(brought.contact);
    const held = contacts.get(key);
    const { callId, cseq, isUpdate } = brought;
    if (held !== undefined) {
      const before = held.brought;
      const same = before.callId === callId && !isExpired(held, time);
      if (same && (cseq < before.cseq || (cseq === before.cseq && !isUpdate))) return;
      contacts.delete(key);
      this.count--;
    }
    if (this.count >= this.most) this.makeRoom(time);
    contacts.set(key, { brought, message, time });
    this.count++;
  }

  remove(cluster: number, node: number, contact: string): void {
    if (this.nodes.get(`${cluster} ${node}`)?.delete(contactKey(contact)) === true) this.count--;
  }

  /** Why the node could send something to that URI at that time. */
  of(cluster: number, node: number, uri: string, time: number): ContactOrigin | undefined {
    const held = this.nodes.get(`${cluster} ${node}`)?.get(contactKey(uri));
    return held === undefined || isExpired(held, time) ? undefined : held;
  }

  private contactsOf(cluster: number, node: number): Map<string, Held> {
    const name = `${cluster} ${node}`;
    let contacts = this.nodes.get(name);
    if (contacts === undefined) {
      contacts = new Map();
      this.nodes.set(name, contacts);
    }
    return contacts;
  }

  /** Drops what expired; if that is little, also what is oldest. */
  private makeRoom(time: number): void {
    const enough = this.most * 0.9;
    for (const contacts of this.nodes.values()) {
      for (const [key, held] of contacts) if (isExpired(held, time)) contacts.delete(key);
    }
    this.recount();
    for (const contacts of this.nodes.values()) {
      const surplus = Math.ceil((contacts.size * (this.count - enough)) / Math.max(1, this.count));
      let left = surplus;
      for (const key of contacts.keys()) {
        if (left-- <= 0) break;
        contacts.delete(key);
        this.forgotten++;
      }
    }
    this.recount();
    for (const [name, contacts] of this.nodes) if (contacts.size === 0) this.nodes.delete(name);
  }

  private recount(): void {
    this.count = 0;
    for (const contacts of this.nodes.values()) this.count += contacts.size;
  }
}

function isExpired({ brought: { expiresAt } }: Held, time: number): boolean {
  return expiresAt !== undefined && expiresAt <= time;
}
