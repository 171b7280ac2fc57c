import { naturalKey } from '../../../tables/natural-key.ts';
import type { ContactsOfNodes, HeldContacts, Tally } from './held-contacts.ts';

/** The contacts of one AOR, by node. */
export interface AorRecord extends ContactsOfNodes {
  readonly cluster: number;
  /** Name of the usrloc table. */
  readonly domain: string;
  readonly aor: string;
  /** Sorts AORs by name. */
  readonly sortKey: string;
  /**
   * One entry for each node of which anything is known. An array, as there are few nodes, but as many AORs as
   * phones.
   */
  nodes: readonly HeldContacts[];
  /** Session time at which any node was last told of a change. */
  told: number;
  /** Number of restarts that have been applied to this record; see `AorStore.restart`. */
  restarts: number;
}

const NO_NODES: readonly HeldContacts[] = [];

/** Clusters that are searched by name alone, and tables of each: ids come from the wire, and a second one is rare. */
const MOST_CLUSTERS = 256;
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

/** AORs by cluster, table and name. A table without AORs is dropped. */
export class AorTables {
  private readonly clusters = new Map<number, Map<string, AorTable>>();
  /** The table of the last look-up, which is usually asked for again. */
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

  /** The records of this name in all clusters and tables, up to a limit. */
  named(aor: string): readonly AorRecord[] {
    const found: AorRecord[] = [];
    let clusters = 0;
    for (const domains of this.clusters.values()) {
      if (++clusters > MOST_CLUSTERS) break;
      let tables = 0;
      for (const { aors } of domains.values()) {
        if (++tables > MOST_TABLES) break;
        const record = aors.get(aor);
        if (record !== undefined) found.push(record);
      }
    }
    return found;
  }

  /** There must be no record of this name yet. */
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
