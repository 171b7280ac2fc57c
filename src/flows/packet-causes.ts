import type { SeenBin } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { TRANSACTION_TIME } from './outcome.ts';
import type { RecentMessage, RecentMessages } from './recent-messages.ts';

type Question = (message: RecentMessage) => boolean;

const isBye: Question = ({ isRequest, method }) => isRequest && method === 'BYE';
const answersInvite: Question = ({ method, status }) => method === 'INVITE' && status >= 200 && status < 300;
/** An ACK, a re-INVITE or any other request within the dialog, or the answer to one with a body. */
const movesDialog: Question = (message) => {
  const { isRequest, method, inDialog } = message;
  if (isRequest) return inDialog && method !== 'BYE' && method !== 'CANCEL';
  return answersInvite(message);
};
const anything: Question = ({ status }) => status === 0 || status >= 180;

/** What makes a node send which packet (spec bin-capabilities 5.1, 5.4): the most likely first. */
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

/** What is asked of a packet to find its cause, now or when more is known about its call. */
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

/** The SIP message of the same call that made the packet's originator send it. */
export function causeInCall(recent: RecentMessages, packet: CausedPacket): MessageId | undefined {
  const { cluster, source, time, name } = packet;
  for (const question of CAUSES[name] ?? []) {
    const found = recent.lastAt(cluster, source, time - TRANSACTION_TIME, time, question);
    if (found !== undefined) return found.id;
  }
  return undefined;
}

/** The SIP message that a packet of tm-repl carries, as its originator received it. */
export function carriedMessage(
  recent: RecentMessages,
  message: SeenBin,
  carried: Pick<RecentMessage, 'isRequest' | 'method' | 'status' | 'callId' | 'cseq' | 'branch'>,
): MessageId | undefined {
  const { cluster, source, time } = message;
  const found = recent.lastAt(
    cluster,
    source,
    time - TRANSACTION_TIME,
    time,
    ({ isRequest, method, status, callId, cseq, branch }) =>
      isRequest === carried.isRequest &&
      method === carried.method &&
      status === carried.status &&
      callId === carried.callId &&
      cseq === carried.cseq &&
      branch === carried.branch,
  );
  return found?.id;
}
