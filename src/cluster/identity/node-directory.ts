import type { AddressId } from '../../ids.ts';
import type { EndpointKnower, WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import { NodeTurns } from './node-turns.ts';

/** A node of a cluster. Ids are unique within a cluster only. */
export interface Membership {
  readonly cluster: number;
  readonly node: number;
}

/**
 * Which address belongs to which node of which cluster, learned from the packets themselves (spec bin-core
 * 12). A packet that names its own TCP sender is proof. A trailer is only a hint: it names the originator,
 * whose packets another node may have forwarded.
 */
export class NodeDirectory implements EndpointKnower {
  private readonly claims: (Claim[] | undefined)[] = [];
  private readonly memberships: (readonly Membership[] | undefined)[] = [];
  /** Addresses at which one node followed another. */
  private readonly turned = new Set<AddressId>();
  private changes = 0;

  /** Increases whenever an answer of this directory changes. */
  get revision(): number {
    return this.changes;
  }

  /**
   * A packet sent from this address names its TCP sender: in a PING, a PONG, or as the last entry of a path. `time` is
   * that of the session, in nanoseconds.
   */
  proven(address: AddressId, cluster: number, node: number, time: number): void {
    const claim = this.claim(address, cluster, node);
    if (claim === undefined) return;
    claim.proofs++;
    if (claim.proofs === 1 || !claim.believed) this.settle(address);
    if (claim.turns.proven(node, time)) {
      this.turned.add(address);
      this.changes++;
    }
  }

  /** A packet sent from this address, or to it, carries this node id in its trailer. */
  suggested(address: AddressId, cluster: number, node: number): void {
    const claim = this.claim(address, cluster, node);
    if (claim === undefined) return;
    claim.suggestions++;
    if (!claim.believed) this.settle(address);
  }

  /** Node id of the address in that cluster, at a time if one is given; undefined if unknown. */
  nodeIn(cluster: number, address: AddressId, time?: number): number | undefined {
    if (time !== undefined && this.turned.has(address)) {
      const node = this.claims[address]?.find((claim) => claim.cluster === cluster)?.turns.at(time);
      if (node !== undefined) return node;
    }
    return this.membershipsOf(address).find((known) => known.cluster === cluster)?.node;
  }

  /**
   * Node id of the address in the cluster with the lowest id in which it is known, at a time if one is given; undefined
   * if in none.
   */
  nodeOf(address: AddressId, time?: number): number | undefined {
    const first = this.memberships[address]?.[0];
    if (first === undefined || time === undefined || !this.turned.has(address)) return first?.node;
    return this.nodeIn(first.cluster, address, time);
  }

  /** Were several nodes at the address, one after the other? Then `nodeOf` depends on the time. */
  hasTurned(address: AddressId): boolean {
    return this.turned.has(address);
  }

  /** All nodes that are or were at the address. */
  *everAt(address: AddressId): Generator<number, void> {
    for (const { cluster, node } of this.membershipsOf(address)) {
      yield node;
      if (!this.turned.has(address)) continue;
      const claim = this.claims[address]?.find((one) => one.cluster === cluster);
      if (claim !== undefined) yield* claim.turns.nodes;
    }
  }

  /** All clusters in which the address is known, by ascending id; at a time if one is given. */
  membershipsOf(address: AddressId, time?: number): readonly Membership[] {
    const known = this.memberships[address] ?? [];
    if (time === undefined || !this.turned.has(address)) return known;
    return known.map(({ cluster, node }) => ({ cluster, node: this.nodeIn(cluster, address, time) ?? node }));
  }

  /** The addresses of nodes are always kept. */
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
    const turns = claims.find((known) => known.cluster === cluster)?.turns ?? new NodeTurns();
    const claim = { cluster, node, proofs: 0, suggestions: 0, believed: false, turns };
    claims.push(claim);
    this.claims[address] = claims;
    return claim;
  }

  /** In each cluster, the claim with the most proofs wins; without any proof, the one that was made most often. */
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

/** Most claims kept of one address. An address is in a handful of clusters; more claims are noise or an attack. */
const MOST_CLAIMS = 64;

interface Claim {
  readonly cluster: number;
  readonly node: number;
  proofs: number;
  suggestions: number;
  believed: boolean;
  /** Shared by all claims of the address in that cluster. */
  readonly turns: NodeTurns;
}

function stronger(claim: Claim, than: Claim): boolean {
  return claim.proofs !== than.proofs ? claim.proofs > than.proofs : claim.suggestions > than.suggestions;
}
