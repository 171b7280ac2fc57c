import { naturalKey } from '../../tables/natural-key.ts';
import type { ContactsOfNodes, HeldContacts, Tally } from './held-contacts.ts';

/** The contacts of one AOR, by node. */
export interface AorRecord extends ContactsOfNodes {
  readonly cluster: number;
  /** usrloc table. */
  readonly domain: string;
  readonly aor: string;
  /** Puts AORs in the order of their names. */
  readonly sortKey: string;
  /** What each node holds of which anything is known: a handful, and there are as many AORs as phones. */
  nodes: readonly HeldContacts[];
  /** When a node was told of a change last, whichever; in session time. */
  told: number;
  /** Restarts of nodes up to which it was looked for what these held before. */
  restarts: number;
}

const NO_NODES: readonly HeldContacts[] = [];

/** Tables of a cluster in which AORs are looked for; there is rarely a second one. */
const MOST_TABLES = 64;

export function heldAt({ nodes }: AorRecord, node: number): HeldContacts | undefined {
  for (const held of nodes) if (held.node === node) return held;
  return undefined;
}

/** A usrloc table of one cluster: its AORs by name. */
interface AorTable {
  readonly cluster: number;
  readonly domain: string;
  readonly aors: Map<string, AorRecord>;
}

/** AORs by cluster, table and name. A table without any is none. */
export class AorTables {
  private readonly clusters = new Map<number, Map<string, AorTable>>();
  /** The one that was asked for last: mostly it is asked for again. */
  private last: AorTable | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  *all(): Generator<AorRecord, void> {
    for (const domains of this.clusters.values())
      for (const { aors } of domains.values()) yield* aors.values();
  }

  find(cluster: number, domain: string, aor: string): AorRecord | undefined {
    return this.table(cluster, domain)?.aors.get(aor);
  }

  /** Those of that name, whatever their cluster and table. */
  named(aor: string): readonly AorRecord[] {
    const found: AorRecord[] = [];
    for (const domains of this.clusters.values()) {
      let tables = 0;
      for (const { aors } of domains.values()) {
        if (++tables > MOST_TABLES) break;
        const record = aors.get(aor);
        if (record !== undefined) found.push(record);
      }
    }
    return found;
  }

  /** There must be none of that name. */
  add(cluster: number, domain: string, aor: string, restarts: number, tally: Tally): AorRecord {
    const record: AorRecord = {
      tally,
      cluster,
      domain,
      aor,
      sortKey: naturalKey(aor),
      nodes: NO_NODES,
      revision: 0,
      contacts: 0,
      firstExpiry: Number.POSITIVE_INFINITY,
      isPartial: false,
      told: Number.NEGATIVE_INFINITY,
      restarts,
    };
    const table = this.table(cluster, domain) ?? this.addTable(cluster, domain);
    table.aors.set(aor, record);
    this.count++;
    return record;
  }

  delete({ cluster, domain, aor }: AorRecord): void {
    const table = this.table(cluster, domain);
    if (table?.aors.delete(aor) !== true) return;
    this.count--;
    if (table.aors.size > 0) return;
    const domains = this.clusters.get(cluster);
    domains?.delete(domain);
    if (domains?.size === 0) this.clusters.delete(cluster);
    this.last = undefined;
  }

  private table(cluster: number, domain: string): AorTable | undefined {
    const { last } = this;
    if (last !== undefined && last.cluster === cluster && last.domain === domain) return last;
    const table = this.clusters.get(cluster)?.get(domain);
    if (table !== undefined) this.last = table;
    return table;
  }

  private addTable(cluster: number, domain: string): AorTable {
    const domains = this.clusters.get(cluster) ?? new Map<string, AorTable>();
    const table = { cluster, domain, aors: new Map<string, AorRecord>() };
    this.clusters.set(cluster, domains);
    domains.set(domain, table);
    return table;
  }
}
