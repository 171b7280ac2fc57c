import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { SourceId } from '../../ids.ts';
import type { SeenMessage, Tracker } from '../seen-message.ts';
import { isWithin, joined, overlaps, type TimeSpan } from '../time-spans.ts';
import type { CaptureGaps } from './capture-gaps.ts';
import type { Coverage } from './coverage.ts';
import { type Observed, ObservedLinks } from './observed-links.ts';

/** Nanoseconds. An observer that is still capturing has frames more often than this. */
const JUST_BEFORE = 1e9;
const NEVER: readonly TimeSpan[] = [];

/**
 * When observers may have missed something that passed between two nodes: bytes that no capture has, packets
 * that were cut short, captures that began later or ended earlier than others. In such a lapse a node may have
 * received what it was not seen to receive: "not captured" is never "not sent".
 */
export class Lapses implements Tracker {
  private readonly gaps: CaptureGaps;
  private readonly links: ObservedLinks;
  private knownUntil: number | undefined;
  /** When each observer missed anything at all; only of observers that were asked for. */
  private readonly anything = new Map<SourceId, readonly TimeSpan[]>();

  constructor(gaps: CaptureGaps, coverage: Coverage) {
    this.gaps = gaps;
    this.links = new ObservedLinks(gaps, coverage);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.packet.status === 'decoded') return;
    const { cluster, packet, sentBy, receivedBy, time } = message;
    if (packet.capability === CapabilityName.Internal || sentBy === undefined || receivedBy === undefined)
      return;
    for (const { source } of message.sights) this.links.addUnread(cluster, sentBy, receivedBy, source, time);
  }

  /** More was read, so what is known of gaps is out of date. To be called before reports are made. */
  refresh(): void {
    this.links.refresh();
    this.knownUntil = undefined;
    this.anything.clear();
  }

  /** May the node have received something, unseen, between the two times? */
  into(cluster: number, node: number, from: number, to: number): boolean {
    return this.links.of(cluster, node).some(({ inward }) => this.hides(inward, from, to));
  }

  /** When the node may have received something unseen, in order. Spans without a beginning or an end are left out. */
  missedInto(cluster: number, node: number): readonly TimeSpan[] {
    const missed = this.links.of(cluster, node).flatMap(({ inward }) => this.missedBy(inward));
    return joined(missed.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to)));
  }

  /** When all of these observers missed something at the same time. */
  private missedBy(observers: readonly Observed[]): readonly TimeSpan[] {
    let left: readonly TimeSpan[] | undefined;
    for (const { lapses, outages } of observers) {
      const own = [...lapses, ...outages];
      left = left === undefined ? own : overlaps(left, own);
    }
    return left ?? [];
  }

  /**
   * May the node have received, unseen, what others received between the two times? Yes if all observers of one of its
   * links had ended by then, or missed something in between.
   */
  mayHide(cluster: number, node: number, from: number, to: number): boolean {
    return this.links
      .of(cluster, node)
      .some(({ inward }) => inward.length > 0 && inward.every((one) => mayLack(one, from, to)));
  }

  /**
   * May the node have sent something, unseen, to all others between the two times? With `isTold`, to all of those for
   * which it is true.
   */
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
   * Did each of the observers miss anything at all between the two times? An observer that lacks bytes of some stream
   * may also lack datagrams, which have no sequence numbers that would show it.
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
    const gaps = this.gaps.in(0).filter(({ source, kind }) => source === observer && kind === 'counted');
    const missed = gaps.map(({ since, time }) => ({ from: since, to: time }));
    return [...missed, ...this.gaps.outages(observer), ...this.gaps.drops(observer)];
  }

  /**
   * Was everything captured that `sender` sent directly to `receiver` between the two times? By the observer `by`, if
   * given, otherwise by any observer of the link.
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
   * Sums up what is known of the links of these nodes up to a time. As long as the key is the same, `into` and `outOf`
   * give the same answers for times before it.
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

  /** When each observer of the links of these nodes ended; `time` if that is unknown. */
  endsOf(cluster: number, nodes: readonly number[], time: number): ReadonlyMap<SourceId, number> {
    const ends = new Map<SourceId, number>();
    for (const node of nodes) {
      for (const { inward } of this.links.of(cluster, node)) {
        for (const { source, end } of inward) ends.set(source, end ?? time);
      }
    }
    return ends;
  }

  /** Did all observers of a link miss something of it at the same time? */
  private hides(observers: readonly Observed[], from: number, to: number): boolean {
    if (observers.length === 0) return false;
    this.knownUntil ??= this.gaps.knownUntil;
    if (to > this.knownUntil) return true;
    if (lackTogether(observers, from, to, ({ lapses }) => lapses)) return true;
    // If one observer noticed bytes that it lacks, and another one has nothing from that time on, then that one was not
    // just idle: it had ended.
    return observers.some((one) => {
      const lacks = (other: Observed) =>
        other === one ? one.gaps : [...other.lapses, ...silenceAtEnd(other, to)];
      return isWithin(one.gaps, from, to) && lackTogether(observers, from, to, lacks);
    });
  }
}

/** Is there a time at which every observer lacks something? */
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

/** The time since the observer's last frame, unless that was just before. */
function silenceAtEnd({ end }: Observed, time: number): readonly TimeSpan[] {
  return end === undefined || end >= time - JUST_BEFORE
    ? NEVER
    : [{ from: end, to: Number.POSITIVE_INFINITY }];
}

/** May the observer have missed something between the two times? */
function mayLack({ end, lapses, outages }: Observed, from: number, to: number): boolean {
  return (end ?? to) < to || isWithin(lapses, from, to) || isWithin(outages, from, to);
}
