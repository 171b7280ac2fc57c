import { bytesOf, torture, tortureNames } from '../../../decoders/sip/messages.ts';
import { recorded } from '../../../decoders/sip/recorded.ts';

const MANY_CONTACTS = Array.from({ length: 90 }, (_, at) => `Contact: <sip:u${at}@example.com>`).join('\r\n');
const REGISTER =
  'Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: r\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n';
/** What a digest does not hold, or only with care. */
const ODD = [
  `REGISTER sip:h SIP/2.0\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\n${REGISTER}${MANY_CONTACTS}\r\n\r\n`,
  `REGISTER sip:h SIP/2.0\r\nFrom: <sip:%61@H.EXAMPLE>;tag=1\r\nTo: <sip:%61@H.EXAMPLE>\r\n${REGISTER}\r\n`,
  `SIP/2.0 200 OK\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>;tag=2\r\n${REGISTER}Contact: <sip:a@b>;expires=9\r\n\r\n`,
  `\r\n\r\nOPTIONS sip:h SIP/2.0\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\n${REGISTER}\r\n`,
  'FROBNICATE sip:h SIP/2.0\r\nCall-ID: f\r\nCSeq: 4294967296 FROBNICATE\r\n\r\n',
  'SIP/2.0 xyz broken\r\n\r\n',
  '\r\n\r\n',
].map(bytesOf);
/** All sorts of SIP messages, and what is none. */
export const MESSAGES = [
  ...tortureNames().map(torture),
  ...recorded.map(({ text }) => bytesOf(text)),
  ...ODD,
];
