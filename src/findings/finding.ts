import type { AorState } from '../cluster/contacts/reports/aor-state.ts';
import type { DifferingLabels } from '../cluster/contacts/reports/differing-labels.ts';
import type { UntoldRegistrations } from '../cluster/contacts/reports/untold-registrations.ts';
import type { DialogReport } from '../cluster/dialogs/dialog-reports.ts';
import type { Strays } from '../cluster/dialogs/stray-packets.ts';
import type { NodeReport } from '../cluster/nodes/node-model.ts';
import type { NodeTroubles } from '../cluster/nodes/troubles/node-troubles.ts';
import type { Refusal } from '../cluster/replication/refusals.ts';
import type { UnaskedUnregisters } from '../cluster/sip/node-unregisters.ts';
import type { UnansweredPhones } from '../cluster/sip/phone-answers.ts';
import type { RefusedRequest } from '../cluster/sip/refused-within-dialogs.ts';
import type { RepeatedSync } from '../cluster/syncs/repeated-syncs.ts';
import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import type { TimeSpan } from '../cluster/time-spans.ts';
import type { ClusterEvent } from '../cluster/timeline.ts';
import type { ConnectionTroubles } from '../cluster/traffic/connection-troubles.ts';
import type { TrafficSurge } from '../cluster/traffic/traffic-surges.ts';
import type { MessageId } from '../ids.ts';
import type { Steps } from '../tables/steps.ts';
import type { RuleName } from './rule-names.ts';

/** `error`: state is lost or differs; `warning`: it may; `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

/** Something that went wrong, and its evidence. */
export interface Finding {
  /** The rule that found it. */
  readonly rule: RuleName;
  readonly severity: Severity;
  /** One line: what is wrong, and where. */
  readonly title: string;
  /** What the capture shows, and what that means. */
  readonly detail: string;
  /** 0 if it does not belong to a cluster. */
  readonly cluster: number;
  /** Since when it is so, as far as captured: session time in nanoseconds. Absent where nothing tells. */
  readonly since?: number;
  /** Ids of the nodes that are affected. */
  readonly nodes: readonly number[];
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly capabilities: readonly string[];
  /** The messages that are the evidence. */
  readonly messages: readonly MessageId[];
  /** `certain`: the messages allow no other explanation. */
  readonly confidence: 'certain' | 'likely';
  /** The line that OpenSIPS logs in this case, if it does. */
  readonly log?: string;
  /** Where this problem is described, if it is. */
  readonly reference?: string;
}

/** For findings that are about none of these, or about some of them only. */
export const NOTHING_NAMED = { aors: [], callIds: [], capabilities: [], messages: [] } as const;

/** BIN packets of one sender and capability that are of interest by themselves. */
export interface PacketGroup {
  readonly about: 'malformed' | 'unknown' | 'command';
  readonly cluster: number;
  /** Originator; 0 if unknown. */
  readonly source: number;
  /** Empty if there is none, or if there were too many to tell apart. */
  readonly capability: string;
  readonly count: number;
  /** The first of them. */
  readonly messages: readonly MessageId[];
}

/** The same packet over and over on one link. */
export interface RepeatedOnLink {
  readonly cluster: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly capability: string;
  /** Number of copies within a minute. */
  readonly count: number;
  readonly messages: readonly MessageId[];
}

/** Packets from one node to another over all their connections, and how many of them were retransmitted. */
export interface ResentOnLink {
  readonly cluster: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly packets: number;
  readonly resent: number;
  /** The longest time until a retransmitted packet was acknowledged, in nanoseconds. */
  readonly longest: number;
  readonly messages: readonly MessageId[];
  /** Session times of the first and the last packet that was acknowledged so late that an outage must have held it back. */
  readonly heldBack: TimeSpan | undefined;
}

/** What rules look at: the state at one time, and what happened before. */
export interface Evidence extends NodeTroubles {
  /** Session time of the state. */
  readonly time: number;
  readonly nodes: readonly NodeReport[];
  readonly aors: readonly AorState[];
  readonly dialogs: readonly DialogReport[];
  readonly syncs: readonly SyncReport[];
  /** Nodes that may hold back what they are sent, because they received a sync more than once. */
  readonly repeatedSyncs: readonly RepeatedSync[];
  /** Contacts that nodes remove at other registrars on their own. */
  readonly unregisters: readonly UnaskedUnregisters[];
  /** Phones that do not answer one address of the cluster, but do answer another one. */
  readonly phones: readonly UnansweredPhones[];
  /** In-dialog requests that a node could not forward. */
  readonly refused: readonly RefusedRequest[];
  /** AORs whose contacts carry several record labels at one node. */
  readonly labels: readonly DifferingLabels[];
  /** Registrations at nodes that do not replicate them to any other node. */
  readonly untold: readonly UntoldRegistrations[];
  /** Packets about dialogs that their receivers never received. */
  readonly strays: readonly Strays[];
  /** Versions of usrloc and dialog packets that their receivers cannot read. */
  readonly contactRefusals: readonly Refusal[];
  readonly dialogRefusals: readonly Refusal[];
  /** In the order of time. */
  readonly events: readonly ClusterEvent[];
  readonly packets: readonly PacketGroup[];
  /** Packets of a capability at a far higher rate than ever before. */
  readonly surges: readonly TrafficSurge[];
  readonly repeated: readonly RepeatedOnLink[];
  readonly resent: readonly ResentOnLink[];
  /** Troubles of BIN connections themselves. */
  readonly connections: readonly ConnectionTroubles[];
}

/** One thing that can be wrong. Rules are pure: the same evidence results in the same findings. */
export interface Rule {
  readonly name: RuleName;
  /**
   * A rule that looks at every AOR does so in steps: there may be a hundred thousand of them, and somebody at
   * the keyboard.
   */
  find(evidence: Evidence): readonly Finding[] | Steps<readonly Finding[]>;
}

/** At most this many names and messages of a finding are kept; its text has their number. */
export const MOST_NAMED = 100;

/** The first `MOST_NAMED` of them, without repetitions. */
export function named<Name>(all: Iterable<Name>): readonly Name[] {
  const found = new Set<Name>();
  for (const one of all) {
    if (found.add(one).size === MOST_NAMED) break;
  }
  return [...found];
}

/** `1 dialog`, `3 dialogs`. */
export function howMany(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** `once`, `3 times`. */
export function howOften(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** `node 2 has`, `nodes 2, 4 have`. */
export function holdersText(nodes: Iterable<number>): string {
  const all = [...new Set(nodes)].sort((a, b) => a - b);
  return all.length === 1 ? `node ${all[0]} has` : `nodes ${all.join(', ')} have`;
}

/**
 * Is the node known to be gone? What it held or lacks does not matter then; that it is gone is a finding of
 * its own.
 */
export function awayNodes({ nodes }: Evidence): (cluster: number, node: number) => boolean {
  const away = new Set(
    nodes.filter((one) => one.away !== undefined).map(({ cluster, node }) => `${cluster} ${node}`),
  );
  return (cluster, node) => away.has(`${cluster} ${node}`);
}

/** Is what other nodes hold since these times from before the start of the node, so that only a sync can bring it? */
export function isFromBeforeStart(
  { nodes }: Evidence,
  cluster: number,
  node: number,
  holders: Iterable<{ readonly since: number }>,
): boolean {
  const begun = nodes.find((one) => one.cluster === cluster && one.node === node)?.begun;
  return begun !== undefined && [...holders].some(({ since }) => since < begun);
}
