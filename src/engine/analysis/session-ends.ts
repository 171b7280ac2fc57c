import type { ConnectionEnds } from '../../cluster/silences/connection-ends.ts';
import type { EndpointId } from '../../ids.ts';
import type { Session } from '../session.ts';

/** The ends of a session's connections of BIN, by nodes and by the aligned clock. */
export class SessionEnds implements ConnectionEnds {
  private readonly session: Session;
  /** By cluster and node: when it refused connections, in order. */
  private readonly refusals = new Map<number, ReadonlyMap<number, readonly number[]>>();
  /** How much was known when these were put together. */
  private known = 0;

  constructor(session: Session) {
    this.session = session;
  }

  get revision(): number {
    return this.session.connections.ends.count;
  }

  lastOf(cluster: number, until: number): ReadonlyMap<number, number> {
    const { session } = this;
    const { endpoints, nodes } = session.tables;
    const last = new Map<number, number>();
    for (const { source, sender, time } of session.connections.ends.list) {
      const at = session.alignedTime(source, time);
      const node = at > until ? undefined : nodes.nodeIn(cluster, endpoints.addressOf(sender), at);
      if (node !== undefined) last.set(node, Math.max(at, last.get(node) ?? at));
    }
    return last;
  }

  lastRefusal(cluster: number, node: number, until: number): number | undefined {
    if (this.session.connections.refusals.count === 0) return undefined;
    return this.refusalsIn(cluster)
      .get(node)
      ?.findLast((time) => time <= until);
  }

  /** Every message asks for these: they are put together once for what is known. */
  private refusalsIn(cluster: number): ReadonlyMap<number, readonly number[]> {
    const { connections, tables } = this.session;
    const { ends, refusals } = connections;
    const known = ends.count + refusals.count + tables.nodes.revision;
    if (known !== this.known) this.refusals.clear();
    this.known = known;
    let byNode = this.refusals.get(cluster);
    if (byNode === undefined) {
      byNode = this.refusalsByNode(cluster);
      this.refusals.set(cluster, byNode);
    }
    return byNode;
  }

  /** Only of ports where connections were accepted before: of those that carried BIN, the ends are known. */
  private refusalsByNode(cluster: number): ReadonlyMap<number, readonly number[]> {
    const { session } = this;
    const { endpoints, nodes } = session.tables;
    const used = new Set<EndpointId>();
    for (const { sender, receiver } of session.connections.ends.list) used.add(sender).add(receiver);
    const found = new Map<number, number[]>();
    for (const { source, sender, time } of session.connections.refusals.list) {
      const at = session.alignedTime(source, time);
      const node = used.has(sender) ? nodes.nodeIn(cluster, endpoints.addressOf(sender), at) : undefined;
      if (node === undefined) continue;
      const times = found.get(node);
      if (times === undefined) found.set(node, [at]);
      else times.push(at);
    }
    for (const times of found.values()) times.sort((a, b) => a - b);
    return found;
  }
}
