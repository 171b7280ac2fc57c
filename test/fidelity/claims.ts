import { PERMANENT } from '../../src/cluster/contacts/held/contact-version.ts';
import { type AorState, aorStates, areAlike } from '../../src/cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../src/cluster/contacts/reports/contact-rows.ts';
import { DialogState } from '../../src/cluster/dialogs/dialog-model.ts';
import { dialogReports } from '../../src/cluster/dialogs/dialog-reports.ts';
import type { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import type { Recording } from '../recordings/recordings.ts';
import { type ListedDialog, snapshots } from '../recordings/snapshots.ts';
import { SteppingAnalysis } from './stepping-analysis.ts';
import { type DumpedContact, parseDump } from './usrloc-dump.ts';

/**
 * What is claimed of a session whose captures lack something, against what the nodes said of themselves.
 * Less may be known than of whole captures; what is said has to be true all the same.
 */
export interface FalseClaim {
  readonly snapshot: string;
  readonly node: number;
  readonly about: string;
  readonly claim: string;
}

export interface Claims {
  readonly true: number;
  readonly false: readonly FalseClaim[];
}

/**
 * `ahead` is by how many seconds the session's clock is ahead of the snapshots'; `after` how many seconds after
 * the last frame a snapshot may be: none where the capture ended while things went on.
 */
export function judgeClaims(recording: Recording, session: Session, ahead = 0, after = 1): Claims {
  const { base, order } = session.tables;
  const newest = order.at(order.length - 1);
  const last = newest === undefined ? 0 : base.secondsOf(session.timeOf(newest as MessageId)) - ahead;
  const found: FalseClaim[] = [];
  const stepping = new SteppingAnalysis(session, ['contacts', 'dialogs']);
  let count = 0;
  for (const [snapshot, { t, nodes }] of Object.entries(recording.manifest.mi)) {
    // Of what came after the end of a capture, nothing is claimed.
    if (t > last + after) continue;
    const until = (t + ahead - base.seconds) * 1e9;
    const analysis = stepping.at(until);
    const dumps = new Map<number, readonly DumpedContact[]>();
    for (const [name, answers] of Object.entries(nodes)) {
      const node = recording.manifest.topology[name]?.node_id;
      const dump = parseDump(answers.ul_dump);
      if (node !== undefined && dump !== undefined) dumps.set(node, dump);
    }
    const lists = new Map<number, readonly ListedDialog[]>();
    for (const one of snapshots(recording.manifest)) {
      const node = recording.manifest.topology[one.node]?.node_id;
      if (one.label === snapshot && node !== undefined && one.listsDialogs) lists.set(node, one.dialogs);
    }
    const claims = [...contactClaims(analysis, dumps, t), ...dialogClaims(analysis, lists, until)];
    count += claims.length;
    for (const { isTrue, ...claim } of claims) if (!isTrue) found.push({ snapshot, ...claim });
  }
  return { true: count - found.length, false: found };
}

type Claim = Omit<FalseClaim, 'snapshot'> & { readonly isTrue: boolean };

function* contactClaims(
  analysis: Analysis,
  dumps: ReadonlyMap<number, readonly DumpedContact[]>,
  t: number,
): Generator<Claim> {
  for (const state of aorStates(analysis.contacts, analysis.context, analysis.time)) {
    for (const row of state.rows) yield* rowClaims(state, row, dumps, t);
    const lists = [...dumps].map(([node, dump]) => [node, live(dump, state.aor)] as const);
    const of = lists.filter(([node]) => state.nodes.has(node)).map(([, list]) => list);
    // Nodes of two clusters do not share contacts.
    if (of.length < state.nodes.size) continue;
    const agree = new Set(of).size <= 1;
    const isAlike = areAlike(state);
    const claim = isAlike ? 'consistent' : 'inconsistent';
    const doubts =
      [...state.nodes.values()].some(({ uncertain }) => uncertain.size > 0) ||
      state.rows.some(({ presence }) => [...presence.values()].includes('unknown'));
    const isWhole = state.unknown.length === 0 && state.unseen.length === 0 && !doubts;
    if (!isAlike || isWhole) {
      yield {
        node: 0,
        about: state.aor,
        claim: `${claim}: ${of.join(' | ')}`,
        isTrue: isAlike === agree,
      };
    }
  }
}

function live(dump: readonly DumpedContact[], aor: string): string {
  return dump
    .filter((one) => one.aor === aor && one.left !== undefined && one.left > 0)
    .map(({ contact, callId, cseq }) => `${contact} ${callId} ${cseq}`)
    .sort()
    .join();
}

function* rowClaims(
  { aor, nodes }: AorState,
  row: ContactRow,
  dumps: ReadonlyMap<number, readonly DumpedContact[]>,
  t: number,
): Generator<Claim> {
  for (const [node, presence] of row.presence) {
    const dump = dumps.get(node)?.filter((one) => one.aor === aor);
    if (dump === undefined) continue;
    const own = row.byNode.get(node);
    if (presence === 'unknown' || (own !== undefined && nodes.get(node)?.uncertain.has(own) === true))
      continue;
    if (own !== undefined) {
      const { contact, callId, cseq, expires } = own.version;
      const about = `${aor} ${contact}`;
      const named = dump.filter(
        (one) => one.contact === contact && (callId === undefined || one.callId === callId),
      );
      // Where wire 2 has made two of one, each has its own CSeq.
      const truth = named.find((one) => one.cseq === cseq) ?? named[0];
      const left = expires === PERMANENT ? Number.POSITIVE_INFINITY : expires - t;
      const isTrue =
        truth !== undefined &&
        (cseq === undefined || truth.cseq === cseq) &&
        (truth.left === undefined || truth.left === left || Math.abs(left - truth.left) <= 2);
      const said = `${callId} ${cseq} ${left.toFixed(1)} ${own.origin}`;
      const listed = truth === undefined ? 'nothing' : `${truth.callId} ${truth.cseq} ${truth.left}`;
      yield { node, about, claim: `holds ${said}, listed ${listed}`, isTrue };
    } else if (presence === 'missing') {
      const { contact, callId } = row.held.version;
      const isListed = dump.some(
        (one) => one.contact === contact && one.callId === callId && (one.left ?? 0) > 2,
      );
      yield { node, about: `${aor} ${contact}`, claim: 'missing', isTrue: !isListed };
    }
  }
}

/** An ended dialog goes when tm frees its transactions. */
const ENDING = 8e9;

function* dialogClaims(
  analysis: Analysis,
  lists: ReadonlyMap<number, readonly ListedDialog[]>,
  until: number,
): Generator<Claim> {
  for (const report of dialogReports(analysis.dialogs, analysis.context, until)) {
    const { callId, fromTag, nodes, uncertain, missing } = report;
    const listed = (node: number) =>
      lists.get(node)?.find((one) => one.callId === callId && one.callerTag === fromTag);
    for (const [node, held] of nodes) {
      if (!lists.has(node) || uncertain.includes(node)) continue;
      const truth = listed(node);
      const ending = held.state === DialogState.Deleted && until - held.changed <= ENDING;
      const isTrue = truth === undefined ? ending : truth.state === held.state;
      yield {
        node,
        about: callId,
        claim: `state ${held.state} ${held.origin}, listed ${truth?.state}`,
        isTrue,
      };
    }
    for (const node of missing) {
      if (!lists.has(node)) continue;
      // One that has ended there is listed until its transactions are freed.
      const { state = DialogState.Deleted } = listed(node) ?? {};
      yield { node, about: callId, claim: 'dialog missing', isTrue: state === DialogState.Deleted };
    }
  }
}
