import { setImmediate } from 'node:timers/promises';
import type { ReadState } from '../../engine/reading/frame-reading.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { HeldMessages } from '../commands/held-messages.ts';
import type { PacketPrinter } from '../commands/packet-printer.ts';
import { Arrivals } from './arrivals.ts';
import type { Interruption } from './interruption.ts';

/** Milliseconds of reading between two checks for Ctrl-C and for messages that are due. */
const SLICE = 20;
/** Milliseconds for which messages are held back, so that late ones can still be printed in the order of time. */
const HOLD = 200;
/** Milliseconds after Ctrl-C in which the capturing program may hand on what it still has. */
const LAST_WORDS = 500;

/** Prints messages as they come, until the stream ends, -n is reached, or Ctrl-C. */
export async function followStream(
  session: Session,
  printer: PacketPrinter,
  interruption: Interruption,
): Promise<void> {
  const { index } = session.tables;
  const held = new HeldMessages(HOLD, (id) => index.time(id));
  const arrivals = new Arrivals(() => session.whenReady());
  let taken = 0;
  let number = 0;
  for (let state: ReadState = 'more'; state !== 'end' && !printer.done; ) {
    state = session.read(SLICE, true);
    const now = performance.now();
    for (; taken < index.size; taken++) held.add(taken as MessageId, now);
    const over = state === 'end' || isOver(interruption, now);
    number = await print(over ? held.releaseAll() : held.release(now), number, printer);
    if (over) return;
    if (state !== 'wait') await setImmediate();
    else await arrivals.within(HOLD);
  }
}

async function print(ids: readonly MessageId[], number: number, printer: PacketPrinter): Promise<number> {
  for (const id of ids) {
    if (printer.done) return number;
    printer.offer(id, ++number);
    if (printer.full) await printer.flush();
  }
  await printer.flush();
  return number;
}

function isOver(interruption: Interruption, now: number): boolean {
  return interruption.since !== undefined && now - interruption.since > LAST_WORDS;
}
