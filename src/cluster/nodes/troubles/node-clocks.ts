import type { TimeBase } from '../../../capture/time-base.ts';
import type { MessageId, SourceId } from '../../../ids.ts';
import { numberOf, numbersOf } from '../../field-values.ts';
import { isFirstHop, type SeenBin } from '../../seen-message.ts';

/** By how many seconds a node's clock is ahead of an observer's; negative if it is behind. */
export interface NodeClock {
  readonly cluster: number;
  readonly node: number;
  readonly observer: SourceId;
  /** Number of packets that it is based on. */
  readonly count: number;
  /** Lower and upper bound. */
  readonly low: number;
  readonly high: number;
  readonly likely: number;
  /** The last packets that it is based on. */
  readonly messages: readonly MessageId[];
}

/** Nodes of a cluster, and observers of one node, that are followed. */
const MOST_NODES = 1024;
const MOST_OBSERVERS = 64;
/** Only the last packets of a node count, as clocks get adjusted. */
const MOST_SAMPLES = 64;
const MOST_MESSAGES = 8;
/** Fewer packets prove nothing. */
const LEAST_SAMPLES = 5;
/**
 * Seconds. Times on the wire are whole seconds, so the samples of a stable clock lie within one, except for
 * packets that were long on their way.
 */
const WIDEST = 1.5;

/** Nanoseconds between two packets that are used. */
const SAMPLE_EVERY = 250e6;

interface Samples {
  readonly ahead: number[];
  readonly messages: MessageId[];
}

interface Sampled {
  readonly observers: Map<SourceId, Samples>;
  /** When the next packet will be used. */
  next: number;
}

/**
 * Clocks of nodes, measured by packets that contain the time of their creation: updates of links, topology
 * and capabilities, and contacts that a REGISTER has just changed. These are whole seconds, rounded down, so
 * each packet bounds the difference to within a second, and many together more closely; a packet that was
 * long on its way looks older.
 */
export class NodeClocks {
  private readonly nodes = new Map<number, Sampled>();
  private readonly base: TimeBase;

  constructor(base: TimeBase) {
    this.base = base;
  }

  push(message: SeenBin): void {
    const { source: node, sights } = message;
    const known = this.nodes.get(node);
    if (known !== undefined && message.time < known.next) return;
    const made = isFirstHop(message) ? madeAt(message) : undefined;
    if (made === undefined) return;
    const sampled = known ?? this.node(node);
    if (sampled === undefined) return;
    // All copies of a broadcast say the same.
    sampled.next = message.time + SAMPLE_EVERY;
    for (const { source, time } of sights) {
      const samples = samplesOf(sampled, source);
      if (samples === undefined) continue;
      samples.ahead.push(made - this.base.seconds - time / 1e9);
      samples.messages.push(message.id);
      if (samples.ahead.length <= MOST_SAMPLES) continue;
      samples.ahead.shift();
      samples.messages.shift();
    }
  }

  reports(cluster: number): readonly NodeClock[] {
    return [...this.nodes].flatMap(([node, { observers }]) =>
      [...observers].flatMap(([observer, samples]) => {
        const clock = clockOf(samples);
        return clock === undefined ? [] : [{ cluster, node, observer, ...clock }];
      }),
    );
  }

  private node(node: number): Sampled | undefined {
    if (this.nodes.size >= MOST_NODES) return undefined;
    const sampled: Sampled = { observers: new Map(), next: 0 };
    this.nodes.set(node, sampled);
    return sampled;
  }
}

function samplesOf({ observers }: Sampled, observer: SourceId): Samples | undefined {
  const known = observers.get(observer);
  if (known !== undefined || observers.size >= MOST_OBSERVERS) return known;
  const samples: Samples = { ahead: [], messages: [] };
  observers.set(observer, samples);
  return samples;
}

/**
 * Seconds since 1970 by the sender's clock; undefined for packets without a time, or that may have waited.
 */
function madeAt({ packet }: SeenBin): number | undefined {
  // Most packets are of other types: their fields are not decoded.
  switch (packet.name) {
    case 'REPL_UCONTACT_INSERT':
    case 'REPL_UCONTACT_UPDATE':
      return positive(numberOf(packet.fields, 'last_modified'));
    case 'CLUSTERER_LS_UPDATE':
    case 'CLUSTERER_FULL_TOP_UPDATE':
    case 'CLUSTERER_CAP_UPDATE':
      // Forwarding nodes leave the time unchanged.
      return numbersOf(packet.fields, 'path').length === 1
        ? positive(numberOf(packet.fields, 'timestamp'))
        : undefined;
    default:
      return undefined;
  }
}

function positive(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 ? seconds : undefined;
}

/** Undefined if there are too few packets, or if they disagree. */
function clockOf({ ahead, messages }: Samples): Omit<NodeClock, 'cluster' | 'node' | 'observer'> | undefined {
  if (ahead.length < LEAST_SAMPLES) return undefined;
  const sorted = ahead.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] as number;
  if (at(0.9) - at(0.1) > WIDEST) return undefined;
  return {
    count: ahead.length,
    low: at(0.75),
    high: at(0.5) + 1,
    likely: at(0.5) + 0.5,
    messages: messages.slice(-MOST_MESSAGES),
  };
}
