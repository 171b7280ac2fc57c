import { CapabilityName } from '../../../../decoders/bin/capability-names.ts';
import { topViaParameter } from '../../../../decoders/sip/message-view.ts';
import type { AddressId } from '../../../ids.ts';
import type { WantedEndpoints } from '../../../tables/wanted-endpoints.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { Membership } from '../../identity/node-directory.ts';
import { CapabilityHolders } from '../../replication/capability-holders.ts';
import type { SeenBin, SeenSip } from '../../seen-message.ts';

/** Listeners that are remembered. */
const MOST_ADDRESSES = 4096;
const NOBODY: readonly Membership[] = [];

/**
 * Anycast listeners: one address at which every node of a cluster listens. Requests that a node sends from
 * there carry its id in the Via parameter `cid`, so that the node that gets the response can forward it by
 * tm-repl (spec bin-capabilities 5.3).
 */
export class Anycast {
  private readonly context: AnalysisContext;
  private readonly holders = new CapabilityHolders(CapabilityName.Transactions);
  private readonly listeners = new Set<AddressId>();
  private hasCluster = false;
  private isCarried = false;

  constructor(context: AnalysisContext) {
    this.context = context;
  }

  /** Without a cluster there are none, and other SIP need not be examined. */
  get isPossible(): boolean {
    return this.hasCluster;
  }

  packet(message: SeenBin): void {
    this.hasCluster ||= message.cluster > 0;
    if (this.holders.push(message)) this.isCarried = true;
  }

  /** The node that sent the request, if it is marked as coming from an anycast listener. */
  sender({ sip, sender, sentBy, receivedBy }: SeenSip): readonly Membership[] {
    if (sentBy.length > 0 || sip.kind !== 'request') return NOBODY;
    // Short cut: usually a phone that calls a node.
    if (receivedBy.length > 0 && !this.isCarried) return NOBODY;
    const id = topViaParameter(sip, 'cid');
    const node = /^[1-9]\d{0,8}$/.test(id ?? '') ? Number(id) : 0;
    const members = node === 0 ? NOBODY : this.members(node);
    if (members.length > 0 && this.listeners.size < MOST_ADDRESSES) {
      this.listeners.add(this.context.endpoints.addressOf(sender));
    }
    return members;
  }

  has(address: AddressId): boolean {
    return this.listeners.has(address);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const address of this.listeners) wanted.host(address);
  }

  get size(): number {
    return this.listeners.size;
  }

  /** The id belongs to the cluster that replicates transactions; if none is known to, to the only cluster. */
  private members(node: number): readonly Membership[] {
    const { coverage } = this.context;
    const known = coverage.clusterIds.filter((cluster) => coverage.nodes(cluster).includes(node));
    const carrying = known.filter((cluster) => this.holders.isCarriedBy(cluster));
    const clusters = carrying.length > 0 ? carrying : known.length === 1 ? known : [];
    return clusters.map((cluster) => ({ cluster, node }));
  }
}
