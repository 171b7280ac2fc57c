import type { ConnectionEnds } from '../../cluster/silences/connection-ends.ts';
import type { AddressId, EndpointId } from '../../ids.ts';
import type { Session } from '../session.ts';

/** The ends of a session's connections of BIN, by nodes and by the aligned clock. */
export class SessionEnds implements ConnectionEnds {
  private readonly session: Session;
  /** When each address refused connections, in order; and how much was known when this was put together. */
  private refusals: ReadonlyMap<AddressId, readonly number[]> = new Map();
  private known = 0;

  constructor(session: Session) {
    this.session = session;
  }

  get revision(): number {
    return this.session.ends.count;
  }

  lastOf(cluster: number, until: number): ReadonlyMap<number, number> {
    const { session } = this;
    const { endpoints, nodes } = session.tables;
    const last = new Map<number, number>();
    for (const { source, sender, time } of session.ends.list) {
      const at = session.alignedTime(source, time);
      const node = at > until ? undefined : nodes.nodeIn(cluster, endpoints.addressOf(sender));
      if (node !== undefined) last.set(node, Math.max(at, last.get(node) ?? at));
    }
    return last;
  }

  lastRefusal(cluster: number, node: number, until: number): number | undefined {
    const { ends, refusals, tables } = this.session;
    if (refusals.count === 0) return undefined;
    const known = ends.count + refusals.count;
    if (known !== this.known) {
      this.known = known;
      this.refusals = this.refusalsByAddress();
    }
    let last: number | undefined;
    for (const [address, times] of this.refusals) {
      if (tables.nodes.nodeIn(cluster, address) !== node) continue;
      if ((times[0] as number) > until) continue;
      const at = times.findLast((one) => one <= until);
      if (at !== undefined && at > (last ?? Number.NEGATIVE_INFINITY)) last = at;
    }
    return last;
  }

  /** Only of ports where connections were accepted before: of those that carried BIN, the ends are known. */
  private refusalsByAddress(): ReadonlyMap<AddressId, readonly number[]> {
    const { session } = this;
    const { endpoints } = session.tables;
    const used = new Set<EndpointId>();
    for (const { sender, receiver } of session.ends.list) used.add(sender).add(receiver);
    const found = new Map<AddressId, number[]>();
    for (const { source, sender, time } of session.refusals.list) {
      if (!used.has(sender)) continue;
      const address = endpoints.addressOf(sender);
      const times = found.get(address);
      const at = session.alignedTime(source, time);
      if (times === undefined) found.set(address, [at]);
      else times.push(at);
    }
    for (const times of found.values()) times.sort((a, b) => a - b);
    return found;
  }
}
