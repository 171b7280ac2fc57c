import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import type { Session } from '../engine/session.ts';
import type { Flow } from '../flows/flow.ts';
import type { MessageId } from '../ids.ts';
import { Cut } from '../reassembly/carried-message.ts';

/** Messages of a flow that are looked at: a flow of more is rare, and looked at often. */
const MOST_LOOKED_AT = 512;

/** What is not as usual with the messages of a flow but that they were sent again; the worst first. */
export function flowMarks(session: Session, flow: Flow): readonly string[] {
  const { index } = session.tables;
  let [malformed, unread, cut, looked] = [0, 0, 0, 0];
  const look = (id: MessageId): void => {
    const status = index.status(id);
    if (status === PacketStatus.Malformed) malformed++;
    else if (status !== PacketStatus.Decoded) unread++;
    if (index.cut(id) !== Cut.None) cut++;
  };
  for (const ids of [flow.messages, flow.replication]) {
    for (let at = 0; at < ids.length && looked < MOST_LOOKED_AT; at++, looked++) look(ids.at(at));
  }
  const more = looked < flow.messages.length + flow.replication.length ? '≥' : '';
  return [
    ...(malformed === 0 ? [] : [`${more}${malformed} malformed`]),
    ...(cut === 0 ? [] : [`${more}${cut} cut`]),
    ...(unread === 0 ? [] : [`${more}${unread} not all read`]),
  ];
}
