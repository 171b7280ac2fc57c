import type { SeenBin } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { TRANSACTION_TIME } from './outcome.ts';
import type { PossibleCauses } from './possible-causes.ts';
import type { SipFacts } from './sip-facts.ts';

type Question = (facts: SipFacts) => boolean;

const isBye: Question = ({ isRequest, method }) => isRequest && method === 'BYE';
const answersInvite: Question = ({ method, status }) => method === 'INVITE' && status >= 200 && status < 300;
/** A request within the dialog (ACK, re-INVITE, ...), or a response with a body to one. */
const movesDialog: Question = (facts) => {
  const { isRequest, method } = facts;
  if (isRequest) return method !== 'BYE' && method !== 'CANCEL' && facts.inDialog;
  return answersInvite(facts);
};
const anything: Question = ({ status }) => status === 0 || status >= 180;

/** What makes a node send which packet (spec bin-capabilities 5.1, 5.4), most likely first. */
const CAUSES: Readonly<Record<string, readonly Question[]>> = {
  REPLICATION_DLG_CREATED: [answersInvite],
  REPLICATION_DLG_UPDATED: [movesDialog],
  REPLICATION_DLG_DELETED: [isBye],
  REPLICATION_DLG_CSEQ: [movesDialog, anything],
  REPLICATION_DLG_VALUE: [anything],
  REPL_ENTITY_CREATE: [anything],
  REPL_ENTITY_UPDATE: [anything],
  REPL_ENTITY_PARAM_UPDATE: [anything],
  REPL_ENTITY_ACK: [({ method }) => method === 'ACK', anything],
  REPL_ENTITY_DELETE: [isBye, anything],
};

/** What is needed to find the cause of a packet, now or when more is known about its call. */
export interface CausedPacket {
  readonly id: MessageId;
  readonly time: number;
  readonly cluster: number;
  readonly source: number;
  readonly name: string;
}

/** `time` is when the first copy of the packet was seen. */
export function causedPacket({ id, cluster, source, packet }: SeenBin, time: number): CausedPacket {
  return { id, time, cluster, source, name: packet.name ?? '' };
}

/**
 * Nanoseconds. If any message may be the cause, it has to be one that the node finished no longer ago than this:
 * commands and timers cause such packets as well.
 */
const BUSY = 0.2e9;

/** Within so many nanoseconds a node sends all packets of one name that a message causes. */
const MOMENT = 0.5e9;
/** Within so many nanoseconds a node passes the message itself on. */
const SENT_ON = 0.05e9;

/**
 * Finds the SIP message of the same call because of which the originator sent the packet. `others` are
 * packets of the call: a message before the last of the same name has caused that one, and is not the
 * cause of another one much later, which a command or a timer may have caused.
 */
export function causeInCall(
  possible: PossibleCauses,
  packet: CausedPacket,
  others: readonly CausedPacket[],
): MessageId | undefined {
  const { cluster, source, time, name } = packet;
  const since = Math.max(time - TRANSACTION_TIME, timeBefore(packet, others) + SENT_ON);
  for (const question of CAUSES[name] ?? []) {
    const notDoneBy = question === anything ? time - BUSY : Number.NEGATIVE_INFINITY;
    const found = possible.lastAt({ cluster, node: source, since, until: time, notDoneBy }, question);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** When the originator last sent a packet of that name. */
function timeBefore({ cluster, source, name, time }: CausedPacket, others: readonly CausedPacket[]): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const other of others) {
    const isAlike = other.name === name && other.source === source && other.cluster === cluster;
    if (isAlike && other.time < time - MOMENT) last = Math.max(last, other.time);
  }
  return last;
}

/** The SIP message that a packet of tm-repl carries, as its originator received it. */
export function carriedMessage(
  possible: PossibleCauses,
  message: SeenBin,
  carried: SipFacts,
): MessageId | undefined {
  const { cluster, source, time } = message;
  const since = time - TRANSACTION_TIME;
  return possible.lastAt(
    { cluster, node: source, since, until: time, notDoneBy: Number.NEGATIVE_INFINITY },
    (one) =>
      one.isRequest === carried.isRequest &&
      one.method === carried.method &&
      one.status === carried.status &&
      one.callId === carried.callId &&
      one.cseq === carried.cseq &&
      one.branch === carried.branch,
  );
}
