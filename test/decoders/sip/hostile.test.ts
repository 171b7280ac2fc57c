import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { AorList, writeAor } from '../../../decoders/sip/addresses-of-record.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { unfolded } from '../../../decoders/sip/folding.ts';
import { readFields } from '../../../decoders/sip/header-fields.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipTraits, Trait } from '../../../decoders/sip/message-traits.ts';
import { findParts } from '../../../decoders/sip/multipart.ts';
import { AddressReader } from '../../../decoders/sip/name-addr.ts';
import { ParameterReader } from '../../../decoders/sip/parameters.ts';
import type { SipBody } from '../../../decoders/sip/parse-body.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { summarizeSdp } from '../../../decoders/sip/sdp-summary.ts';
import { requestOrStatusLine, startsLikeSip } from '../../../decoders/sip/start-line.ts';
import { UriParts } from '../../../decoders/sip/uri.ts';
import { ViaReader } from '../../../decoders/sip/via.ts';
import { bytesOf, torture, tortureNames } from './messages.ts';

/** What parsers stumble over, in any order. */
const PIECES = [
  'INVITE sip:a@b SIP/2.0\r\n',
  'SIP/2.0 200 OK\r\n',
  'SIP/2.0',
  'To: ',
  'Contact: ',
  'm:',
  'Via: SIP/2.0/UDP h',
  'CSeq: 1 INVITE\r\n',
  'Call-ID: x\r\n',
  'Date: ',
  'Authorization: Digest ',
  'Accept: ',
  'Content-Length: 5\r\n',
  'Content-Type: multipart/mixed;boundary=b\r\n',
  'Content-Type: application/sdp\r\n',
  '\r\n\r\n',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  '--b\r\n',
  '--b--',
  'm=audio 1 RTP/AVP 0\r\n',
  'a=rtpmap:0 x/1\r\n',
  'sip:',
  'tel:',
  'sip:u@[::1]:5060;x?y=z',
  '%41',
  '%',
  '@',
  '<',
  '>',
  '"',
  '\\',
  ',',
  ';',
  '=',
  ':',
  '*',
  '?',
  '&',
  '[',
  ']',
  '\u0000',
  'é',
];

const mixture = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 40 })
  .map((pieces) => bytesOf(pieces.join('')));
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), mixture);
/** A torture message with some bytes replaced. */
const damaged = fc
  .tuple(fc.constantFrom(...tortureNames()), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }))
  .map(([name, changes]) => {
    const bytes = torture(name);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return bytes;
  });

/** The bytes with others around them: what is outside must not matter. */
const inside = fc
  .tuple(fc.oneof(anyBytes, damaged), fc.nat(20), fc.nat(20))
  .map(([bytes, before, after]) => ({
    bytes: Buffer.concat([Buffer.alloc(before, ';"<\n'), bytes, Buffer.alloc(after, ',\r\n>')]),
    from: before,
    to: before + bytes.length,
  }));

function expectRange(from: number, to: number, low: number, high: number, what: string): void {
  if (from >= low && to >= from && high >= to) return;
  expect.fail(`${what}: [${from}, ${to}) is not in [${low}, ${high})`);
}

function expectInside(reader: object, low: number, high: number): void {
  const positions = new Map(Object.entries(reader));
  for (const [key, from] of positions) {
    const name = key.endsWith('From') ? key.slice(0, -4) : undefined;
    if (key === 'from') expectRange(from, positions.get('to'), low, high, key);
    if (name === undefined || (from === -1 && positions.get(`${name}To`) === -1)) continue;
    expectRange(from, positions.get(`${name}To`), low, high, key);
  }
}

function expectTree(nodes: readonly FieldNode[], low: number, high: number): void {
  for (const node of nodes) {
    expectRange(node.from, node.to, low, high, node.name);
    expectTree(node.children ?? [], node.from, node.to);
  }
}

function expectBody(body: SipBody | undefined, low: number, high: number): void {
  if (body === undefined) return;
  expectRange(body.from, body.to, low, high, 'body');
  for (const part of body.parts ?? []) expectBody(part, body.from, body.to);
}

describe('any bytes', () => {
  const index = new SipIndex(16);
  const aors = new AorList(8);
  const traits = new SipTraits();
  const scratch = new Uint8Array(64);

  test('the index and the addresses of record lie in the bytes', () => {
    fc.assert(
      fc.property(inside, ({ bytes, from, to }) => {
        index.read(bytes, from, to);
        const { startLineTo, from: start, to: end, status, ...ranges } = index;
        expectInside({ ...ranges }, from, to);
        expectRange(start, end, from, to, 'message');
        expectRange(start, startLineTo, from, to, 'start line');
        expectRange(index.problemAt, index.problemAt, from, to, 'problem');
        expect([1, 2, 4]).toContain(status);
        let last = startLineTo;
        for (let entry = 0; entry < index.headerCount; entry++) {
          expectRange(index.nameFrom(entry), index.nameTo(entry), last, to, 'name');
          expectRange(index.valueFrom(entry), index.valueTo(entry), index.nameTo(entry), to, 'value');
          last = index.valueTo(entry);
        }
        aors.collect(index);
        for (let at = 0; at < aors.count; at++) {
          expectRange(aors.userFrom(at), aors.userTo(at), from, to, 'user');
          expectRange(aors.hostFrom(at), aors.hostTo(at), from, to, 'host');
          expectRange(0, aors.write(at, scratch), 0, 64, 'length');
        }
        traits.read(index);
        expect(Object.values(Trait)).toContain(traits.hasToTag);
      }),
      { numRuns: 600 },
    );
  });

  test('the value is the same wherever the message lies, with offsets inside', () => {
    fc.assert(
      fc.property(inside, ({ bytes, from, to }) => {
        const parsed = parseSip(bytes, from, to);
        expect(parseSip(Uint8Array.from(bytes.subarray(from, to)), 0, to - from)).toEqual(parsed);
        for (const header of parsed.headers) expectRange(header.from, header.to, 0, to - from, header.name);
        for (const { offset, reason } of parsed.problems) expectRange(offset, offset, 0, to - from, reason);
        expectBody(parsed.body, 0, to - from);
        expect(parsed.state === 'decoded').toBe(parsed.error === undefined);
      }),
      { numRuns: 400 },
    );
  });

  test('the tree lies in the bytes, children in their parents', () => {
    fc.assert(
      fc.property(inside, ({ bytes, from, to }) => {
        expectTree(dissectSip(bytes, from, to), from, to);
      }),
      { numRuns: 400 },
    );
  });

  test('readers of values end, in order, inside', () => {
    const address = new AddressReader();
    const via = new ViaReader();
    const parameters = new ParameterReader();
    const uri = new UriParts();
    fc.assert(
      fc.property(inside, fc.boolean(), ({ bytes, from, to }, several) => {
        let last = from;
        address.start(bytes, from, to, several);
        while (address.next()) {
          expectInside(address, last, to);
          last = address.to;
        }
        last = from;
        via.start(bytes, from, to);
        while (via.next()) {
          expectInside(via, last, to);
          last = via.to;
        }
        last = from;
        parameters.start(bytes, from, to);
        while (parameters.next()) {
          expectInside(parameters, last, to);
          expect(parameters.to).toBeGreaterThan(last);
          last = parameters.to;
        }
        uri.read(bytes, from, to);
        expectInside(uri, from, to);
        writeAor(bytes, uri, scratch);
        for (const { from: low, to: high } of findParts(bytes, from, to, 'b', 4).parts) {
          expectRange(low, high, from, to, 'part');
        }
        for (const field of readFields(bytes, from, to, 4).fields) expectInside(field, from, to);
        unfolded(bytes, from, to);
        summarizeSdp(bytes, from, to);
        startsLikeSip(bytes, from, to);
        requestOrStatusLine(bytes, from, to);
      }),
      { numRuns: 600 },
    );
  });
});
