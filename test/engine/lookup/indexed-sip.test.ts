import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { LEG_HEADERS } from '../../../decoders/sip/message-traits.ts';
import {
  cseqMethod,
  cseqNumber,
  hasToTag,
  headerValue,
  knownAor,
  mayNameLegs,
  tagKey,
  tagOf,
  topBranch,
  topViaParameter,
} from '../../../decoders/sip/message-view.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { SeenMessages } from '../../../src/engine/analysis/seen-in-index.ts';
import type { Session } from '../../../src/engine/session.ts';
import { aorOf, bounded } from '../../../src/flows/sip-names.ts';
import type { MessageId } from '../../../src/ids.ts';
import { Protocol } from '../../../src/reassembly/carried-message.ts';
import { pcap } from '../../capture/build-captures.ts';
import { Folder } from '../../capture/reading.ts';
import { PLAIN_PARTS } from '../../decoders/sip/message-parts.ts';
import { bytesOf, torture, tortureNames } from '../../decoders/sip/messages.ts';
import { joined, partsOf, recorded } from '../../decoders/sip/recorded.ts';
import { messagesOf, readAll, recording, recordings } from '../../recordings/recordings.ts';
import { ethernet, ipv4, udp } from '../../support/build-packets.ts';
import { EVERYTHING } from '../../support/everything.ts';

/** What analysis takes from the index is what it would find in the message itself. */
const folder = new Folder();
afterAll(() => folder.remove());

/** All that is asked of it, where the answers do not depend on what a view may leave out. */
function answers(sip: SipMessage): object {
  return {
    // Before From and To are read whole.
    tags: [tagOf(sip, 'from'), tagOf(sip, 'to')],
    tagKeys: [tagKey(sip, 'from'), tagKey(sip, 'to')],
    ...Object.fromEntries(PLAIN_PARTS.map((part) => [part, sip[part]])),
    cseqNumber: cseqNumber(sip),
    cseqMethod: cseqMethod(sip),
    branch: topBranch(sip),
    viaBranch: topViaParameter(sip, 'branch'),
    hasToTag: hasToTag(sip),
    expires: headerValue(sip, 'expires'),
    userAgent: headerValue(sip, 'user-agent'),
    path: headerValue(sip, 'path'),
    legs: LEG_HEADERS.map((name) => headerValue(sip, name)),
  };
}

/** Compares every message of a session in the order of time and once more backwards; returns how many there were. */
function compareAll(session: Session): number {
  const seen = new SeenMessages(session);
  const ids = [...messagesOf(session)].filter((id) => session.tables.index.protocol(id) === Protocol.Sip);
  for (const id of ids) compare(session, seen, id);
  for (const id of ids.toReversed()) compare(session, seen, id);
  session.close();
  return ids.length;
}

function compare(session: Session, seen: SeenMessages, id: MessageId): void {
  const bytes = session.reader.bytes(id);
  const parsed = parseSip(bytes, 0, bytes.length);
  const sip = seen.sip(id)?.sip;
  if (sip === undefined) throw new Error('no SIP message');
  const text = Buffer.from(bytes).toString('latin1');
  const [found, wanted] = [answers(sip), answers(parsed)];
  if (!isDeepStrictEqual(found, wanted)) expect(found, text).toEqual(wanted);
  for (const header of ['from', 'to'] as const) {
    const known = knownAor(sip, header);
    if (known !== undefined) expect(known, text).toBe(aorOf(bounded(parsed[header]?.uri ?? '')));
  }
  const namesLegs = LEG_HEADERS.some((name) => headerValue(parsed, name) !== undefined);
  if (namesLegs) expect(mayNameLegs(sip), text).toBe(true);
}

/** A capture with each of these in a datagram of its own. */
async function sessionOf(messages: readonly Uint8Array[]): Promise<Session> {
  const packets = messages.map((message, at) => ({
    seconds: 1_700_000_000 + at,
    fraction: 0,
    data: ethernet(0x0800, ipv4(17, udp(message), { identification: (at % 65_535) + 1 })),
  }));
  return readAll([folder.file(pcap(packets))]);
}

/** Header lines at the edge of what is one, in place of a message's own, or beside it. */
const ODD_LINES = [
  'Call-ID: ',
  'Call-ID:   with blanks  ',
  `Call-ID: ${'long'.repeat(100)}`,
  'Call-ID: folded\r\n call@example.com',
  'i: compact@example.com',
  'CALL-ID: CASE@example.com',
  'Call-ID: caf\u00e9@example.com',
  'CSeq: 0 INVITE',
  'CSeq: 2147483648 INVITE',
  'CSeq: 4294967296 BYE',
  'CSeq: 12',
  'CSeq: x INVITE',
  'CSeq: 007\tINVITE',
  'CSeq: 7 invite',
  `CSeq: 1 ${'METHOD'.repeat(10)}`,
  'CSeq: 1\r\n  REGISTER',
  'CSeq: 8 REGISTER',
  'CSeq: 8 REGISTER',
  'To: <sip:bob@example.com>;tag=',
  'To: <sip:bob@example.com>;tag',
  'To: <sip:bob@example.com>;TAG=a',
  'To: <sip:bob@example.com>;x=";tag=no"',
  'To: "a;tag=b" <sip:bob@example.com;tag=c>',
  'To: sip:bob@example.com;tag=d',
  't: Bob <sips:Bob%40x@EXAMPLE.com:5061;user=phone>;tag=e;tag=f',
  'To: <sip:example.com>',
  'To: <tel:+1-555-0100>;tag=g',
  'To: broken <',
  'To: ',
  'From: <sip:al%69ce@Example.COM>;tag=1',
  'f: sip:alice',
  'From: <urn:service:sos>;tag=2',
  `From: <sip:${'a'.repeat(700)}@example.com>;tag=3`,
  'From: "\u00fcber" <sip:\u00fcber@example.com>;tag=4',
  'Via: SIP/2.0/UDP h;branch=',
  'Via: SIP/2.0/UDP h',
  'v: SIP/2.0/TCP [2001:db8::1]:5060;rport;branch=z9hG4bKa, SIP/2.0/UDP i;branch=z9hG4bKb',
  'Via: SIP / 2.0 / UDP h ; branch = z9hG4bKblanks',
  'Via: broken',
  'Contact: *',
  'Contact: <sip:a@b>;expires=7,\r\n <sip:folded@d>',
  'Contact: ',
  'Contact: <sip:caf\u00e9@b>;+sip.instance="<urn:uuid:1>";reg-id=1;expires',
  `Contact: ${Array.from({ length: 40 }, (_, at) => `<sip:many${at}@example.com>;q=0.${at}`).join(', ')}`,
  'm: <sip:a@b>;expires=5, "x, y" <sip:c@d>;q=0.1',
  'Expires: 60',
  'Expires: ',
  'expires : 0',
  'User-Agent: caf\u00e9 1.0',
  'user-agent:',
  'User-Agent: folded\r\n agent',
  `User-Agent: ${'long'.repeat(300)}`,
  'Path: <sip:first.example.com;lr>',
  'path: <sip:second.example.com;lr>, <sip:third.example.com>',
  'From: <sip:alice@example.com>;tag="quoted\\"tag"',
  'From: <sip:alice@example.com>;tag=a,b',
  'To: <sip:bob@example.com>;tag=caf\u00e9',
  'Session-ID: ab30317f1a784dc48ff824d0d3715d86',
  'x-cid: other@example.com',
  'X-Call-ID: other@example.com',
];
const START_LINES = [
  undefined,
  'INVITE sip:bob@example.com SIP/2.0',
  'X-ODD sip:bob@example.com SIP/2.0',
  `${'LONG'.repeat(12)} sip:bob@example.com SIP/2.0`,
  'REGISTER sip:example.com SIP/2.0',
  'REGISTER sip:example.com SIP/2.0',
  'register sip:example.com SIP/2.0',
  `INVITE sip:bob@example.com;${'long=1;'.repeat(60)} SIP/2.0`,
  '\r\nOPTIONS sip:bob@example.com SIP/2.0',
  'SIP/2.0 200 OK',
  'SIP/2.0 999 ',
  'SIP/2.0 099 Too low',
  'SIP/2.0 180',
];

interface Variant {
  readonly of: number;
  readonly startLine: string | undefined;
  readonly lines: readonly string[];
  readonly isFirst: boolean;
  readonly keepsOwn: boolean;
  readonly length: number;
}

const variants = fc.record<Variant>({
  of: fc.nat(recorded.length - 1),
  startLine: fc.constantFrom(...START_LINES),
  lines: fc.array(fc.constantFrom(...ODD_LINES), { maxLength: 4 }),
  isFirst: fc.boolean(),
  keepsOwn: fc.boolean(),
  length: fc.oneof({ weight: 4, arbitrary: fc.constant(10_000) }, fc.integer({ min: 60, max: 900 })),
});

function built({ of, startLine, lines, isFirst, keepsOwn, length }: Variant): Uint8Array {
  const parts = partsOf(recorded[of]?.text ?? '');
  const names = new Set(lines.map(nameOf));
  const own = keepsOwn ? parts.headers : parts.headers.filter((line) => !names.has(nameOf(line)));
  const headers = isFirst ? [...lines, ...own] : [...own, ...lines];
  const text = joined({ ...parts, headers, startLine: startLine ?? parts.startLine });
  return bytesOf(text).subarray(0, length);
}

const COMPACT: Readonly<Record<string, string>> = {
  i: 'call-id',
  f: 'from',
  t: 'to',
  v: 'via',
  m: 'contact',
};

function nameOf(line: string): string {
  const name = line.slice(0, line.indexOf(':')).toLowerCase();
  return COMPACT[name] ?? name;
}

test('of the messages of RFC 4475 and recorded ones', async () => {
  const messages = [
    ...tortureNames().map(torture),
    ...recorded.map(({ text }) => Buffer.from(text, 'latin1')),
  ];
  expect(compareAll(await sessionOf(messages))).toBeGreaterThan(messages.length / 2);
});

test('of messages with odd, missing, repeated and cut header fields', async () => {
  const messages = fc.sample(variants, { numRuns: 800, seed: 17 }).map(built);
  expect(compareAll(await sessionOf(messages))).toBeGreaterThan(400);
});

test.each(EVERYTHING ? recordings() : [recording('3.4/sip-framing'), recording('3.6/all-capabilities')])(
  'of the calls and registrations of $name',
  async ({ captures }) => {
    const [capture = ''] = captures;
    compareAll(await readAll([capture]));
  },
);
