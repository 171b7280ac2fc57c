import type { SourceId } from '../ids.ts';
import type { CaptureGaps } from './capture-gaps.ts';
import type { Coverage } from './coverage.ts';
import { type Observed, ObservedLinks } from './observed-links.ts';
import type { SeenMessage, Tracker } from './seen-message.ts';
import { isWithin, joined, overlaps, type TimeSpan } from './time-spans.ts';

/** Nanoseconds: an observer that goes on has frames more often. */
const JUST_BEFORE = 1e9;
const NEVER: readonly TimeSpan[] = [];

/**
 * When something that passed between two nodes may have been missed: bytes that no capture has, packets
 * cut short, captures that began later or ended earlier than others. What a node is not seen to get, it
 * may have got then: "not captured" is never "not sent".
 */
export class Lapses implements Tracker {
  private readonly gaps: CaptureGaps;
  private readonly links: ObservedLinks;
  private knownUntil: number | undefined;
  /** When observers missed anything at all, of those of which somebody has asked. */
  private readonly anything = new Map<SourceId, readonly TimeSpan[]>();

  constructor(gaps: CaptureGaps, coverage: Coverage) {
    this.gaps = gaps;
    this.links = new ObservedLinks(gaps, coverage);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.packet.status === 'decoded') return;
    const { cluster, packet, sentBy, receivedBy, time } = message;
    if (packet.capability === 'clusterer-internal' || sentBy === undefined || receivedBy === undefined)
      return;
    for (const { source } of message.sights) this.links.addUnread(cluster, sentBy, receivedBy, source, time);
  }

  /** What was learned of gaps is out of date: more was read. To be called before reports are made. */
  refresh(): void {
    this.links.refresh();
    this.knownUntil = undefined;
    this.anything.clear();
  }

  /** May something have reached the node unseen between two times? */
  into(cluster: number, node: number, from: number, to: number): boolean {
    return this.links.of(cluster, node).some(({ inward }) => this.hides(inward, from, to));
  }

  /** The times in which something may have reached the node unseen, in order; those without an end or a beginning are not told. */
  missedInto(cluster: number, node: number): readonly TimeSpan[] {
    const missed = this.links.of(cluster, node).flatMap(({ inward }) => this.missedBy(inward));
    return joined(missed.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to)));
  }

  /** When all observers of a link missed something of it. */
  private missedBy(observers: readonly Observed[]): readonly TimeSpan[] {
    let left: readonly TimeSpan[] | undefined;
    for (const { lapses, outages } of observers) {
      const own = [...lapses, ...outages];
      left = left === undefined ? own : overlaps(left, own);
    }
    return left ?? [];
  }

  /**
   * May the node have got unseen what others got between two times? So it is where everybody who sees one of its
   * links had ended by then, or missed something just then.
   */
  mayHide(cluster: number, node: number, from: number, to: number): boolean {
    return this.links
      .of(cluster, node)
      .some(({ inward }) => inward.length > 0 && inward.every((one) => mayLack(one, from, to)));
  }

  /** May the node have told all others, or all of those that can be told, something unseen between two times? */
  outOf(
    cluster: number,
    node: number,
    from: number,
    to: number,
    isTold: (other: number) => boolean = () => true,
  ): boolean {
    const links = this.links.of(cluster, node).filter(({ other }) => isTold(other));
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

  /** Had all of the observers ended by then? */
  hadEnded(sources: readonly SourceId[], time: number): boolean {
    return sources.length > 0 && sources.every((source) => (this.gaps.span(source)?.to ?? time) < time);
  }

  private anythingOf(observer: SourceId): readonly TimeSpan[] {
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
    const link = this.links.of(cluster, sender).find(({ other, isSeen }) => other === receiver && isSeen);
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
      for (const { inward, outward } of this.links.of(cluster, node)) {
        for (const observer of [...inward, ...outward]) {
          const { source, lapses, outages } = observer;
          parts.push('|', source, silenceAtEnd(observer, time)[0]?.from ?? '');
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
      for (const { inward } of this.links.of(cluster, node)) {
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
    if (lackTogether(observers, from, to, ({ lapses }) => lapses)) return true;
    // Bytes that one knows to have passed and another does not have: that one was not just silent, it had ended.
    return observers.some((one) => {
      const lacks = (other: Observed) =>
        other === one ? one.gaps : [...other.lapses, ...silenceAtEnd(other, to)];
      return isWithin(one.gaps, from, to) && lackTogether(observers, from, to, lacks);
    });
  }
}

/** Did all miss something at the same time? */
function lackTogether(
  observers: readonly Observed[],
  from: number,
  to: number,
  lacks: (observer: Observed) => readonly TimeSpan[],
): boolean {
  let left: readonly TimeSpan[] = [{ from, to }];
  for (const observer of observers) {
    if (isWithin(observer.outages, from, to)) continue;
    left = overlaps(left, lacks(observer));
    if (left.length === 0) return false;
  }
  return true;
}

/** The time since its last frame, where that was not just before. */
function silenceAtEnd({ end }: Observed, time: number): readonly TimeSpan[] {
  return end === undefined || end >= time - JUST_BEFORE
    ? NEVER
    : [{ from: end, to: Number.POSITIVE_INFINITY }];
}

/** What it did not see between two times may have been there. */
function mayLack({ end, lapses, outages }: Observed, from: number, to: number): boolean {
  return (end ?? to) < to || isWithin(lapses, from, to) || isWithin(outages, from, to);
}
