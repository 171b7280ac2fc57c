import { describe, expect, test } from 'vitest';
import { hasRawBytes, textBytes } from '../../../decoders/bytes/text.ts';
import { DEFAULT_SIP_LIMITS } from '../../../decoders/sip/limits.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { parseSipDate } from '../../../decoders/sip/sip-date.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { message, request } from './messages.ts';

const parse = (bytes: Uint8Array): SipMessage => parseSip(bytes, 0, bytes.length);

test('a request as a value', () => {
  const bytes = request([
    'Contact: "A \\"B\\"" <sip:alice@pc33.atlanta.example;ob>;q=0.7;+sip.instance="<urn:x>"',
  ]);
  const { headers, ...parsed } = parse(bytes);
  expect(parsed).toEqual({
    kind: 'request',
    method: 'INVITE',
    uri: 'sip:bob@biloxi.example',
    callId: 'a84b4c76e66710@pc33.atlanta.example',
    cseq: { number: 314159, method: 'INVITE' },
    from: {
      uri: 'sip:alice@atlanta.example',
      displayName: 'Alice',
      tag: '1928301774',
      params: [{ name: 'tag', value: '1928301774' }],
    },
    to: { uri: 'sip:bob@biloxi.example', displayName: 'Bob', params: [] },
    contacts: [
      {
        uri: 'sip:alice@pc33.atlanta.example;ob',
        displayName: 'A "B"',
        params: [
          { name: 'q', value: '0.7' },
          { name: '+sip.instance', value: '<urn:x>' },
        ],
      },
    ],
    vias: [
      {
        protocol: 'SIP/2.0',
        transport: 'UDP',
        host: 'pc33.atlanta.example',
        branch: 'z9hG4bK776asdhds',
        params: [{ name: 'branch', value: 'z9hG4bK776asdhds' }],
      },
    ],
    leftOut: 0,
    state: 'decoded',
    problems: [],
  });
  expect(headers).toHaveLength(7);
  for (const { name, value, from, to } of headers) {
    expect(Buffer.from(bytes.subarray(from, to)).toString()).toBe(`${name}: ${value}`);
  }
});

test('a response as a value', () => {
  const via = 'Via: SIP/2.0/TCP [2001:db8::1]:5061;branch=b;received=2001:db8::2;rport';
  const parsed = parse(message(['SIP/2.0 180 Ringing there', via, 'CSeq: 2 BYE']));
  expect(parsed).toMatchObject({
    kind: 'response',
    status: 180,
    reason: 'Ringing there',
    cseq: { number: 2, method: 'BYE' },
    vias: [{ host: '2001:db8::1', port: 5061, branch: 'b', received: '2001:db8::2', rport: '' }],
    state: 'malformed',
    error: { offset: 0, reason: 'no From header field' },
  });
  expect(parsed).not.toHaveProperty('method');
  expect(parsed).not.toHaveProperty('callId');
});

test('values are unfolded', () => {
  const { headers } = parse(request(['Subject: I know  \r\n \t you are\r\n \r\n there']));
  expect(headers.at(-1)?.value).toBe('I know you are there');
});

test('bytes that are not UTF-8 are kept', () => {
  const bytes = Buffer.from('INVITE sip:b\xfcb@h SIP/2.0\r\nSubject: caf\xe9\r\n\r\n', 'latin1');
  const { uri, headers } = parse(bytes);
  expect(hasRawBytes(uri ?? '')).toBe(true);
  expect(Buffer.from(textBytes(headers[0]?.value ?? '')).toString('latin1')).toBe('caf\xe9');
});

test('offsets count from the first byte given', () => {
  const bytes = request(['Date: tomorrow']);
  const shifted = Buffer.concat([Buffer.alloc(100, 0x41), bytes, Buffer.alloc(100, 0x42)]);
  const { headers, error } = parse(bytes);
  const moved = parseSip(shifted, 100, 100 + bytes.length);
  expect(moved.headers).toEqual(headers);
  expect(moved.error).toEqual(error);
  expect(error?.offset).toBe(Buffer.from(bytes).indexOf('tomorrow'));
});

describe('bodies', () => {
  const SDP = [
    'v=0',
    'o=alice 2890844526 2890844527 IN IP4 pc33.atlanta.example',
    's=-',
    'c=IN IP4 192.0.2.101',
    't=0 0',
    'a=sendonly',
    'm=audio 49172 RTP/AVP 0 97 101',
    'a=rtpmap:97 opus/48000/2',
    'a=rtpmap:101 telephone-event/8000',
    'm=video 0 RTP/SAVPF 31',
    'c=IN IP6 2001:db8::3',
    'a=inactive',
    '',
  ].join('\r\n');

  test('SDP in short', () => {
    const bytes = request(['Content-Type: application/SDP ;x=y'], SDP);
    const { body } = parse(bytes);
    expect(body).toEqual({
      contentType: 'application/sdp',
      from: bytes.length - SDP.length,
      to: bytes.length,
      sdp: {
        origin: {
          username: 'alice',
          sessionId: '2890844526',
          sessionVersion: '2890844527',
          address: 'pc33.atlanta.example',
        },
        connection: '192.0.2.101',
        media: [
          {
            type: 'audio',
            port: 49172,
            protocol: 'RTP/AVP',
            codecs: ['PCMU/8000', 'opus/48000/2', 'telephone-event/8000'],
            direction: 'sendonly',
            address: '192.0.2.101',
          },
          {
            type: 'video',
            port: 0,
            protocol: 'RTP/SAVPF',
            codecs: ['H261/90000'],
            direction: 'inactive',
            address: '2001:db8::3',
          },
        ],
        linesLeftOut: 0,
      },
    });
  });

  test.each(['not SDP at all', 'm=', 'm=audio\r\nm=audio x y z', 'v=0\r\nm= 1 2', 'a=rtpmap:'])(
    'something else in the place of SDP: %j',
    (text) => {
      const { body, state } = parse(request(['Content-Type: application/sdp'], text));
      expect(state).toBe('decoded');
      expect(body?.contentType).toBe('application/sdp');
    },
  );

  test('lines of SDP beyond the limits are left out', () => {
    const long = `a=x:${'y'.repeat(5000)}`;
    const { body } = parse(request(['Content-Type: application/sdp'], `${SDP}${long}\r\n`));
    expect(body?.sdp).toMatchObject({ linesLeftOut: 1 });
    expect(body?.sdp?.media).toHaveLength(2);
  });

  const part = (lines: readonly string[], content: string): string => [...lines, '', content].join('\r\n');

  test('multipart with its parts, nested', () => {
    const inner = `--in\r\n${part(['Content-Type: text/plain'], 'deep')}\r\n--in--`;
    const text = [
      'a preamble',
      `--out`,
      part(['Content-Type: application/sdp', 'Content-ID:\r\n <1@h>'], SDP),
      '--out  ',
      part(['Content-Type: multipart/alternative; boundary="in"'], inner),
      '--out',
      part([], 'no type'),
      '--out--',
      'an epilogue',
    ].join('\r\n');
    const bytes = request(['Content-Type: multipart/mixed;boundary=out'], text);
    const { body, state } = parse(bytes);
    expect(state).toBe('decoded');
    const slice = (place?: { from: number; to: number }): string =>
      Buffer.from(bytes.subarray(place?.from, place?.to)).toString();
    const [sdp, nested, plain] = body?.parts ?? [];
    expect(body?.parts).toHaveLength(3);
    expect(slice(sdp)).toBe(SDP);
    expect(sdp).toMatchObject({
      contentType: 'application/sdp',
      headers: [
        { name: 'Content-Type', value: 'application/sdp' },
        { name: 'Content-ID', value: '<1@h>' },
      ],
    });
    expect(sdp?.sdp?.media).toHaveLength(2);
    expect(slice(nested)).toBe(inner);
    expect(slice(nested?.parts?.[0])).toBe('deep');
    expect(slice(plain)).toBe('no type');
    expect(plain).not.toHaveProperty('contentType');
  });

  test('a multipart body that is not closed', () => {
    const { body, state, error } = parse(
      request(['Content-Type: multipart/mixed;boundary=b'], '--b\r\n\r\none\r\n--b\r\n\r\ntwo'),
    );
    expect(body?.parts).toHaveLength(2);
    expect([state, error?.reason]).toEqual(['malformed', 'the parts are not closed by their boundary']);
  });

  test('limits of parts and depth', () => {
    const text = `${'--b\r\n\r\nx\r\n'.repeat(70)}--b--`;
    const { body } = parse(request(['Content-Type: multipart/mixed;boundary=b'], text));
    expect([body?.parts?.length, body?.partsLeftOut]).toEqual([DEFAULT_SIP_LIMITS.parts, 6]);
    const nested = '--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n'.repeat(50);
    expect(() => parse(request(['Content-Type: multipart/mixed;boundary=b'], nested))).not.toThrow();
  });

  test('bytes beyond Content-Length', () => {
    expect(parse(request(['Content-Length: 2'], 'abcd'))).toMatchObject({ afterBody: 2, state: 'decoded' });
    expect(parse(request(['Content-Length: 4'], 'abcd'))).not.toHaveProperty('afterBody');
  });
});

describe('problems of single header fields', () => {
  test.each([
    ['Date: Sat, 13 Nov 2010 23:29:00 GMT', 'decoded'],
    ['Date: Sat, 13 Nov 2010 23:29:00 CET', 'malformed'],
    ['Expires: 4294967295', 'decoded'],
    ['Expires: 4294967296', 'malformed'],
    ['Expires: soon', 'malformed'],
    ['Contact: <sip:a@b>;expires=60', 'decoded'],
    ['Contact: <sip:a@b>;expires=60s', 'malformed'],
    ['Contact: <sip:a@b>;;', 'malformed'],
    ['Contact:', 'malformed'],
    ['Route: <sip:p;lr>,', 'malformed'],
    ['Via: SIP/2.0/UDP', 'malformed'],
    ['X-Any: <<<,,;;"', 'decoded'],
  ])('%s: %s', (line, state) => {
    expect(parse(request([line])).state).toBe(state);
  });

  test('values and parameters beyond the limit are counted', () => {
    const many = Array.from({ length: 300 }, (_, i) => `<sip:${i}@h>`).join(',');
    const parsed = parse(request([`Contact: ${many}`, `Route: <sip:h>`]));
    expect([parsed.contacts.length, parsed.leftOut]).toEqual([256, 44]);
    const wide = parse(request([`Contact: <sip:a@h>${';p'.repeat(300)}`]));
    expect(wide.contacts[0]).toMatchObject({ paramsLeftOut: 44 });
  });
});

test('dates', () => {
  expect(parseSipDate('Sat, 13 Nov 2010 23:29:00 GMT')).toBe(Date.UTC(2010, 10, 13, 23, 29, 0) / 1000);
  for (const text of [
    '',
    'Sat, 13 Nov 2010 23:29:00',
    'Sat, 13 Nov 2010 24:29:00 GMT',
    'Sat, 32 Nov 2010 23:29:00 GMT',
  ]) {
    expect(parseSipDate(text)).toBeUndefined();
  }
});
