import { tagOf } from '../../decoders/sip/message-view.ts';
import type { DialogReport } from '../../src/cluster/dialogs/dialog-reports.ts';
import { dialogReports } from '../../src/cluster/dialogs/dialog-reports.ts';
import type { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import { isCallId, stringOf } from '../../src/store/terms.ts';
import { messagesOf, type Recording } from '../recordings/recordings.ts';
import { type ListedDialog, snapshots } from '../recordings/snapshots.ts';
import { clockOffset, type Observers } from './observers.ts';
import { type Comparing, SteppingAnalysis } from './stepping-analysis.ts';

/** A dialog that a node listed at a snapshot (`dlg_list`), or that analysis gives it at that time. */
export interface DialogComparison {
  readonly recording: string;
  readonly observers: string;
  readonly snapshot: string;
  readonly node: number;
  readonly callId: string;
  readonly verdict: 'equal' | 'not on the wire' | 'ending' | 'wrong';
  /** Why it is not equal. */
  readonly reason: string;
}

export interface DialogFidelity {
  readonly recording: string;
  readonly observers: string;
  readonly lists: number;
  readonly comparisons: readonly DialogComparison[];
  /** Nodes whose traffic is not there and that were not named as unseen. */
  readonly notUnseen: readonly string[];
}

const DELETED = 5;
/** An ended dialog goes when tm frees its transactions: 5 s, and up to two ticks and a retransmission more. */
const ENDING_SECONDS = 8;

/** Compares what the observers captured, up to each snapshot. */
export function* compareDialogs(
  recording: Recording,
  observers: Observers,
  session: Session,
): Comparing<DialogFidelity> {
  const comparisons: DialogComparison[] = [];
  const notUnseen: string[] = [];
  let lists = 0;
  const shared = sharedAddresses(recording);
  const wasHeld = ({ callId, callerTag }: ListedDialog, node: number, until: number): boolean => {
    const past = new SteppingAnalysis(session, ['dialogs']);
    for (let before = ENDING_SECONDS; before >= 1; before--) {
      const earlier = until - before * 1e9;
      const analysis = past.at(earlier);
      const isNamed = (one: DialogReport) => one.callId === callId && one.fromTag === callerTag;
      const reports = dialogReports(analysis.dialogs, analysis.context, earlier);
      if (reports.some((one) => isNamed(one) && one.nodes.has(node))) return true;
    }
    return false;
  };
  for (const { label, node: name, time, dialogs, listsDialogs } of snapshots(recording.manifest)) {
    const node = recording.manifest.topology[name]?.node_id;
    if (node === undefined) continue;
    const until = (time + clockOffset(recording, observers) - session.tables.base.seconds) * 1e9;
    const analysis = yield until;
    const reports = dialogReports(analysis.dialogs, analysis.context, until);
    const where = { recording: recording.name, observers: observers.name, snapshot: label, node };
    if (!isCovered(analysis, node)) {
      for (const { callId, nodes } of reports)
        if (nodes.has(node)) notUnseen.push(`${label} ${node} ${callId}`);
      continue;
    }
    if (!listsDialogs) continue;
    lists++;
    const isAbout = (one: DialogReport) => one.nodes.has(node) || one.uncertain.includes(node);
    const ours = new Map(reports.filter(isAbout).map((one) => [nameOf(one), one]));
    for (const truth of dialogs) {
      const report = ours.get(`${truth.callId} ${truth.callerTag}`);
      ours.delete(`${truth.callId} ${truth.callerTag}`);
      const judged = judge(truth, report, node, shared);
      const isHidden = report === undefined && !isNamed(session, truth.callId, node, until);
      // It ended a while ago, and some transaction is not freed yet.
      const isEnding = report === undefined && truth.state === DELETED && wasHeld(truth, node, until);
      const isUncertain = judged.verdict === 'wrong' && report?.uncertain.includes(node) === true;
      comparisons.push({
        ...where,
        callId: truth.callId,
        ...judged,
        ...(isEnding ? { verdict: 'ending' } : isUncertain || isHidden ? { verdict: 'not on the wire' } : {}),
      });
    }
    for (const report of ours.values()) {
      const held = report.nodes.get(node);
      if (held === undefined) continue;
      const ended = held.state === DELETED && (until - held.changed) / 1e9 <= ENDING_SECONDS;
      const reason = ended ? 'its transactions were freed a little earlier' : 'the node does not list it';
      const certain = report.uncertain.includes(node) ? 'not on the wire' : 'wrong';
      comparisons.push({ ...where, callId: report.callId, verdict: ended ? 'ending' : certain, reason });
    }
  }
  return { recording: recording.name, observers: observers.name, lists, comparisons, notUnseen };
}

const TOLD_BY: ReadonlySet<string> = new Set([
  'REPLICATION_DLG_CREATED',
  'REPLICATION_DLG_UPDATED',
  'CLUSTERER_SYNC',
]);

/** Does a message to or from the node tell of the dialog as a whole, up to a time? */
function isNamed(session: Session, callId: string, node: number, until: number): boolean {
  const { index, callIds, endpoints, kinds, nodes } = session.tables;
  for (const id of messagesOf(session)) {
    if (session.timeOf(id) > until) break;
    const isNodes = [index.sender(id), index.receiver(id)].some((endpoint) =>
      nodes.membershipsOf(endpoints.addressOf(endpoint)).some((one) => one.node === node),
    );
    if (!isNodes) continue;
    const kind = kinds.get(index.kind(id));
    if (kind.protocol === 'bin' && !TOLD_BY.has(kind.name ?? '')) continue;
    for (let at = 0; at < index.termCount(id); at++) {
      const term = index.term(id, at);
      if (!isCallId(term) || callIds.text(stringOf(term)) !== callId) continue;
      const sip = kind.protocol === 'bin' ? undefined : session.reader.sip(id);
      if (sip === undefined || (sip.method === 'INVITE' && tagOf(sip, 'to') === '')) return true;
    }
  }
  return false;
}

function nameOf({ callId, fromTag }: DialogReport): string {
  return `${callId} ${fromTag}`;
}

function judge(
  truth: ListedDialog,
  report: DialogReport | undefined,
  node: number,
  shared: (socket: string) => boolean,
): Pick<DialogComparison, 'verdict' | 'reason'> {
  const held = report?.nodes.get(node);
  if (report === undefined || held === undefined) {
    // Which of the nodes that share an address handles its SIP, no packet says before the answer.
    if (truth.confirmed === 0 && shared(truth.callerSocket)) {
      return { verdict: 'not on the wire', reason: 'SIP at an address of several nodes' };
    }
    return { verdict: 'wrong', reason: 'not held' };
  }
  if (held.state !== truth.state)
    return { verdict: 'wrong', reason: `state ${held.state}, not ${truth.state}` };
  if (truth.calleeTags.length > 0 && !truth.calleeTags.includes(report.toTag)) {
    return { verdict: 'wrong', reason: `callee tag ${report.toTag}, not ${truth.calleeTags.join()}` };
  }
  if (report.hashId !== undefined && report.hashId !== truth.hashId) {
    return { verdict: 'wrong', reason: `h_id ${report.hashId}, not ${truth.hashId}` };
  }
  return { verdict: 'equal', reason: '' };
}

/** Addresses of listeners that are no node's own. */
function sharedAddresses({ manifest }: Recording): (socket: string) => boolean {
  const own = Object.values(manifest.topology).flatMap(({ ip, ip6 }) => [ip, ip6 ?? '']);
  return (socket) => !own.some((address) => address !== '' && socket.includes(`:${address}:`));
}

function isCovered({ coverage }: Analysis, node: number): boolean {
  return coverage.clusterIds.some((cluster) => coverage.covers(cluster, node));
}

/** A row a recording and choice of captures, with its heading. */
export function dialogTable(results: readonly DialogFidelity[]): readonly (readonly string[])[] {
  const verdicts = ['equal', 'not on the wire', 'ending', 'wrong'] as const;
  const rows = results
    .filter(({ lists }) => lists > 0)
    .map(({ recording, observers, lists, comparisons }) => [
      recording,
      observers,
      String(lists),
      ...verdicts.map((verdict) => String(comparisons.filter((one) => one.verdict === verdict).length)),
    ]);
  return [['recording', 'captures', 'lists', ...verdicts], ...rows];
}
