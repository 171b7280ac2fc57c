import type { SipMessage } from '../../../decoders/sip/sip-message.ts';

/** What is asked of a message by itself, whoever reads it and when. */
export const PLAIN_PARTS = [
  'kind',
  'method',
  'uri',
  'status',
  'reason',
  'callId',
  'cseq',
  'from',
  'to',
  'contacts',
  'vias',
  'headers',
  'state',
] as const satisfies readonly (keyof SipMessage)[];
