import type { Problem } from './filter-error.ts';

/** Names of Wireshark's display filters, in lower case, and our counterparts. */
const COUNTERPARTS: ReadonlyMap<string, string> = new Map([
  ['ip.addr', 'ip:192.0.2.1'],
  ['ipv6.addr', 'ip:2001:db8::1'],
  ['ip.src', 'from:192.0.2.1'],
  ['ip.src_host', 'from:192.0.2.1'],
  ['ip.dst', 'to:192.0.2.1'],
  ['ip.dst_host', 'to:192.0.2.1'],
  ['udp.port', 'port:5060'],
  ['tcp.port', 'port:5555'],
  ['udp.srcport', 'port:5060'],
  ['udp.dstport', 'port:5060'],
  ['tcp.srcport', 'port:5555'],
  ['tcp.dstport', 'port:5555'],
  ['frame.len', 'len:>1000'],
  ['frame.time', 'time:09:28:31..09:28:40'],
  ['frame.time_relative', 'time:+4.3..'],
  ['sip.method', 'method:INVITE'],
  ['sip.cseq.method', 'method:INVITE'],
  ['sip.status-code', 'status:4xx'],
  ['sip.call-id', 'callid:1-21029@*'],
  ['sip.from', 'aor:1000'],
  ['sip.from.user', 'aor:1000'],
  ['sip.from.addr', 'aor:1000@example.com'],
  ['sip.to', 'aor:1000'],
  ['sip.to.user', 'aor:1000'],
  ['sip.to.addr', 'aor:1000@example.com'],
  ['sip.r-uri.user', 'aor:1000'],
  ['sip.contact.user', 'aor:1000'],
]);

/** A name alone, or directly followed by a comparison. */
const COMPARISON = /^([a-z0-9]+\.[a-z][\w.-]*?)(?:[=!<>~].*)?$/is;

/** Why a word is no useful text to search for: it is a term of Wireshark's filter language. */
export function wiresharkProblem(word: string): Problem | undefined {
  const name = COMPARISON.exec(word)?.[1] ?? '';
  const counterpart = COUNTERPARTS.get(name.toLowerCase());
  if (counterpart === undefined) return undefined;
  const hint = `Here that is ${counterpart}, for example; to search for the words themselves, put them in quotes`;
  return { message: `'${name}' is Wireshark's language`, hint };
}
