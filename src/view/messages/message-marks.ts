import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Cut } from '../../reassembly/carried-message.ts';
import type { MessageSummary } from './message-summary.ts';

/** What is unusual about a message, in one word each. */
export function messageMarks(session: Session, id: MessageId, summary: MessageSummary): readonly string[] {
  const { index } = session.tables;
  const resent = index.retransmissions(id);
  return [
    ...(summary.status === 'decoded' ? [] : [summary.status]),
    ...(index.cut(id) === Cut.None ? [] : ['cut']),
    ...(resent === 0 ? [] : [`resent ${resent}x`]),
  ];
}
