import type { TimeBase } from '../../capture/time-base.ts';
import type { MessageId, SourceId } from '../../ids.ts';
import { numberOf, numbersOf } from '../field-values.ts';
import { isFirstHop, type SeenBin } from '../seen-message.ts';

/** How far the clock of a node is ahead of that of an observer, in seconds; negative where it is behind. */
export interface NodeClock {
  readonly cluster: number;
  readonly node: number;
  readonly observer: SourceId;
  /** Packets that it was measured by. */
  readonly count: number;
  /** It is not below and not above these. */
  readonly low: number;
  readonly high: number;
  readonly likely: number;
  /** The last packets that it was measured by. */
  readonly messages: readonly MessageId[];
}

/** Nodes of a cluster, and observers of one node, that are followed. */
const MOST_NODES = 1024;
const MOST_OBSERVERS = 64;
/** The last packets of a node count: clocks are set. */
const MOST_SAMPLES = 64;
const MOST_MESSAGES = 8;
/** Fewer packets tell nothing. */
const LEAST_SAMPLES = 5;
/** A clock that stands still gives whole seconds: samples lie within one, but for some that were long on their way. */
const WIDEST = 1.5;

interface Samples {
  readonly ahead: number[];
  readonly messages: MessageId[];
}

/**
 * Clocks of nodes, from packets that say when they were made: updates of links, topology and capabilities, and
 * contacts that a REGISTER has just changed. What they say are whole seconds that have begun, so each packet bounds the
 * difference to within a second, and many of them further; a packet that was on its way for long looks older.
 */
export class NodeClocks {
  private readonly nodes = new Map<number, Map<SourceId, Samples>>();
  private readonly base: TimeBase;
  private last = -1;

  constructor(base: TimeBase) {
    this.base = base;
  }

  push(message: SeenBin): void {
    if (message.content === this.last || !isFirstHop(message)) return;
    const made = madeAt(message);
    if (made === undefined) return;
    this.last = message.content;
    for (const { source, time } of message.sights) {
      const samples = this.samples(message.source, source);
      if (samples === undefined) continue;
      samples.ahead.push(made - this.base.seconds - time / 1e9);
      samples.messages.push(message.id);
      if (samples.ahead.length <= MOST_SAMPLES) continue;
      samples.ahead.shift();
      samples.messages.shift();
    }
  }

  reports(cluster: number): readonly NodeClock[] {
    return [...this.nodes].flatMap(([node, observers]) =>
      [...observers].flatMap(([observer, samples]) => {
        const clock = clockOf(samples);
        return clock === undefined ? [] : [{ cluster, node, observer, ...clock }];
      }),
    );
  }

  private samples(node: number, observer: SourceId): Samples | undefined {
    let observers = this.nodes.get(node);
    if (observers === undefined) {
      if (this.nodes.size >= MOST_NODES) return undefined;
      observers = new Map();
      this.nodes.set(node, observers);
    }
    const known = observers.get(observer);
    if (known !== undefined || observers.size >= MOST_OBSERVERS) return known;
    const samples: Samples = { ahead: [], messages: [] };
    observers.set(observer, samples);
    return samples;
  }
}

/** Seconds since 1970 by its sender's clock; undefined for packets that do not say, or that may have waited. */
function madeAt({ packet }: SeenBin): number | undefined {
  // Most packets are of other kinds: their fields are not asked for, and not decoded.
  switch (packet.name) {
    case 'REPL_UCONTACT_INSERT':
    case 'REPL_UCONTACT_UPDATE':
      return positive(numberOf(packet.fields, 'last_modified'));
    case 'CLUSTERER_LS_UPDATE':
    case 'CLUSTERER_FULL_TOP_UPDATE':
    case 'CLUSTERER_CAP_UPDATE':
      // Forwarders leave the time as it was.
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

/** Undefined where the packets are too few, or do not agree. */
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
