import { areSameUri, comparableUri } from '../../../decoders/sip/uri-equality.ts';
import { remembering } from '../../tables/remembering.ts';

/** A contact's URI as it is compared: one and the same object for the REGISTER, its answer and its packets. */
export const contactUri = remembering(comparableUri);

export function isSameContact(a: string, b: string): boolean {
  return a === b || areSameUri(contactUri(a), contactUri(b));
}
