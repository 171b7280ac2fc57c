import type { CaptureGaps, MissedBytes } from '../../cluster/coverage/capture-gaps.ts';
import type { TimeSpan } from '../../cluster/time-spans.ts';
import type { EndpointId, SourceId } from '../../ids.ts';
import type { Session } from '../session.ts';

/** The gaps of a session's TCP streams, between nodes and by the aligned clock. */
export class SessionGaps implements CaptureGaps {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  in(cluster: number): readonly MissedBytes[] {
    const { session } = this;
    const { endpoints, nodes } = session.tables;
    const nodeOf = (endpoint: EndpointId) => nodes.nodeIn(cluster, endpoints.addressOf(endpoint));
    return session.connections.gaps.list.map(({ source, sender, receiver, since, time, bytes, kind }) => ({
      source,
      sentBy: nodeOf(sender),
      receivedBy: nodeOf(receiver),
      since: session.alignedTime(source, since),
      time: session.alignedTime(source, time),
      bytes,
      kind,
    }));
  }

  get knownUntil(): number {
    const { list: gaps, forgotten } = this.session.connections.gaps;
    const last = gaps.at(-1);
    if (last === undefined || forgotten === 0) return Number.POSITIVE_INFINITY;
    return this.session.alignedTime(last.source, last.time);
  }

  /** By the clock of this host, from which those of other hosts hardly differ by more than a moment. */
  wasOut(source: SourceId, from: number, to: number): boolean {
    return this.outages(source).some((outage) => outage.from <= to && outage.to >= from);
  }

  outages(source: SourceId): readonly TimeSpan[] {
    const { session } = this;
    const timeOf = (milliseconds: number) =>
      session.tables.base.sessionTimeOf(BigInt(milliseconds) * 1_000_000n);
    const outages = session.sources[source]?.live?.outages ?? [];
    const told = outages.map(({ from, to }) => ({
      from: timeOf(from),
      to: to === undefined ? Number.POSITIVE_INFINITY : timeOf(to),
    }));
    return [...told, ...session.silencesOf(source)];
  }

  drops(source: SourceId): readonly TimeSpan[] {
    const { session } = this;
    const { base } = session.tables;
    const first = session.spanOf(source)?.from ?? 0;
    const timeOf = (at: bigint) => session.alignedTime(source, base.sessionTimeOf(at));
    return session.dropsOf(source).map(({ from, to }) => ({
      from: from === undefined ? first : timeOf(from),
      to: timeOf(to),
    }));
  }

  longestPause(source: SourceId): number {
    return this.session.longestPauseOf(source);
  }

  span(source: SourceId): TimeSpan | undefined {
    return this.session.spanOf(source);
  }
}
