import type { SourceId } from '../ids.ts';
import type { CaptureGaps } from './capture-gaps.ts';
import type { Coverage } from './coverage.ts';
import type { TimeSpan } from './time-spans.ts';

/** A node's link with another one, either way. */
export interface NodeLink {
  readonly other: number;
  /** False where no packet of it was captured: `inward` and `outward` are then those who would have captured one. */
  readonly isSeen: boolean;
  readonly inward: readonly Observed[];
  readonly outward: readonly Observed[];
}

/** An observer of a link, and when it missed something of it. */
export interface Observed {
  readonly source: SourceId;
  /** Of its last frame. */
  readonly end: number | undefined;
  /** When bytes passed that it does not have, or packets that cannot be read. */
  readonly gaps: readonly TimeSpan[];
  /** The same, and the time before it began and after it ended. */
  readonly lapses: readonly TimeSpan[];
  /** When it captured nothing at all. */
  readonly outages: readonly TimeSpan[];
}

/** By cluster, sender and receiver, then by observer. */
type LapsesByLink = ReadonlyMap<string, ReadonlyMap<SourceId, readonly TimeSpan[]>>;

/** What is known of a cluster until somebody wants reports anew. */
interface KnownCluster {
  readonly lapses: LapsesByLink;
  /** By node, when somebody has asked for it. */
  readonly nodes: Map<number, readonly NodeLink[]>;
}

/** A gap of that size is a ping or a pong, which changes nothing (spec bin-core 6.1). */
const HEARTBEAT = 46;
/** Clocks are aligned to about this. */
const INEXACT = 10e6;
/** Lapses of one link, at one observer, that are kept apart. */
const MOST = 1000;
/** Nodes ping each other every few seconds: an observer that is silent for longer than ever before has ended. */
const SHORTEST = 1e9;
const LONGER = 1.5;
/** What is usual is known after some pings only; before, it is this, by the usual intervals (spec bin-core 10.1). */
const KNOWN_AFTER = 30e9;
const QUIET = 10e9;

/** Who observes the links between nodes, and when each of them missed something: worked out when it is asked for. */
export class ObservedLinks {
  private readonly gaps: CaptureGaps;
  private readonly coverage: Coverage;
  /** Packets that could not be read, by cluster, sender and receiver. */
  private readonly unread = new Map<string, Map<SourceId, TimeSpan[]>>();
  /** The same with the gaps of the streams, as it was when somebody last wanted reports. */
  private readonly known = new Map<number, KnownCluster>();

  constructor(gaps: CaptureGaps, coverage: Coverage) {
    this.gaps = gaps;
    this.coverage = coverage;
  }

  /** An observer saw that a packet passed, but not what it says. */
  addUnread(cluster: number, sender: number, receiver: number, source: SourceId, time: number): void {
    add(this.unread, linkKey(cluster, sender, receiver), source, { from: time, to: time });
  }

  /** Gaps may have come since: they are asked for again. */
  refresh(): void {
    this.known.clear();
  }

  /** The links with all other nodes: asked for of every contact, so they are looked up once. */
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
      // Of a connection of which nothing could be read it is known only that it was there.
      if (sources.length === 0) sources = [...(bySource?.keys() ?? [])];
      // One that was never seen may have been used before they began, or after they ended.
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

  /** Before an observer began and after it ended. */
  private absences(source: SourceId): readonly TimeSpan[] {
    const span = this.gaps.span(source);
    if (span === undefined) return [];
    return [
      { from: Number.NEGATIVE_INFINITY, to: span.from - INEXACT },
      { from: span.to + this.patience(source, span), to: Number.POSITIVE_INFINITY },
    ];
  }

  /** For how long it may be silent, and go on all the same. */
  private patience(source: SourceId, { from, to }: TimeSpan): number {
    if (to - from < KNOWN_AFTER) return QUIET;
    return Math.max(SHORTEST, LONGER * this.gaps.longestPause(source));
  }

  private lapsesOf(cluster: number): LapsesByLink {
    const links = new Map<string, Map<SourceId, TimeSpan[]>>();
    for (const [key, bySource] of this.unread) {
      for (const [source, lapses] of bySource) for (const lapse of lapses) add(links, key, source, lapse);
    }
    for (const { source, sentBy, receivedBy, since, time, bytes, vague } of this.gaps.in(cluster)) {
      if (sentBy === undefined || receivedBy === undefined || (bytes <= HEARTBEAT && !vague)) continue;
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
    // For lack of room, the time between two of them counts as missed, too.
    lapses[lapses.length - 1] = { from: Math.min(last.from, lapse.from), to: Math.max(last.to, lapse.to) };
  }
}
