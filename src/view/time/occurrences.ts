import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { type ClusterEvent, endsFlap, SHORTEST_LOSS, type TagEvent } from '../../cluster/timeline.ts';
import { counted } from '../text/counts.ts';
import { seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import type { Style } from '../text/styled-row.ts';

/** Something at a time that somebody may look for. */
export interface Occurrence {
  /** Session nanoseconds. */
  readonly time: number;
  /** One column wide. */
  readonly mark: string;
  readonly text: string;
  readonly style: Style;
}

/** Restarts, links, tags and syncs, in the order of time. `clusters` tells whether the cluster is to be named. */
export function occurrences(
  { events, tags }: { readonly events: readonly ClusterEvent[]; readonly tags: readonly TagEvent[] },
  syncs: readonly SyncReport[],
  clusters: readonly number[],
): readonly Occurrence[] {
  const of = (cluster: number): string => (clusters.length > 1 ? ` of cluster ${cluster}` : '');
  const all = [
    ...withoutMoments(events).map((event) => clusterOccurrence(event, of(event.cluster))),
    ...tags.map((tag) => tagOccurrence(tag, of(tag.cluster))),
    ...syncs.flatMap((sync) => syncOccurrences(sync, of(sync.cluster))),
  ];
  return all.sort((a, b) => a.time - b.time);
}

function withoutMoments(events: readonly ClusterEvent[]): readonly ClusterEvent[] {
  const kept = new Set<ClusterEvent>();
  const downs = new Map<string, ClusterEvent>();
  for (const event of events) {
    const link = event.kind === 'restart' ? '' : `${event.cluster} ${event.node} ${event.to}`;
    const down = downs.get(link);
    if (event.kind === 'link down') downs.set(link, event);
    // A restart ends links without a word of their own.
    const isMoment = event.kind === 'link up' && event.lasted < SHORTEST_LOSS;
    if (!isMoment) kept.add(event);
    else if (down !== undefined) kept.delete(down);
  }
  return [...kept];
}

function clusterOccurrence(event: ClusterEvent, where: string): Occurrence {
  const { time, node } = event;
  if (event.kind === 'restart') {
    return { time, mark: 'R', text: `node ${node}${where} restarted`, style: 'problem' };
  }
  const link = `link ${node}-${event.to}${where}`;
  if (event.kind === 'link down') return { time, mark: '↓', text: `${link} down`, style: 'problem' };
  if (!event.again) return { time, mark: '↑', text: `${link} up`, style: 'success' };
  const lasted = seconds(event.lasted);
  return endsFlap(event)
    ? { time, mark: 'F', text: `${link} flapped: up again after ${lasted}`, style: 'warning' }
    : { time, mark: '↑', text: `${link} up again after ${lasted}`, style: 'success' };
}

/** Whoever takes a tag over acts for the other node from then on. */
function tagOccurrence({ time, tag, node, from }: TagEvent, where: string): Occurrence {
  const text = `tag ${printable(tag)}${where}: node ${node} takes over from node ${from}`;
  return { time, mark: 'T', text, style: 'warning' };
}

function syncOccurrences(sync: SyncReport, where: string): readonly Occurrence[] {
  const { capability, donor, receiver, requested, started, ended, verdict, duration } = sync;
  const name = `sync ${printable(capability)} node${donor} → node${receiver}${where}`;
  const begun = requested ?? started;
  const style = verdict === 'complete' || verdict === 'not captured' ? 'warning' : 'problem';
  const found: Occurrence[] = [];
  if (begun !== undefined) found.push({ time: begun, mark: 'S', text: `${name} begins`, style });
  if (ended !== undefined) {
    const lasted = duration === undefined ? '' : ` after ${seconds(duration)}`;
    const text = `${name} ends${lasted}: ${verdict}, ${counted(sync.chunksSeen, 'chunk')}`;
    found.push({ time: ended, mark: 's', text, style });
  }
  return found;
}

/** Times usual that a burst is, and how many messages it has at least. */
const UNUSUAL = 4;
const BURST = 20;

/** The columns in which a burst begins: far more messages than in the usual one that has any. */
export function burstColumns(counts: ArrayLike<number>): readonly number[] {
  const all = Float64Array.from(counts);
  const busy = all.filter((count) => count > 0).sort();
  const least = Math.max(BURST, UNUSUAL * (busy[Math.floor(busy.length / 2)] ?? 0));
  const found: number[] = [];
  for (let at = 0; at < all.length; at++) {
    if ((all[at] ?? 0) >= least && (all[at - 1] ?? 0) < least) found.push(at);
  }
  return found;
}
