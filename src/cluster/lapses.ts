import type { SourceId } from '../ids.ts';
import type { CaptureGaps, CaptureSpan } from './capture-gaps.ts';
import type { Coverage } from './coverage.ts';
import type { SeenMessage, Tracker } from './seen-message.ts';

/** A time in which an observer of a link missed something of it. */
interface Lapse {
  readonly from: number;
  readonly to: number;
}

/** A gap of that size is a ping or a pong, which changes nothing (spec bin-core 6.1). */
const HEARTBEAT = 46;
/** Clocks are aligned to about this. */
const INEXACT = 10e6;
/** Lapses of one link, at one observer, that are kept apart. */
const MOST = 1000;

/**
 * When something that passed between two nodes may have been missed: bytes that no capture has, packets
 * cut short, captures that began later or ended earlier than others. What a node is not seen to get, it
 * may have got then: "not captured" is never "not sent".
 */
export class Lapses implements Tracker {
  private readonly gaps: CaptureGaps;
  private readonly coverage: Coverage;
  /** Packets that could not be read, by cluster, sender and receiver. */
  private readonly unread = new Map<string, Map<SourceId, Lapse[]>>();
  /** The same with the gaps of the streams, as it was when somebody last wanted reports. */
  private readonly known = new Map<number, KnownCluster>();
  private knownUntil: number | undefined;
  /** When observers missed anything at all, of those of which somebody has asked. */
  private readonly anything = new Map<SourceId, readonly Lapse[]>();

  constructor(gaps: CaptureGaps, coverage: Coverage) {
    this.gaps = gaps;
    this.coverage = coverage;
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.packet.status === 'decoded') return;
    const { cluster, packet, sentBy, receivedBy, time } = message;
    if (packet.capability === 'clusterer-internal' || sentBy === undefined || receivedBy === undefined)
      return;
    const key = linkKey(cluster, sentBy, receivedBy);
    for (const { source } of message.sights) add(this.unread, key, source, { from: time, to: time });
  }

  /** What was learned of gaps is out of date: more was read. To be called before reports are made. */
  refresh(): void {
    this.known.clear();
    this.knownUntil = undefined;
    this.anything.clear();
  }

  /** May something have reached the node unseen between two times? */
  into(cluster: number, node: number, from: number, to: number): boolean {
    return this.linksOf(cluster, node).some(({ inward }) => this.hides(inward, from, to));
  }

  /** The times in which something may have reached the node unseen, in order; those without an end or a beginning are not told. */
  missedInto(cluster: number, node: number): readonly CaptureSpan[] {
    const missed = this.linksOf(cluster, node).flatMap(({ inward }) => this.missedBy(inward));
    return joined(missed.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to)));
  }

  /** When all observers of a link missed something of it. */
  private missedBy(observers: readonly Observed[]): readonly Lapse[] {
    let left: readonly Lapse[] | undefined;
    for (const { lapses, outages } of observers) {
      const own = [...lapses, ...outages];
      left = left === undefined ? own : overlaps(left, own);
    }
    return left ?? [];
  }

  /** Had everybody who sees one of its links ended by then? What somebody else tells of that time it may have got. */
  isOut(cluster: number, node: number, time: number): boolean {
    return this.linksOf(cluster, node).some(
      ({ inward }) => inward.length > 0 && inward.every(({ end }) => (end ?? time) < time),
    );
  }

  /** May the node have told all others something unseen between two times? */
  outOf(cluster: number, node: number, from: number, to: number): boolean {
    const links = this.linksOf(cluster, node);
    return links.length > 0 && links.every(({ outward }) => this.hides(outward, from, to));
  }

  /**
   * Did each of the observers miss anything at all between two times? Whoever lacks bytes of some stream may lack
   * datagrams, which have no numbers.
   */
  atAll(sources: readonly SourceId[], from: number, to: number): boolean {
    for (const source of sources) {
      let lacks = this.anything.get(source);
      if (lacks === undefined) {
        lacks = this.anythingOf(source);
        this.anything.set(source, lacks);
      }
      if (!isWithin(lacks, from, to)) return false;
    }
    return sources.length > 0;
  }

  private anythingOf(observer: SourceId): readonly Lapse[] {
    const gaps = this.gaps.in(0).filter(({ source, vague }) => source === observer && !vague);
    const missed = gaps.map(({ since, time }) => ({ from: since, to: time }));
    return [...missed, ...this.gaps.outages(observer), ...this.gaps.drops(observer)];
  }

  /**
   * Was all captured that the one sent straight to the other between two times? By this observer where one is
   * named, else by any of those who see the link.
   */
  sawAll(
    cluster: number,
    sender: number,
    receiver: number,
    from: number,
    to: number,
    by?: SourceId,
  ): boolean {
    const link = this.linksOf(cluster, sender).find(({ other }) => other === receiver);
    const observers = (link?.outward ?? []).filter(
      ({ source, end }) => (by === undefined || by === source) && end !== undefined && end >= to,
    );
    return observers.length > 0 && !this.hides(observers, from, to);
  }

  /**
   * What is known of the links of these nodes up to a time: as long as it is the same, `into` and `outOf` tell
   * the same of what came before it.
   */
  keyOf(cluster: number, nodes: readonly number[], time: number): string {
    this.knownUntil ??= this.gaps.knownUntil;
    const parts: (number | string)[] = [time > this.knownUntil ? 'forgotten' : ''];
    for (const node of nodes) {
      for (const { inward, outward } of this.linksOf(cluster, node)) {
        for (const { source, lapses, outages } of [...inward, ...outward]) {
          parts.push('|', source);
          for (const { from, to } of [...lapses, ...outages]) {
            if (from <= time) parts.push(from, to > time ? 'on' : to);
          }
        }
        parts.push('/');
      }
    }
    return parts.join(' ');
  }

  /** When the observers of these nodes' links ended; those of which that is not known, at a time. */
  endsOf(cluster: number, nodes: readonly number[], time: number): ReadonlyMap<SourceId, number> {
    const ends = new Map<SourceId, number>();
    for (const node of nodes) {
      for (const { inward } of this.linksOf(cluster, node)) {
        for (const { source, end } of inward) ends.set(source, end ?? time);
      }
    }
    return ends;
  }

  /** Did every observer of the link miss something of it, at the same time? */
  private hides(observers: readonly Observed[], from: number, to: number): boolean {
    if (observers.length === 0) return false;
    this.knownUntil ??= this.gaps.knownUntil;
    if (to > this.knownUntil) return true;
    let left: readonly Lapse[] | undefined;
    for (const { lapses, outages } of observers) {
      if (isWithin(outages, from, to)) continue;
      if (!isWithin(lapses, from, to)) return false;
      left = overlaps(left ?? [{ from, to }], lapses);
      if (left.length === 0) return false;
    }
    return true;
  }

  /** The links with all other nodes: asked for of every contact, so they are looked up once. */
  private linksOf(cluster: number, node: number): readonly NodeLink[] {
    let known = this.known.get(cluster);
    if (known === undefined) {
      known = { lapses: this.lapsesOf(cluster), nodes: new Map() };
      this.known.set(cluster, known);
    }
    let links = known.nodes.get(node);
    if (links === undefined) {
      const { lapses } = known;
      const others = this.coverage.nodes(cluster).filter((other) => other !== node);
      links = others.map((other) => {
        const sources = this.coverage.observersOf(cluster, other, node);
        const seenBy = (sender: number, receiver: number): readonly Observed[] => {
          const bySource = lapses.get(linkKey(cluster, sender, receiver));
          // Of a connection of which nothing could be read it is known only that it was there.
          const known = sources.length > 0 ? sources : [...(bySource?.keys() ?? [])];
          return known.map((source) => this.observed(source, bySource?.get(source) ?? []));
        };
        return { other, inward: seenBy(other, node), outward: seenBy(node, other) };
      });
      known.nodes.set(node, links);
    }
    return links;
  }

  private observed(source: SourceId, lapses: readonly Lapse[]): Observed {
    const outages = this.gaps.outages(source);
    return {
      source,
      end: this.gaps.span(source)?.to,
      lapses: [...this.absences(source), ...lapses],
      outages,
    };
  }

  /** Before an observer began and after it ended. */
  private absences(source: SourceId): readonly Lapse[] {
    const span = this.gaps.span(source);
    if (span === undefined) return [];
    return [
      { from: Number.NEGATIVE_INFINITY, to: span.from - INEXACT },
      { from: span.to + QUIET, to: Number.POSITIVE_INFINITY },
    ];
  }

  private lapsesOf(cluster: number): ReadonlyMap<string, ReadonlyMap<SourceId, readonly Lapse[]>> {
    const links = new Map<string, Map<SourceId, Lapse[]>>();
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

/** What is known of a cluster until somebody wants reports anew. */
interface KnownCluster {
  readonly lapses: ReadonlyMap<string, ReadonlyMap<SourceId, readonly Lapse[]>>;
  /** By node, when somebody has asked for it. */
  readonly nodes: Map<number, readonly NodeLink[]>;
}

/** A node's link with another one, either way. */
interface NodeLink {
  readonly other: number;
  readonly inward: readonly Observed[];
  readonly outward: readonly Observed[];
}

/** An observer of a link, and when it missed something of it. */
interface Observed {
  readonly source: SourceId;
  /** Of its last frame. */
  readonly end: number | undefined;
  readonly lapses: readonly Lapse[];
  /** When it captured nothing at all. */
  readonly outages: readonly CaptureSpan[];
}

/** Nodes ping each other every few seconds: an observer that is silent for longer has ended. */
const QUIET = 10e9;

function linkKey(cluster: number, sender: number, receiver: number): string {
  return `${cluster} ${sender} ${receiver}`;
}

function add(links: Map<string, Map<SourceId, Lapse[]>>, key: string, source: SourceId, lapse: Lapse): void {
  const bySource = links.get(key) ?? new Map<SourceId, Lapse[]>();
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

/** In order, those that touch as one. */
function joined(lapses: readonly Lapse[]): readonly Lapse[] {
  const all: Lapse[] = [];
  for (const lapse of lapses.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || last.to < lapse.from) all.push(lapse);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, lapse.to) };
  }
  return all;
}

function isWithin(spans: readonly Lapse[], from: number, to: number): boolean {
  return spans.some((one) => one.from <= to && one.to >= from);
}

function overlaps(some: readonly Lapse[], others: readonly Lapse[]): readonly Lapse[] {
  return some.flatMap((a) =>
    others.flatMap((b) => {
      const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
      return from <= to ? [{ from, to }] : [];
    }),
  );
}
