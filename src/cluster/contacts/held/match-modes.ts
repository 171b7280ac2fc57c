import { PairMap } from '../../../tables/pair-map.ts';
import type { AorStore } from './aor-store.ts';
import type { AorRecord } from './aor-tables.ts';
import { GivenWay } from './given-way.ts';
import type { HeldContact } from './held-contact.ts';
import { HANDLED_AFTER, type HeldContacts } from './held-contacts.ts';
import { BY_CALL_ID, BY_CONTACT, type Matching } from './matching.ts';

/** Nodes that are followed; ids come from the wire. */
const MOST_NODES = 4096;
/** Evidence beyond this is not accumulated. */
const MOST = 4;
/** A mode is believed from this much evidence on; the default is "contact only". */
const ENOUGH = 2;

/** Acts of a node that show its mode, weighted by how conclusive they are. */
export const EVIDENCE = {
  /** It holds two contacts of the same URI, the first of which registered at the node itself. */
  secondOfItsOwn: ENOUGH,
  /** The same, but the first was replicated to it, and it may have lost it since. */
  second: 1,
  /** A contact replaces one with another Call-ID. */
  instead: -ENOUGH,
} as const;

/**
 * How nodes match contacts when a packet leaves that to them (usrloc's `matching_mode`). It is not on the
 * wire, but shows when a REGISTER with a new Call-ID names a contact that is there already: matching by
 * contact updates it, matching by Call-ID as well inserts a second one (spec bin-capabilities 4.4).
 */
export class MatchModes {
  private readonly formers: GivenWay;
  private readonly nodes = new PairMap<number>();
  private readonly clusters = new Map<number, number>();

  constructor(store: AorStore) {
    this.formers = new GivenWay(store);
  }

  /** The nodes of one cluster are assumed to have the same configuration unless they show otherwise. */
  of(cluster: number, node: number): Matching {
    if (this.nodes.size === 0) return BY_CONTACT;
    const own = this.nodes.get(cluster, node) ?? 0;
    const shown = Math.abs(own) >= ENOUGH ? own : (this.clusters.get(cluster) ?? 0);
    return shown >= ENOUGH ? BY_CALL_ID : BY_CONTACT;
  }

  /** Is it the default, and did nothing in the cluster show so? */
  isPresumed(cluster: number, node: number): boolean {
    const shown = (value = 0) => Math.abs(value) >= ENOUGH;
    return !shown(this.nodes.get(cluster, node)) && !shown(this.clusters.get(cluster));
  }

  /** `seconds` since 1970. Where the node now turns out to match by Call-ID as well, what gave way is there again. */
  show(cluster: number, node: number, what: keyof typeof EVIDENCE, seconds: number): void {
    this.note(cluster, node, what);
    if (this.of(cluster, node) === BY_CALL_ID) this.formers.putBack(cluster, seconds);
  }

  /** A contact, as it was, gave way to one with another Call-ID, only because nothing has shown otherwise. */
  gaveWay(record: AorRecord, held: HeldContacts, contact: HeldContact, time: number): void {
    this.formers.note(record, held, contact, time);
  }

  private note(cluster: number, node: number, what: keyof typeof EVIDENCE): void {
    if (this.nodes.size >= MOST_NODES && !this.nodes.has(cluster, node)) return;
    this.nodes.set(cluster, node, bounded((this.nodes.get(cluster, node) ?? 0) + EVIDENCE[what]));
    this.clusters.set(cluster, bounded((this.clusters.get(cluster) ?? 0) + EVIDENCE[what]));
  }
}

function bounded(shown: number): number {
  return Math.max(-MOST, Math.min(MOST, shown));
}

/** What a packet of a node shows about a contact that it had from another REGISTER before. */
export function whatIsShown(
  name: string | undefined,
  other: HeldContact,
  time: number,
): keyof typeof EVIDENCE | undefined {
  if (name === 'REPL_UCONTACT_UPDATE') return 'instead';
  if (name !== 'REPL_UCONTACT_INSERT') return undefined;
  if (other.origin === 'register') return 'secondOfItsOwn';
  // What others sent a moment ago, it may not have read yet.
  return time - other.since > HANDLED_AFTER ? 'second' : undefined;
}
