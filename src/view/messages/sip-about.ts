import { losslessText } from '../../../decoders/bytes/text.ts';
import { AorList, AorRole } from '../../../decoders/sip/addresses-of-record.ts';
import { Header } from '../../../decoders/sip/header-names.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { Method } from '../../../decoders/sip/methods.ts';
import { problemText } from '../../../decoders/sip/problems.ts';

const index = new SipIndex();
const aors = new AorList();

/**
 * What a SIP message is about, in one line: who calls whom, for a REGISTER the contact and its expiry, the Call-ID, and
 * what is wrong with it.
 */
export function sipAbout(bytes: Uint8Array): string {
  index.read(bytes, 0, bytes.length);
  aors.collect(index);
  const from = aorOf(bytes, AorRole.From);
  const to = aorOf(bytes, AorRole.To);
  const parts = [from === to || from === '' ? to : to === '' ? from : `${from} → ${to}`];
  if (index.cseqMethod === Method.Register) parts.push(...registration(bytes));
  parts.push(losslessText(bytes, index.callIdFrom, index.callIdTo));
  if (index.status === SipStatus.Malformed) parts.push(`!! ${problemText(index.problem)}`);
  return parts.filter((part) => part !== '').join(' ');
}

function aorOf(bytes: Uint8Array, role: AorRole): string {
  for (let at = 0; at < aors.count; at++) {
    if (aors.role(at) !== role) continue;
    const from = aors.normalFrom(at);
    if (from >= 0) return losslessText(bytes, from, aors.normalTo(at));
    const scratch = new Uint8Array(512);
    return losslessText(scratch, 0, aors.write(at, scratch));
  }
  return '';
}

function registration(bytes: Uint8Array): readonly string[] {
  const contact = index.first(Header.Contact);
  const expires = index.numberOf(Header.Expires);
  return [
    ...(contact < 0 ? [] : [losslessText(bytes, index.valueFrom(contact), index.valueTo(contact))]),
    ...(expires < 0 ? [] : [`expires ${expires}`]),
  ];
}
