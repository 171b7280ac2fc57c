import type { ConnectionTroubles } from '../../cluster/traffic/connection-troubles.ts';
import type { EndpointId } from '../../ids.ts';
import type { StreamTrouble } from '../../reassembly/tcp/stream-trouble.ts';
import type { Session } from '../session.ts';

/**
 * Nanoseconds. What several observers report of one connection within this time is the same event; clocks are aligned
 * better than that.
 */
const SAME = 500e6;
const MOST_MESSAGES = 100;

/** Errors of connections up to a time. An event that several observers saw is listed once. */
export function connectionTroubles(session: Session, until: number): readonly ConnectionTroubles[] {
  const { endpoints } = session.tables;
  const groups = new Map<string, ConnectionTroubles>();
  for (const trouble of withoutCopies(session)) {
    const { kind, sender, receiver, source, time, since, bytes, pieces, bySender, after } = trouble;
    if (session.alignedTime(source, time) > until) continue;
    const [fromPlace, toPlace] = [sender, receiver].map((end) =>
      endpoints.addressText(endpoints.addressOf(end)),
    ) as [string, string];
    const key = `${kind} ${fromPlace} ${toPlace}`;
    let group = groups.get(key);
    if (group === undefined) {
      const ends = { ...nodesOf(session, sender, receiver), fromPlace, toPlace };
      group = { kind, ...ends, count: 0, longest: 0, bytes, pieces: 0, bySender: 0, messages: [] };
      groups.set(key, group);
    }
    group.count++;
    group.longest = Math.max(group.longest, time - since);
    group.pieces = Math.max(group.pieces, pieces);
    if (bySender) group.bySender++;
    if (after !== -1 && group.messages.length < MOST_MESSAGES) group.messages.push(after);
  }
  return [...groups.values()];
}

function withoutCopies(session: Session): readonly StreamTrouble[] {
  const kept = new Map<string, StreamTrouble[]>();
  return session.connections.troubles.list.filter((one) => {
    const key = `${one.kind} ${one.sender} ${one.receiver}`;
    const time = session.alignedTime(one.source, one.time);
    const others = kept.get(key) ?? [];
    kept.set(key, others);
    const isCopy = others.some(
      (other) =>
        other.source !== one.source && Math.abs(session.alignedTime(other.source, other.time) - time) < SAME,
    );
    if (!isCopy) others.push(one);
    return !isCopy;
  });
}

/** The cluster that both ends are in, or the one of either. */
function nodesOf(session: Session, sender: EndpointId, receiver: EndpointId) {
  const { endpoints, nodes } = session.tables;
  const [from, to] = [sender, receiver].map((end) => nodes.membershipsOf(endpoints.addressOf(end)));
  const shared = from?.find(({ cluster }) => to?.some((other) => other.cluster === cluster));
  const cluster = shared?.cluster ?? from?.[0]?.cluster ?? to?.[0]?.cluster ?? 0;
  const nodeIn = (all: typeof from) => all?.find((one) => one.cluster === cluster)?.node;
  return { cluster, from: nodeIn(from), to: nodeIn(to) };
}
