import type { SipMessage } from '../../../decoders/sip/sip-message.ts';

/** The fields of a SIP message as scripts see them; fields that are not in the message are absent. */
export interface SipFields {
  readonly [name: string]: SipFieldValue;
}
type SipFieldValue = string | number | boolean | readonly SipFieldValue[] | SipFields;

export function sipFields(message: SipMessage): SipFields {
  const fields: Record<string, SipFieldValue | undefined> = {
    kind: message.kind,
    method: message.method,
    uri: message.uri,
    status: message.status,
    reason: message.reason,
    callId: message.callId,
    cseq: message.cseq === undefined ? undefined : present({ ...message.cseq }),
    from: addressOf(message.from),
    to: addressOf(message.to),
    contacts: message.contacts.map((contact) => contact.uri),
    ...headersOf(message),
  };
  return present(fields);
}

function addressOf(address: SipMessage['from']): SipFieldValue | undefined {
  if (address === undefined) return undefined;
  return present({ uri: address.uri, tag: address.tag, displayName: address.displayName });
}

/** Header fields that are searched for most have a name of their own; all of them are under `headers`. */
function headersOf(message: SipMessage): Record<string, SipFieldValue | undefined> {
  const first = (name: string): string | undefined =>
    message.headers.find((header) => header.name.toLowerCase() === name)?.value;
  const number = (text: string | undefined): number | undefined =>
    text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  return {
    userAgent: first('user-agent') ?? first('server'),
    expires: number(first('expires')),
    branch: message.vias[0]?.branch,
    contentType: message.body?.contentType,
    bodyLength: message.body === undefined ? undefined : message.body.to - message.body.from,
    headers: present(
      Object.fromEntries(message.headers.map((header) => [header.name.toLowerCase(), header.value])),
    ),
  };
}

function present(fields: Record<string, SipFieldValue | undefined>): SipFields {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, SipFieldValue] => entry[1] !== undefined),
  );
}
