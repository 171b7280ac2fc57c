import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import type { Session } from '../../src/engine/session.ts';
import { nameInManifest, type Recording } from '../recordings/recordings.ts';
import type { Observers } from './observers.ts';
import { AT_THE_END, type Comparing } from './stepping-analysis.ts';
import { parseDump } from './usrloc-dump.ts';

/** One thing that the recording tells of syncs, and what we say about it. */
export interface SyncComparison {
  readonly what: 'packets' | 'chunks' | 'event' | 'contacts' | 'bridge';
  readonly of: string;
  readonly expected: string;
  readonly ours: string;
  readonly verdict: 'same' | 'unknown' | 'wrong';
}

export interface SyncFidelity {
  readonly recording: string;
  readonly observers: string;
  readonly syncs: readonly SyncReport[];
  readonly comparisons: readonly SyncComparison[];
}

const USRLOC = 'usrloc-contact-repl';
const DIALOG = 'dialog-dlg-repl';

/** The syncs that the observers show, against what was done, counted and reported. */
export function* compareSyncs(
  recording: Recording,
  observers: Observers,
  session: Session,
  byBridge: readonly SyncReport[] = [],
): Comparing<SyncFidelity> {
  const analysis = yield AT_THE_END;
  const syncs = analysis.syncs.reports();
  const comparisons = [
    ...comparePackets(recording, observers, session, syncs),
    ...syncs.flatMap(compareChunks),
    ...compareEvents(recording, observers, session, syncs),
    ...compareContacts(recording, session, syncs),
    ...(byBridge.length === 0 ? [] : compareWithBridge(syncs, byBridge)),
  ];
  return { recording: recording.name, observers: observers.name, syncs, comparisons };
}

/** Each packet of a sync is in one of them, and in one only. Known for single captures. */
function comparePackets(
  { manifest }: Recording,
  { captures }: Observers,
  session: Session,
  syncs: readonly SyncReport[],
): readonly SyncComparison[] {
  const [capture, ...others] = captures;
  const counts =
    capture === undefined ? undefined : manifest.files[nameInManifest(capture)]?.bin_packets_by_name;
  if (counts === undefined || others.length > 0) return [];
  const { index, kinds } = session.tables;
  const seen = new Map<string, number>();
  for (const message of syncs.flatMap(({ messages }) => messages)) {
    const kind = kinds.get(index.kind(message));
    const name = kind.protocol === 'bin' ? `${kind.capability} ${kind.name}` : 'SIP';
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return ['SYNC_REQ', 'SYNC', 'SYNC_END'].map((name) => {
    const full = `clusterer-extra CLUSTERER_${name}`;
    return compared('packets', name, `${counts[full] ?? 0}`, `${seen.get(full) ?? 0}`);
  });
}

function compareChunks(sync: SyncReport): readonly SyncComparison[] {
  const { chunksSent, chunksSeen, ended } = sync;
  if (ended === undefined) return [];
  const ours = compared('chunks', nameOf(sync), `${chunksSent ?? 'not announced'}`, `${chunksSeen}`);
  return [chunksSent === undefined ? { ...ours, verdict: 'unknown' } : ours];
}

/** Who is started, and is no seed, asks for contacts; who is told to synchronise does so. */
function compareEvents(
  { manifest }: Recording,
  { covers }: Observers,
  session: Session,
  syncs: readonly SyncReport[],
): readonly SyncComparison[] {
  const seconds = (time: number) => session.tables.base.seconds + time / 1e9;
  const first = seconds(session.firstFrameTime ?? 0);
  const seeds = Object.values(manifest.topology).flatMap((one) => (one.seed === true ? one.node_id : []));
  return manifest.events.flatMap(({ t, what, node: subject }): readonly SyncComparison[] => {
    const [, command, named] = /\b(ul|dlg)_cluster_sync(?: on node(\d+))?/.exec(what) ?? [];
    const node = subject ?? Number(named);
    const isStart = what === 'opensips start' && !seeds.includes(node);
    if (t < first || (!isStart && command === undefined)) return [];
    const capability = command === 'dlg' ? DIALOG : USRLOC;
    // The answer of a command is noted down when it is there.
    const [from, to] = isStart ? [t, t + 20] : [t - 2, t + 2];
    const found = syncs.find(
      ({ receiver, requested, capability: synced }) =>
        receiver === node &&
        synced === capability &&
        requested !== undefined &&
        seconds(requested) >= from &&
        seconds(requested) <= to,
    );
    const ours = compared('event', `${what} ${node}`, 'complete', found?.verdict ?? 'no sync');
    const isInView = covers === undefined || covers.includes(node);
    return [ours.verdict === 'wrong' && !isInView ? { ...ours, verdict: 'unknown' } : ours];
  });
}

/** The receiver of contacts has as many as came, where nobody registered until it was asked. */
function compareContacts(
  { manifest }: Recording,
  session: Session,
  syncs: readonly SyncReport[],
): readonly SyncComparison[] {
  return syncs.flatMap((sync): readonly SyncComparison[] => {
    if (sync.capability !== USRLOC || sync.verdict !== 'complete' || sync.ended === undefined) return [];
    const ended = session.tables.base.seconds + sync.ended / 1e9;
    const [next] = Object.values(manifest.mi)
      .filter(({ t }) => t > ended)
      .sort((a, b) => a.t - b.t);
    const receiver = Object.entries(manifest.topology).find(([, one]) => one.node_id === sync.receiver)?.[0];
    const changed = manifest.events.some(
      ({ t, what }) => t > ended - 1 && t < (next?.t ?? 0) && /REGISTER|start|registration/i.test(what),
    );
    const held = receiver === undefined ? undefined : contactCount(next?.nodes[receiver]);
    if (next === undefined || changed || held === undefined) return [];
    return [compared('contacts', nameOf(sync), `${held}`, `${sync.records.get('contacts') ?? 0}`)];
  });
}

/** From `ul_dump`, or where that is too long to be kept, from the statistics. */
function contactCount(answers: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const dumped = parseDump(answers?.ul_dump);
  if (dumped !== undefined) return dumped.length;
  const statistics = answers?.get_statistics;
  if (typeof statistics !== 'object' || statistics === null) return undefined;
  const count = (statistics as Readonly<Record<string, unknown>>)['usrloc:location-contacts'];
  return count === undefined ? undefined : Number(count);
}

/** What other observers call complete, short, ... the bridge, which sees all links, saw in the same way. */
function compareWithBridge(
  syncs: readonly SyncReport[],
  byBridge: readonly SyncReport[],
): readonly SyncComparison[] {
  const left = byBridge.map((sync) => `${nameOf(sync)}: ${sync.chunksSeen}, ${sync.verdict}`);
  return syncs
    .filter(({ verdict }) => verdict !== 'not captured')
    .map((sync) => {
      const ours = `${nameOf(sync)}: ${sync.chunksSeen}, ${sync.verdict}`;
      const at = left.indexOf(ours);
      if (at >= 0) left.splice(at, 1);
      return compared('bridge', nameOf(sync), at < 0 ? 'none such' : ours, ours);
    });
}

function compared(what: SyncComparison['what'], of: string, expected: string, ours: string): SyncComparison {
  return { what, of, expected, ours, verdict: expected === ours ? 'same' : 'wrong' };
}

function nameOf({
  cluster,
  capability,
  donor,
  receiver,
}: Pick<SyncReport, 'cluster' | 'capability' | 'donor' | 'receiver'>): string {
  return `${cluster}/${donor} to ${receiver} ${capability}`;
}
