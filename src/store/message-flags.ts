import type { Trait } from '../../decoders/sip/message-traits.ts';
import type { Cut, Protocol, Transport } from '../reassembly/carried-message.ts';
import type { NewMessage } from './new-message.ts';

/**
 * Small properties of a message packed into one number. Bits: protocol 2, transport 3, cut 3, status 3,
 * positions of two terms 2 each, two traits 2 each, whether it has bindings 1, whether it names a call 1.
 */
export function packFlags(message: NewMessage): number {
  const { protocol, transport, cut, status, fromTerm, toTerm, hasToTag, legs } = message;
  const places = (place(fromTerm) << 11) | (place(toTerm) << 13);
  const traits = (hasToTag << 15) | (legs << 17);
  const more = (message.bindings > 0 ? HAS_BINDINGS : 0) | (message.namesCall ? NAMES_CALL : 0);
  return protocol | (transport << 2) | (cut << 5) | (status << 8) | places | traits | more;
}

function place(term: number): number {
  return term > 3 ? 0 : term;
}

const HAS_BINDINGS = 1 << 19;
const NAMES_CALL = 1 << 20;

export function protocolIn(flags: number): Protocol {
  return (flags & 0x3) as Protocol;
}

export function transportIn(flags: number): Transport {
  return ((flags >>> 2) & 0x7) as Transport;
}

export function cutIn(flags: number): Cut {
  return ((flags >>> 5) & 0x7) as Cut;
}

export function statusIn(flags: number): number {
  return (flags >>> 8) & 0x7;
}

/** Which of the terms is the AOR of From; 0 if none is. */
export function fromPlaceIn(flags: number): number {
  return (flags >>> 11) & 0x3;
}

export function toPlaceIn(flags: number): number {
  return (flags >>> 13) & 0x3;
}

export function hasToTagIn(flags: number): Trait {
  return ((flags >>> 15) & 0x3) as Trait;
}

export function legsIn(flags: number): Trait {
  return ((flags >>> 17) & 0x3) as Trait;
}

export function hasBindingsIn(flags: number): boolean {
  return (flags & HAS_BINDINGS) !== 0;
}

export function namesCallIn(flags: number): boolean {
  return (flags & NAMES_CALL) !== 0;
}
