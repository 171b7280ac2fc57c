import type { TimeBase } from '../capture/time-base.ts';
import type { Lapses } from '../cluster/lapses.ts';
import type { TimeSpan } from '../cluster/time-spans.ts';
import { clockTime, rfc3339 } from './times.ts';

/** Stretches of one node that are told; the last ones, and how many others there are. */
const MOST = 4;
const MOST_IN_JSON = 64;

/** What was not captured of the traffic to a node, up to a time. */
export interface MissedStretches {
  of(cluster: number, node: number): readonly TimeSpan[];
}

export function missedStretches(lapses: Lapses, until: number): MissedStretches {
  const known = new Map<string, readonly TimeSpan[]>();
  const of = (cluster: number, node: number): readonly TimeSpan[] => {
    const key = `${cluster} ${node}`;
    const found = known.get(key) ?? lapses.missedInto(cluster, node).filter(({ from }) => from <= until);
    known.set(key, found);
    return found;
  };
  return { of };
}

/** `not captured on the way to node 3: 12:00:01.200 to 12:00:04.000`; nothing where all was. */
export function missedLine(
  node: number,
  stretches: readonly TimeSpan[],
  base: TimeBase,
  utc: boolean,
): string | undefined {
  if (stretches.length === 0) return undefined;
  const time = (at: number) => clockTime(base, at, utc).slice(0, -3);
  const texts = stretches.slice(-MOST).map(({ from, to }) => `${time(from)} to ${time(to)}`);
  const others = stretches.length - texts.length;
  return `not captured on the way to node ${node}: ${texts.join(', ')}${others > 0 ? `, and ${others} times before` : ''}`;
}

/** The same for scripts; the last ones. */
export function missedFields(node: number, stretches: readonly TimeSpan[], base: TimeBase) {
  return stretches
    .slice(-MOST_IN_JSON)
    .map(({ from, to }) => ({ node, from: rfc3339(base, from), to: rfc3339(base, to) }));
}
