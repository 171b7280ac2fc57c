import { PERMANENT } from '../../src/cluster/contacts/held/contact-version.ts';
import type { HeldContact } from '../../src/cluster/contacts/held/held-contact.ts';
import { type AorState, aorStates, areAlike } from '../../src/cluster/contacts/reports/aor-state.ts';
import type { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import { Protocol } from '../../src/reassembly/carried-message.ts';
import { isCallId, stringOf } from '../../src/store/terms.ts';
import { messagesOf, type Recording } from '../recordings/recordings.ts';
import { clockOffset, type Observers } from './observers.ts';
import type { Comparing } from './stepping-analysis.ts';
import { type DumpedContact, parseDump } from './usrloc-dump.ts';

/**
 * The contacts that each node listed at a snapshot (`ul_dump`) against those that analysis gives it at
 * that time.
 */
export interface ContactComparison {
  readonly recording: string;
  /** `bridge`, `all nodes`, `node 2`. */
  readonly observers: string;
  readonly snapshot: string;
  readonly node: number;
  readonly aor: string;
  readonly contact: string;
  readonly verdict: 'equal' | 'not on the wire' | 'expired, not swept' | 'wrong';
  /** Why it is not equal. */
  readonly reason: string;
}

/** How many contacts a node counted, where it was not asked for a dump. */
export interface CountComparison {
  readonly recording: string;
  readonly observers: string;
  readonly snapshot: string;
  readonly node: number;
  readonly counted: number;
  readonly held: number;
  readonly verdict: 'equal' | 'not on the wire' | 'wrong';
}

/** What one choice of captures came to. */
export interface ContactFidelity {
  readonly recording: string;
  readonly observers: string;
  readonly snapshots: number;
  /** One a snapshot and covered node. */
  readonly dumps: number;
  readonly comparisons: readonly ContactComparison[];
  readonly counts: readonly CountComparison[];
  /** AORs of which all nodes are known, and those of them on which analysis judges otherwise than the dumps. */
  readonly judged: number;
  readonly misjudged: readonly string[];
  /** Snapshots, and rows, in which a node whose traffic is not there was not named as unseen. */
  readonly notUnseen: readonly string[];
}

interface Snapshot {
  readonly t: number;
  readonly nodes: Readonly<Record<string, Answers>>;
}

interface Answers {
  readonly ul_dump?: unknown;
  readonly get_statistics?: unknown;
}

/** Compares what the observers captured, up to each snapshot. */
export function* compareContacts(
  recording: Recording,
  observers: Observers,
  session: Session,
): Comparing<ContactFidelity> {
  const snapshots = Object.entries(snapshotsOf(recording));
  const found: SnapshotFidelity[] = [];
  for (const [name, snapshot] of snapshots) {
    // The snapshot's time is taken when all nodes have answered, so what they say is no later.
    const until = (snapshot.t + clockOffset(recording, observers) - session.tables.base.seconds) * 1e9;
    const analysis = yield until;
    found.push(compareSnapshot(recording, observers, session, analysis, until, name, snapshot));
  }
  return {
    recording: recording.name,
    observers: observers.name,
    snapshots: snapshots.length,
    dumps: found.reduce((sum, { dumps }) => sum + dumps, 0),
    comparisons: found.flatMap(({ comparisons }) => comparisons),
    counts: found.flatMap(({ counts }) => counts),
    judged: found.reduce((sum, { judged }) => sum + judged, 0),
    misjudged: found.flatMap(({ misjudged }) => misjudged),
    notUnseen: found.flatMap(({ notUnseen }) => notUnseen),
  };
}

type SnapshotFidelity = Omit<ContactFidelity, 'recording' | 'observers' | 'snapshots'>;

function compareSnapshot(
  recording: Recording,
  observers: Observers,
  session: Session,
  analysis: Analysis,
  until: number,
  snapshot: string,
  { t, nodes }: Snapshot,
): SnapshotFidelity {
  const states = aorStates(analysis.contacts, analysis.context, analysis.time);
  const where = { recording: recording.name, observers: observers.name, snapshot };
  const comparisons: ContactComparison[] = [];
  const counts: CountComparison[] = [];
  const notUnseen: string[] = [];
  const dumps = new Map<number, readonly DumpedContact[]>();
  for (const [name, answers] of Object.entries(nodes)) {
    const node = recording.manifest.topology[name]?.node_id;
    const dump = parseDump(answers.ul_dump);
    if (node === undefined) continue;
    if (!isCovered(analysis, node)) {
      for (const state of states.filter((one) => !isUnseen(analysis, one, node))) {
        notUnseen.push(`${recording.name} ${observers.name} ${snapshot} ${state.aor} node ${node}`);
      }
    } else if (dump === undefined) {
      const count = compareCount(analysis, states, node, answers);
      if (count !== undefined) counts.push({ ...where, node, ...count });
    } else {
      dumps.set(node, dump);
      const named = { has: (callId: string) => callIdsAt(session, node, until).has(callId) };
      for (const one of compareNode(states, node, dump, t, named))
        comparisons.push({ ...where, node, ...one });
    }
  }
  const judged = states.filter(
    (one) => one.unknown.length === 0 && [...one.nodes.keys()].every((node) => dumps.has(node)),
  );
  // Where there are doubts, only a difference is a judgement.
  const isDoubtful = ({ consistent, nodes, rows }: AorState): boolean =>
    consistent &&
    ([...nodes.values()].some(({ uncertain }) => uncertain.size > 0) ||
      rows.some(({ presence }) => [...presence.values()].includes('unknown')));
  return {
    dumps: dumps.size,
    comparisons,
    counts,
    judged: judged.length,
    misjudged: judged
      .filter((state) => areAlike(state) !== agree(state, dumps) && !isDoubtful(state))
      .map((state) => `${recording.name} ${observers.name} ${snapshot} ${state.aor}: ${areAlike(state)}`),
    notUnseen,
  };
}

function isUnseen({ contacts }: Analysis, state: AorState, node: number): boolean {
  const isMember = contacts.membersOf(state.cluster).includes(node);
  return !state.nodes.has(node) && (!isMember || state.unseen.includes(node));
}

/** Do all nodes of the AOR list the same live registrations? */
function agree({ aor, nodes }: AorState, dumps: ReadonlyMap<number, readonly DumpedContact[]>): boolean {
  const lists = [...nodes.keys()].map((node) =>
    (dumps.get(node) ?? [])
      .filter((one) => one.aor === aor && one.left !== undefined && one.left > 0)
      .map(({ contact, callId, cseq }) => `${contact} ${callId} ${cseq}`)
      .sort()
      .join(),
  );
  return new Set(lists).size === 1;
}

function compareCount(
  analysis: Analysis,
  states: readonly AorState[],
  node: number,
  answers: Answers,
): Pick<CountComparison, 'counted' | 'held' | 'verdict'> | undefined {
  const { get_statistics: statistics } = answers;
  if (typeof statistics !== 'object' || statistics === null) return undefined;
  const counted = Number(
    Object.entries(statistics).find(([name]) => name === 'usrloc:location-contacts')?.[1],
  );
  if (!Number.isInteger(counted)) return undefined;
  const held = states.reduce((sum, { nodes }) => sum + (nodes.get(node)?.contacts.length ?? 0), 0);
  // Of a node that began within the capture, everything was on the wire.
  const began = analysis.coverage.clusterIds.some(
    (cluster) => analysis.context.restarts.restartedAt(cluster, node) !== undefined,
  );
  if (held === counted) return { counted, held, verdict: 'equal' };
  return { counted, held, verdict: held < counted && !began ? 'not on the wire' : 'wrong' };
}

function isCovered({ coverage, contacts }: Analysis, node: number): boolean {
  return coverage.clusterIds.some(
    (cluster) => contacts.holders.isCarriedBy(cluster) && coverage.covers(cluster, node),
  );
}

type Verdict = Pick<ContactComparison, 'aor' | 'contact' | 'verdict' | 'reason'>;

function* compareNode(
  states: readonly AorState[],
  node: number,
  dump: readonly DumpedContact[],
  t: number,
  named: Pick<ReadonlySet<string>, 'has'>,
): Generator<Verdict> {
  const ours = new Map<string, HeldContact[]>();
  const isUncertain = (held: HeldContact): boolean =>
    states.some(({ nodes }) => nodes.get(node)?.uncertain.has(held) === true);
  for (const { aor, nodes } of states) {
    const contacts = nodes.get(node)?.contacts ?? [];
    if (contacts.length > 0) ours.set(aor, [...(ours.get(aor) ?? []), ...contacts]);
  }
  const isSame = ({ version }: HeldContact, { contact, callId }: DumpedContact): boolean =>
    version.contact === contact && version.callId === callId;
  const isOurs = (truth: DumpedContact): boolean =>
    ours.get(truth.aor)?.some((one) => isSame(one, truth)) === true;
  // Matched by Call-ID, too, a contact may be listed beside an expired one with the same URI.
  for (const truth of [...dump.filter(isOurs), ...dump.filter((one) => !isOurs(one))]) {
    const { aor, contact } = truth;
    const held = ours.get(aor) ?? [];
    const found =
      held.find((one) => isSame(one, truth)) ?? held.find(({ version }) => version.contact === contact);
    if (found === undefined) {
      const isOpen = states.some((one) => one.aor === aor && mayHold(one, node, truth));
      yield { aor, contact, ...(isOpen ? NOT_KNOWN : absence(truth, named)) };
      continue;
    }
    held.splice(held.indexOf(found), 1);
    const reason = difference(truth, found, t);
    const isNamed = found.version.callId !== undefined && found.version.cseq !== undefined;
    const isWrong = reason !== '' && !isUncertain(found);
    const verdict = isWrong ? 'wrong' : reason === '' && isNamed ? 'equal' : 'not on the wire';
    yield { aor, contact, verdict, reason };
  }
  for (const [aor, held] of ours) {
    for (const one of held) {
      const { contact, callId, cseq } = one.version;
      const verdict = isUncertain(one) ? 'not on the wire' : 'wrong';
      yield { aor, contact, verdict, reason: `the node does not list it (${callId} ${cseq})` };
    }
  }
}

const NOT_KNOWN = { verdict: 'not on the wire', reason: 'the node may have it or not' } as const;

/** Is it said that the node may hold the contact or not? */
function mayHold({ rows }: AorState, node: number, { contact }: DumpedContact): boolean {
  return rows.some(
    ({ held, presence }) => held.version.contact === contact && presence.get(node) === 'unknown',
  );
}

/** Why analysis does not have a contact that the node lists. */
function absence(
  truth: DumpedContact,
  named: Pick<ReadonlySet<string>, 'has'>,
): Pick<Verdict, 'verdict' | 'reason'> {
  if (truth.left === undefined || truth.left <= 0) {
    return { verdict: 'expired, not swept', reason: 'the node shows it as expired' };
  }
  if (named.has(truth.callId)) return { verdict: 'wrong', reason: `missing (${truth.callId} ${truth.cseq})` };
  return { verdict: 'not on the wire', reason: 'no message to or from the node names its Call-ID' };
}

const SECONDS = 2;

function difference(truth: DumpedContact, { version }: HeldContact, t: number): string {
  const wrong: string[] = [];
  if (version.callId !== undefined && version.callId !== truth.callId)
    wrong.push(`Call-ID ${version.callId}, not ${truth.callId}`);
  if (version.cseq !== undefined && version.cseq !== truth.cseq)
    wrong.push(`CSeq ${version.cseq}, not ${truth.cseq}`);
  const left = version.expires === PERMANENT ? Number.POSITIVE_INFINITY : version.expires - t;
  if (truth.left !== undefined && left !== truth.left && !(Math.abs(left - truth.left) <= SECONDS)) {
    wrong.push(`expires in ${left.toFixed(1)} s, not ${truth.left}`);
  }
  if (version.userAgent !== undefined && version.userAgent !== truth.userAgent) {
    wrong.push(`User-Agent ${version.userAgent}, not ${truth.userAgent}`);
  }
  // A node lists only listeners of its own; a tag stands for another one on each node.
  const socket = version.socket ?? '';
  if (truth.socket !== undefined && isListener(socket) && socket !== truth.socket) {
    wrong.push(`socket ${socket}, not ${truth.socket}`);
  }
  return wrong.join('; ');
}

function isListener(socket: string): boolean {
  return /^[a-z]+:.+:\d+$/.test(socket);
}

/** Call-IDs in the BIN packets and REGISTERs to and from the node, up to a time. */
function callIdsAt(session: Session, node: number, until: number): ReadonlySet<string> {
  const { index, callIds, endpoints, nodes } = session.tables;
  const found = new Set<string>();
  for (const id of messagesOf(session)) {
    if (session.timeOf(id) > until) break;
    const isNodes = [index.sender(id), index.receiver(id)].some((endpoint) =>
      nodes.membershipsOf(endpoints.addressOf(endpoint)).some((one) => one.node === node),
    );
    if (!isNodes) continue;
    if (index.protocol(id) === Protocol.Sip && session.reader.sip(id).cseq?.method !== 'REGISTER') continue;
    for (let at = 0; at < index.termCount(id); at++) {
      const term = index.term(id, at);
      if (isCallId(term)) found.add(callIds.text(stringOf(term)));
    }
  }
  return found;
}

function snapshotsOf({ manifest }: Recording): Readonly<Record<string, Snapshot>> {
  return 'mi' in manifest ? (manifest.mi as Readonly<Record<string, Snapshot>>) : {};
}

const HEADINGS = [
  'recording',
  'observers',
  'snapshots',
  'dumps',
  'contacts equal',
  'not on the wire',
  'expired, not swept',
  'wrong',
  'counted only',
  'AORs judged alike',
];

/** A table of agreement: one row a recording and choice of captures. The first row are the headings. */
export function contactTable(results: readonly ContactFidelity[]): readonly (readonly string[])[] {
  return [
    HEADINGS,
    ...results.map((one) => {
      const count = (verdict: ContactComparison['verdict']): string =>
        String(one.comparisons.filter((comparison) => comparison.verdict === verdict).length);
      const counts = one.counts.map(({ node, held, counted }) => `node ${node}: ${held} of ${counted}`);
      return [
        one.recording,
        one.observers,
        String(one.snapshots),
        String(one.dumps),
        count('equal'),
        count('not on the wire'),
        count('expired, not swept'),
        count('wrong'),
        counts.join(', '),
        `${one.judged - one.misjudged.length} of ${one.judged}`,
      ];
    }),
  ];
}
