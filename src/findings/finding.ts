import type { ConnectionTroubles } from '../cluster/connection-troubles.ts';
import type { AorState } from '../cluster/contacts/aor-state.ts';
import type { DifferingLabels } from '../cluster/contacts/differing-labels.ts';
import type { UntoldRegistrations } from '../cluster/contacts/untold-registrations.ts';
import type { DialogReport } from '../cluster/dialogs/dialog-reports.ts';
import type { Strays } from '../cluster/dialogs/stray-packets.ts';
import type { NodeReport } from '../cluster/nodes/node-model.ts';
import type { NodeTroubles } from '../cluster/nodes/node-troubles.ts';
import type { Refusal } from '../cluster/refusals.ts';
import type { UnaskedUnregisters } from '../cluster/sip/node-unregisters.ts';
import type { UnansweredPhones } from '../cluster/sip/phone-answers.ts';
import type { RefusedRequest } from '../cluster/sip/refused-within-dialogs.ts';
import type { RepeatedSync } from '../cluster/syncs/repeated-syncs.ts';
import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import type { ClusterEvent } from '../cluster/timeline.ts';
import type { TrafficSurge } from '../cluster/traffic-surges.ts';
import type { MessageId } from '../ids.ts';
import type { Steps } from '../tables/steps.ts';
import type { RuleName } from './rule-names.ts';

/** `error`: state is lost or differs; `warning`: it may; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Something that went wrong, with what shows it. */
export interface Finding {
  /** The rule that found it. */
  readonly rule: RuleName;
  readonly severity: Severity;
  /** One line: what is wrong, and where. */
  readonly title: string;
  /** What the capture shows, and what it means. */
  readonly detail: string;
  /** 0 where it is of no cluster. */
  readonly cluster: number;
  /** Nodes that suffer from it, by id. */
  readonly nodes: readonly number[];
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly capabilities: readonly string[];
  /** The messages that show it, in the order of time. */
  readonly messages: readonly MessageId[];
  /** `certain`: the messages leave no other reading. */
  readonly confidence: 'certain' | 'likely';
  /** The line that OpenSIPS prints, where it prints one. */
  readonly log?: string;
  /** Where somebody has described it. */
  readonly reference?: string;
}

/** BIN packets that are of interest by themselves: of one sender and capability. */
export interface PacketGroup {
  readonly about: 'malformed' | 'unknown' | 'command';
  readonly cluster: number;
  /** Originator; 0 where unknown. */
  readonly source: number;
  /** Empty where there is none, or where there were too many. */
  readonly capability: string;
  readonly count: number;
  /** The first of them. */
  readonly messages: readonly MessageId[];
}

/** One and the same packet, again and again over one link. */
export interface RepeatedOnLink {
  readonly cluster: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly capability: string;
  /** Within a minute. */
  readonly count: number;
  readonly messages: readonly MessageId[];
}

/** Packets from one node to another, over all connections, and those that had to be sent again. */
export interface ResentOnLink {
  readonly cluster: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly packets: number;
  readonly resent: number;
  /** Nanoseconds, at most, until one of these was acknowledged. */
  readonly longest: number;
  readonly messages: readonly MessageId[];
}

/** What rules look at: the state at one time, and what happened until then. */
export interface Evidence extends NodeTroubles {
  /** Session time of the state. */
  readonly time: number;
  readonly nodes: readonly NodeReport[];
  readonly aors: readonly AorState[];
  readonly dialogs: readonly DialogReport[];
  readonly syncs: readonly SyncReport[];
  /** Nodes that may keep back what they are sent, since they got a sync more than once. */
  readonly repeatedSyncs: readonly RepeatedSync[];
  /** What nodes remove at other registrars without being asked. */
  readonly unregisters: readonly UnaskedUnregisters[];
  /** Phones that do not answer a node, though they answer another address. */
  readonly phones: readonly UnansweredPhones[];
  /** Requests within dialogs that a node could not send on. */
  readonly refused: readonly RefusedRequest[];
  /** AORs whose contacts name several records at one node. */
  readonly labels: readonly DifferingLabels[];
  /** Registrations at nodes that tell no other node of theirs. */
  readonly untold: readonly UntoldRegistrations[];
  /** Packets about dialogs that their receivers never got. */
  readonly strays: readonly Strays[];
  /** Versions of usrloc and of dialog packets that receivers do not read. */
  readonly contactRefusals: readonly Refusal[];
  readonly dialogRefusals: readonly Refusal[];
  /** In the order of time. */
  readonly events: readonly ClusterEvent[];
  readonly packets: readonly PacketGroup[];
  /** Much more of a capability than ever before. */
  readonly surges: readonly TrafficSurge[];
  readonly repeated: readonly RepeatedOnLink[];
  readonly resent: readonly ResentOnLink[];
  /** What went wrong with connections of BIN themselves. */
  readonly connections: readonly ConnectionTroubles[];
}

/** One thing that can be wrong. Pure: the same evidence gives the same findings. */
export interface Rule {
  readonly name: RuleName;
  /** Who looks at each AOR does so in steps: there may be a hundred thousand, and somebody at the keyboard. */
  find(evidence: Evidence): readonly Finding[] | Steps<readonly Finding[]>;
}

/** Names and messages of one finding; their number stands in its text. */
export const MOST_NAMED = 100;

/** The first of them, each once. */
export function named<Name>(all: Iterable<Name>): readonly Name[] {
  return [...new Set(all)].slice(0, MOST_NAMED);
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

/** What is on its way when the capture ends is there in a moment: so old has to be what is missing. */
export const SETTLED = 5e9;

/** Is the node known to be gone? What it held or lacks is of no consequence, and a finding of its own. */
export function awayNodes({ nodes }: Evidence): (cluster: number, node: number) => boolean {
  const away = new Set(
    nodes.filter((one) => one.away !== undefined).map(({ cluster, node }) => `${cluster} ${node}`),
  );
  return (cluster, node) => away.has(`${cluster} ${node}`);
}
