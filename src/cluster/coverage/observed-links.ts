import type { SourceId } from '../../ids.ts';
import type { TimeSpan } from '../time-spans.ts';
import { type CaptureGaps, missedBetweenNodes } from './capture-gaps.ts';
import type { Coverage } from './coverage.ts';

/** The link between a node and another one, in both directions. */
export interface NodeLink {
  readonly other: number;
  /**
   * False if no packet of it was captured. `inward` and `outward` are then the observers that would have captured
   * one.
   */
  readonly isSeen: boolean;
  readonly inward: readonly Observed[];
  readonly outward: readonly Observed[];
}

/** An observer of one direction of a link, and when it may have missed packets there. */
export interface Observed {
  readonly source: SourceId;
  /** Time of its last frame; undefined if it has none. */
  readonly end: number | undefined;
  /** When bytes passed that it did not capture, or packets that cannot be read. */
  readonly gaps: readonly TimeSpan[];
  /** `gaps`, and the time before its first frame and after its last one. */
  readonly lapses: readonly TimeSpan[];
  /** When it captured nothing at all. */
  readonly outages: readonly TimeSpan[];
}

/** By cluster, sender and receiver, then by observer. */
type LapsesByLink = ReadonlyMap<string, ReadonlyMap<SourceId, readonly TimeSpan[]>>;

/** What was worked out for a cluster, until `refresh`. */
interface KnownCluster {
  readonly lapses: LapsesByLink;
  /** For each node that was asked for. */
  readonly nodes: Map<number, readonly NodeLink[]>;
}

/** Bytes of a PING, and of a PONG without nodes. A gap of this size changes nothing (spec bin-core 6.1, 6.2). */
const HEARTBEAT = 46;
/** Nanoseconds by which clocks may differ after they were aligned. */
const INEXACT = 10e6;
/** Most lapses that are kept separately of one link at one observer. */
const MOST = 1000;
/**
 * Nodes ping each other every few seconds, so an observer that has been silent for longer than ever before has ended:
 * by this factor longer, and at least for so many nanoseconds.
 */
const SHORTEST = 1e9;
const LONGER = 1.5;
/** The usual pauses are known after some pings only. */
const KNOWN_AFTER = 30e9;
/** Until then it is assumed that there are pings at the default intervals (spec bin-core 10.2). */
const QUIET = 10e9;

/** Who observes the links between nodes, and when each observer may have missed something. Worked out on demand. */
export class ObservedLinks {
  private readonly gaps: CaptureGaps;
  private readonly coverage: Coverage;
  /** Packets that could not be read, by cluster, sender and receiver. */
  private readonly unread = new Map<string, Map<SourceId, TimeSpan[]>>();
  /** `unread` together with the gaps of the streams, as they were after the last `refresh`. */
  private readonly known = new Map<number, KnownCluster>();

  constructor(gaps: CaptureGaps, coverage: Coverage) {
    this.gaps = gaps;
    this.coverage = coverage;
  }

  /** An observer saw that a packet passed, but it cannot be read. */
  addUnread(cluster: number, sender: number, receiver: number, source: SourceId, time: number): void {
    add(this.unread, linkKey(cluster, sender, receiver), source, { from: time, to: time });
  }

  /** More was read, so there may be more gaps: everything is worked out again. */
  refresh(): void {
    this.known.clear();
  }

  /** The links with all other nodes. Cached, because this is asked for every contact. */
  of(cluster: number, node: number): readonly NodeLink[] {
    let known = this.known.get(cluster);
    if (known === undefined) {
      known = { lapses: this.lapsesOf(cluster), nodes: new Map() };
      this.known.set(cluster, known);
    }
    let links = known.nodes.get(node);
    if (links === undefined) {
      const { lapses } = known;
      const others = this.coverage.nodes(cluster).filter((other) => other !== node);
      links = others.map((other) => this.link(cluster, node, other, lapses));
      known.nodes.set(node, links);
    }
    return links;
  }

  private link(cluster: number, node: number, other: number, lapses: LapsesByLink): NodeLink {
    const observers = this.coverage.observersOf(cluster, other, node);
    const seenBy = (sender: number, receiver: number): readonly Observed[] => {
      const bySource = lapses.get(linkKey(cluster, sender, receiver));
      let sources = observers;
      // If nothing of a connection could be read, all that is known is that it was there.
      if (sources.length === 0) sources = [...(bySource?.keys() ?? [])];
      // If the link was never seen, it may have been used before these observers began, or after they ended.
      if (sources.length === 0) sources = this.coverage.standingBy(cluster, other, node);
      const missed = this.coverage.oneSided(cluster, sender, receiver);
      return sources.map((source) => {
        const gaps = bySource?.get(source) ?? [];
        return this.observed(source, missed === undefined ? gaps : [...gaps, missed]);
      });
    };
    return { other, isSeen: observers.length > 0, inward: seenBy(other, node), outward: seenBy(node, other) };
  }

  private observed(source: SourceId, gaps: readonly TimeSpan[]): Observed {
    const outages = this.gaps.outages(source);
    return {
      source,
      end: this.gaps.span(source)?.to,
      gaps,
      lapses: [...this.absences(source), ...gaps],
      outages,
    };
  }

  /** The time before an observer began and after it ended. */
  private absences(source: SourceId): readonly TimeSpan[] {
    const span = this.gaps.span(source);
    if (span === undefined) return [];
    return [
      { from: Number.NEGATIVE_INFINITY, to: span.from - INEXACT },
      { from: span.to + this.patience(source, span), to: Number.POSITIVE_INFINITY },
    ];
  }

  /** Nanoseconds for which an observer may be silent before it counts as ended. */
  private patience(source: SourceId, { from, to }: TimeSpan): number {
    if (to - from < KNOWN_AFTER) return QUIET;
    return Math.max(SHORTEST, LONGER * this.gaps.longestPause(source));
  }

  private lapsesOf(cluster: number): LapsesByLink {
    const links = new Map<string, Map<SourceId, TimeSpan[]>>();
    for (const [key, bySource] of this.unread) {
      for (const [source, lapses] of bySource) for (const lapse of lapses) add(links, key, source, lapse);
    }
    const missed = missedBetweenNodes(this.gaps, cluster);
    for (const { source, sentBy, receivedBy, since, time, bytes, kind } of missed) {
      if (sentBy === undefined || receivedBy === undefined) continue;
      if (kind === 'counted' && bytes <= HEARTBEAT) continue;
      add(links, linkKey(cluster, sentBy, receivedBy), source, { from: since - INEXACT, to: time + INEXACT });
    }
    return links;
  }
}

function linkKey(cluster: number, sender: number, receiver: number): string {
  return `${cluster} ${sender} ${receiver}`;
}

function add(
  links: Map<string, Map<SourceId, TimeSpan[]>>,
  key: string,
  source: SourceId,
  lapse: TimeSpan,
): void {
  const bySource = links.get(key) ?? new Map<SourceId, TimeSpan[]>();
  links.set(key, bySource);
  const lapses = bySource.get(source) ?? [];
  bySource.set(source, lapses);
  const last = lapses.at(-1);
  if (lapses.length < MOST || last === undefined) lapses.push(lapse);
  else {
    // There is no room for more: the time between the last two counts as missed, too.
    lapses[lapses.length - 1] = { from: Math.min(last.from, lapse.from), to: Math.max(last.to, lapse.to) };
  }
}
