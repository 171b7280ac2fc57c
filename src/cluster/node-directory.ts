import type { AddressId } from '../ids.ts';
import type { EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';

/** A node of a cluster; node ids of different clusters are unrelated. */
export interface Membership {
  readonly cluster: number;
  readonly node: number;
}

/**
 * Which address is which node of which cluster, learned from the packets themselves (spec bin-core
 * 12). Two strengths of evidence: a packet that names its own TCP sender proves it; a trailer only
 * names the originator, whose packets may be forwarded by another node.
 */
export class NodeDirectory implements EndpointKnower {
  private readonly claims: (Claim[] | undefined)[] = [];
  private readonly memberships: (readonly Membership[] | undefined)[] = [];
  private changes = 0;

  /** Grows whenever an answer of this directory changed. */
  get revision(): number {
    return this.changes;
  }

  /** A packet sent from this address names its TCP sender: ping, pong, last entry of a path. */
  proven(address: AddressId, cluster: number, node: number): void {
    const claim = this.claim(address, cluster, node);
    if (claim === undefined) return;
    claim.proofs++;
    if (claim.proofs === 1 || !claim.believed) this.settle(address);
  }

  /** A packet sent from this address, or to it, carries this node id in its trailer. */
  suggested(address: AddressId, cluster: number, node: number): void {
    const claim = this.claim(address, cluster, node);
    if (claim === undefined) return;
    claim.suggestions++;
    if (!claim.believed) this.settle(address);
  }

  /** Node id of the address in that cluster, where one is known. */
  nodeIn(cluster: number, address: AddressId): number | undefined {
    return this.membershipsOf(address).find((known) => known.cluster === cluster)?.node;
  }

  /** Node id of the address in the lowest-numbered cluster in which it is known. */
  nodeOf(address: AddressId): number | undefined {
    return this.memberships[address]?.[0]?.node;
  }

  /** Every cluster in which the address is known, by number. */
  membershipsOf(address: AddressId): readonly Membership[] {
    return this.memberships[address] ?? [];
  }

  /** What is a node's stays known. */
  wantEndpoints(wanted: WantedEndpoints): void {
    this.claims.forEach((_, address) => {
      wanted.host(address as AddressId);
    });
  }

  private claim(address: AddressId, cluster: number, node: number): Claim | undefined {
    if (cluster <= 0 || node <= 0) return undefined;
    const claims = this.claims[address];
    if (claims === undefined) return this.add(address, [], cluster, node);
    for (const claim of claims) if (claim.node === node && claim.cluster === cluster) return claim;
    return claims.length < MOST_CLAIMS ? this.add(address, claims, cluster, node) : undefined;
  }

  private add(address: AddressId, claims: Claim[], cluster: number, node: number): Claim {
    const claim = { cluster, node, proofs: 0, suggestions: 0, believed: false };
    claims.push(claim);
    this.claims[address] = claims;
    return claim;
  }

  /** In each cluster the claim with the most proofs is believed, or else the one made most often. */
  private settle(address: AddressId): void {
    const best = new Map<number, Claim>();
    for (const claim of this.claims[address] ?? []) {
      const rival = best.get(claim.cluster);
      if (rival === undefined || stronger(claim, rival)) best.set(claim.cluster, claim);
    }
    const before = this.memberships[address] ?? [];
    const after = [...best.values()].sort((a, b) => a.cluster - b.cluster);
    for (const claim of this.claims[address] ?? []) claim.believed = best.get(claim.cluster) === claim;
    const same =
      after.length === before.length && after.every((claim, at) => claim.node === before[at]?.node);
    if (same) return;
    this.memberships[address] = after.map(({ cluster, node }) => ({ cluster, node }));
    this.changes++;
  }
}

/** An address is in a handful of clusters; more claims than this are noise or an attack. */
const MOST_CLAIMS = 64;

interface Claim {
  readonly cluster: number;
  readonly node: number;
  proofs: number;
  suggestions: number;
  believed: boolean;
}

function stronger(claim: Claim, than: Claim): boolean {
  return claim.proofs !== than.proofs ? claim.proofs > than.proofs : claim.suggestions > than.suggestions;
}
