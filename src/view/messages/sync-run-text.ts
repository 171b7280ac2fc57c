import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { counted } from '../text/counts.ts';
import { printable } from '../text/printable.ts';

/** Packets of one answer to a sync request, next to each other. */
export interface SyncPackets {
  readonly first: MessageId;
  readonly last: MessageId;
  readonly count: number;
}

/** `sync usrloc-contact-repl, 12 packets, 2,000 chunks`; chunks as the end announces them. */
export function syncRunText({ reader }: Session, { first, last, count }: SyncPackets): string {
  const { capability } = reader.packet(first).fields;
  const name = typeof capability === 'string' ? ` ${printable(capability)}` : '';
  const chunks = reader.packet(last).fields.chunks_count;
  const announced = typeof chunks === 'number' ? `, ${counted(chunks, 'chunk')}` : '';
  return `sync${name}, ${counted(count, 'packet')}${announced}`;
}
