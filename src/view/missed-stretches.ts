import type { TimeBase } from '../capture/time-base.ts';
import type { Lapses } from '../cluster/coverage/lapses.ts';
import type { Silence } from '../cluster/silences/node-activity.ts';
import type { Silences } from '../cluster/silences/silences.ts';
import type { TimeSpan } from '../cluster/time-spans.ts';
import { counted } from './text/counts.ts';
import { clockTime, rfc3339 } from './text/times.ts';

/** Stretches of one node that are told; the last ones, and how many others there are. */
const MOST = 4;
/** Silences of one node that are told; the last ones, and how many others there are. */
const MOST_SILENT = 8;
const MOST_IN_JSON = 64;

/** What was not captured of the traffic to a node, up to a time. */
export interface MissedStretches {
  of(cluster: number, node: number): readonly TimeSpan[];
  /**
   * When the node said nothing, and whom it left without an answer: whether it processed what it received then is
   * unknown. A span may be infinite.
   */
  silent(cluster: number, node: number): readonly Silence[];
}

export function missedStretches(lapses: Lapses, silences: Silences, until: number): MissedStretches {
  const known = new Map<string, readonly TimeSpan[]>();
  const of = (cluster: number, node: number): readonly TimeSpan[] => {
    const key = `${cluster} ${node}`;
    const found = known.get(key) ?? lapses.missedInto(cluster, node).filter(({ from }) => from <= until);
    known.set(key, found);
    return found;
  };
  return { of, silent: (cluster, node) => silences.of(cluster, node, until) };
}

/**
 * Why something is unknown about a node: `not captured on the way to node 3: 12:00:01.200 to 12:00:04.000`, and `node
 * 3 answered node 1 nothing, ...`; no line if neither applies.
 */
export function* missedLines(
  missed: MissedStretches,
  cluster: number,
  node: number,
  base: TimeBase,
  utc: boolean,
): Generator<string> {
  const time = (at: number) => clockTime(base, at, utc).slice(0, -3);
  const told = (stretches: readonly TimeSpan[]): string => {
    const texts = stretches.slice(-MOST).map(({ from, to }) => {
      return Number.isFinite(to) ? `${time(from)} to ${time(to)}` : `from ${time(from)} on`;
    });
    const others = stretches.length - texts.length;
    return `${texts.join(', ')}${others > 0 ? `, and ${counted(others, 'time')} before` : ''}`;
  };
  const stretches = missed.of(cluster, node);
  if (stretches.length > 0) yield `not captured on the way to node ${node}: ${told(stretches)}`;
  const silent = missed.silent(cluster, node);
  const byReason = new Map<string, readonly TimeSpan[]>();
  for (const one of silent.slice(-MOST_SILENT)) {
    const why = whyUncertain(one);
    byReason.set(why, [...(byReason.get(why) ?? []), one]);
  }
  for (const [why, spans] of byReason) {
    yield `node ${node} ${why}, and may not have taken what it got: ${told(spans)}`;
  }
  const others = silent.length - MOST_SILENT;
  if (others > 0) yield `node ${node} was silent ${counted(others, 'time')} before`;
}

/** Only those are named whom the node left without an answer: others it may have answered until then. */
function whyUncertain({ unanswered }: Silence): string {
  if (unanswered.length === 0) return 'may have been disabled';
  return `answered ${unanswered.length === 1 ? 'node' : 'nodes'} ${unanswered.join(', ')} nothing`;
}

/** The last of the spans, for scripts. */
export function missedFields(node: number, stretches: readonly TimeSpan[], base: TimeBase) {
  return stretches
    .slice(-MOST_IN_JSON)
    .map(({ from, to }) => ({ node, from: rfc3339(base, from), to: rfc3339(base, to) }));
}
