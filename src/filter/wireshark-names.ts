import type { Span } from './ast.ts';
import type { FilterError, Problem } from './filter-error.ts';

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
  ['frame.number', 'no:286'],
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
  // Of the dissector that `syncgrep dissector` prints.
  ['opensips_bin.aor', 'aor:1000'],
  ['opensips_bin.callid', 'callid:1-21029@*'],
  ['opensips_bin.call_id', 'callid:1-21029@*'],
  ['opensips_bin.capability', 'cap:usrloc'],
  ['opensips_bin.packet.capability', 'cap:usrloc'],
  ['opensips_bin.type', 'type:UCONTACT_INSERT'],
  ['opensips_bin.packet.type', 'type:1'],
  ['opensips_bin.packet.name', 'type:UCONTACT_INSERT'],
  ['opensips_bin.packet.length', 'len:>1000'],
  ['opensips_bin.trailer.cluster', 'cluster:1'],
  ['opensips_bin.trailer.source', 'from:1'],
  ['opensips_bin.trailer.destination', 'to:2'],
]);

/** Keys whose values are written otherwise than Wireshark's. */
const OWN_VALUES: ReadonlySet<string> = new Set(['time', 'len']);

/** The decoded fields of a BIN packet, as the dissector names them, and as somebody may guess. */
const BIN_FIELD = /^(?:opensips_)?bin\.(.+)$/;

/** A name alone, or directly followed by a comparison. */
const NAME = /([a-z_][\w-]*(?:\.[\w-]+)+)(?=$|[\s()=!<>~&|])/iy;
const PROTOCOL = /(?:frame|eth|ipv?6?|udp|tcp|tls|http|websocket|sip|sdp|rtp|(?:opensips_)?bin)(?=\s)/iy;
const OPERATOR = /\s*(===?|!==?|>=|<=|=|>|<|~)\s*|\s+(contains|matches|eq|ne)\s+/iy;
const VALUE = /"((?:[^"\\]|\\.)*)"?|[^\s()&|]*/y;

/** Words between a name and a value that are Wireshark's: a text to search for has them in quotes. */
export const WIRESHARK_OPERATORS: ReadonlySet<string> = new Set(['contains', 'matches', 'eq', 'ne']);

/**
 * A term of Wireshark's filter language that begins at `from`, where a word begins: as a text to search for it would
 * silently find nothing. Undefined for anything that may be meant as text.
 */
export function wiresharkTerm(text: string, from: number): FilterError | undefined {
  const name = matchAt(NAME, text, from)?.[0] ?? matchAt(PROTOCOL, text, from)?.[0];
  if (name === undefined) return undefined;
  const at = from + name.length;
  const found = matchAt(OPERATOR, text, at);
  const operator = (found?.[1] ?? found?.[2] ?? '').toLowerCase();
  const valueFrom = at + (found?.[0].length ?? 0);
  const value = found === null ? null : matchAt(VALUE, text, valueFrom);
  const counterpart = COUNTERPARTS.get(name.toLowerCase());
  if (counterpart === undefined && !isComparison(name, operator, found?.[0] ?? '', value?.[0] ?? ''))
    return undefined;
  const span: Span = { from, to: valueFrom + (value?.[0].length ?? 0) };
  return { ...span, ...problem(name, operator, value?.[1] ?? value?.[0] ?? '', counterpart) };
}

/** Is a word that is all of a text, without blanks, a name of Wireshark's? */
export function isWiresharkName(word: string): boolean {
  return COUNTERPARTS.has(word.toLowerCase());
}

/** A single sign beside a name may stand in any text, as in `example.com>`; that between blanks is a comparison. */
function isComparison(name: string, operator: string, written: string, value: string): boolean {
  if (value === '') return false;
  if (WIRESHARK_OPERATORS.has(operator)) return true;
  if (!name.includes('.')) return false;
  if (operator.length > 1) return true;
  return operator !== '' && written.startsWith(' ') && written.endsWith(' ');
}

function problem(name: string, operator: string, value: string, counterpart: string | undefined): Problem {
  const message = `'${name}' is Wireshark's language`;
  const literally = 'to search for the words themselves, put them in quotes';
  const lower = name.toLowerCase();
  if (lower === 'frame.number')
    return {
      message,
      hint: `Here messages have numbers of their own, as lists show them: no:286, for example; ${literally}`,
    };
  if (counterpart !== undefined)
    return { message, hint: `Here that is ${withValue(counterpart, operator, value)}; ${literally}` };
  const field = BIN_FIELD.exec(lower)?.[1];
  if (field !== undefined)
    return { message, hint: `Here that is field:${field}, as in field:expires>0; ${literally}` };
  if (!name.includes('.') && operator === 'contains')
    return { message, hint: `Text is searched for without it: ${JSON.stringify(value)}` };
  return {
    message,
    hint: `Here decoded fields are field:expires>0 and the like, and text is found by /regex/; ${literally}`,
  };
}

/** Our term with the value that was asked for, where it can be taken over. */
function withValue(example: string, operator: string, value: string): string {
  const key = example.slice(0, example.indexOf(':'));
  const isPlain = /^[\w.@+:/-]+$/.test(value) && !OWN_VALUES.has(key);
  if (isPlain && /^(?:={1,3}|eq)$/.test(operator)) return `${key}:${value}`;
  if (isPlain && operator === 'contains') return `${key}:*${value}*`;
  return `${example}, for example`;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
