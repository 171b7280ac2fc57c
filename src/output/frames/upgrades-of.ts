import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Transport } from '../../reassembly/carried-message.ts';

const NONE: readonly number[] = [];

/** The records that opened the WebSocket of a message: without them, other readers do not know that it is one. */
export function upgradesOf({ tables: { index }, connections }: Session, id: MessageId): readonly number[] {
  if (index.transport(id) !== Transport.Ws) return NONE;
  return connections.upgrades.recordsBefore(
    index.source(id),
    index.sender(id),
    index.receiver(id),
    index.time(id),
  );
}
