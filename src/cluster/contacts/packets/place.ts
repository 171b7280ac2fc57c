import type { SeenBin } from '../../seen-message.ts';
import type { EndCause } from '../held/contact-watch.ts';
import type { ContactArrival, ContactOrigin, HeldContact, ToldDeletion } from '../held/held-contact.ts';

/** Where and when a packet is applied. */
export interface Place {
  readonly message: SeenBin;
  readonly node: number;
  readonly time: number;
}

export function arrivalOf({ message, time }: Place, origin: ContactOrigin, from: number): ContactArrival {
  return { origin, from: origin === 'register' ? undefined : from, time, message: message.id };
}

/** `isOfAor`: the packet is about all contacts of the AOR. */
export function toldDeletion(
  { message: { id, source }, time }: Place,
  { version: { contact, callId } }: HeldContact,
  isOfAor: boolean,
): ToldDeletion {
  return { time, message: id, from: source, isOfAor, contact, callId };
}

export function causeOf({ message, node, time }: Place): EndCause {
  return { time, message: message.id, from: node === message.source ? undefined : message.source };
}
