import type { SourceId } from '../../ids.ts';
import type { ClockStep } from './clock-evidence.ts';
import type { SharedMessage } from './clock-samples.ts';

/** An observer's frames between two steps of its clock: these have one clock, as if they were an observer's own. */
export interface ClockUnit {
  readonly source: SourceId;
  /** Its first frame, when that was, and when its last one was: endless for the first and last unit of a source. */
  readonly frame: number;
  readonly from: number;
  to: number;
  /** The step in front of it; undefined for the first one. */
  readonly step: ClockStep | undefined;
}

/** The units of all sources. The first units have the numbers of their sources. */
export class ClockUnits {
  readonly list: readonly ClockUnit[];
  /** Numbers of units by source, in the order of frames; only of sources with steps. */
  private readonly bySource = new Map<SourceId, number[]>();

  /** Steps of a source are in the order of frames. */
  constructor(sourceCount: number, steps: readonly ClockStep[]) {
    const list: ClockUnit[] = [];
    for (let source = 0; source < sourceCount; source++) {
      list.push({ ...ENDLESS, source: source as SourceId, frame: 0, step: undefined });
    }
    for (const step of steps) {
      const { source, frame, time, before } = step;
      const own = this.bySource.get(source) ?? [source];
      const last = list[own.at(-1) ?? source];
      if (last !== undefined) last.to = before;
      own.push(list.length);
      this.bySource.set(source, own);
      list.push({ ...ENDLESS, source, frame, from: time, step });
    }
    this.list = list;
  }

  hasSteps(source: SourceId): boolean {
    return this.bySource.has(source);
  }

  /** Without a frame, the last unit that had that time: after a clock was set back, two may have. */
  unitOf(source: SourceId, time: number, frame: number | undefined): number {
    const own = this.bySource.get(source);
    if (own === undefined) return source;
    let found: number = source;
    let least = Number.POSITIVE_INFINITY;
    for (const number of own) {
      const unit = this.list[number] as ClockUnit;
      const distance = frame === undefined ? distanceTo(unit, time) : unit.frame <= frame ? 0 : 1;
      if (distance <= least) [found, least] = [number, distance];
    }
    return found;
  }

  /** The messages as if each unit were an observer. */
  *split(messages: Iterable<SharedMessage>): Generator<SharedMessage> {
    for (const message of messages) {
      const sights = message.sights.map(({ source, time, frame }) => ({
        source: this.unitOf(source, time, frame) as SourceId,
        time,
        frame,
      }));
      yield { ...message, sights };
    }
  }
}

const ENDLESS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** How far a time is from those of a unit; 0 if it is among them. */
function distanceTo({ from, to }: ClockUnit, time: number): number {
  return Math.max(0, from - time, time - to);
}
