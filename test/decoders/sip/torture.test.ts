import { describe, expect, test } from 'vitest';
import { losslessText } from '../../../decoders/bytes/text.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { torture, tortureNames } from './messages.ts';
import { TORTURE_READINGS, type TortureReading } from './torture-readings.ts';

const parse = (name: string): SipMessage => parseSip(torture(name), 0, torture(name).length);

function readingOf(name: string): TortureReading {
  const { method, status, cseq, from, to, problems } = parse(name);
  const party = (address: SipMessage['from']): string =>
    address === undefined ? '-' : `${address.uri}${address.tag === undefined ? '' : ` ${address.tag}`}`;
  return {
    name,
    what: method ?? String(status ?? '-'),
    cseq: `${cseq?.number ?? '-'} ${cseq?.method}`,
    from: party(from),
    to: party(to),
    problem: problems[0]?.reason,
  };
}

test('all messages of the RFC are here', () => {
  const named = TORTURE_READINGS.map(({ name }) => name);
  expect(named.toSorted()).toEqual(tortureNames().toSorted());
  expect(named).toHaveLength(49);
});

describe.each(TORTURE_READINGS.map((reading) => [reading.name, reading] as const))('%s', (name, reading) => {
  test('is read', () => {
    expect(readingOf(name)).toEqual(reading);
    const { state, callId } = parse(name);
    if (name === 'clerr') expect(state).toBe('partial');
    else expect(state).toBe(reading.problem === undefined ? 'decoded' : 'malformed');
    if (name === 'mpart01') expect(callId).toBe('3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..');
    else expect(callId?.split('.')[0]).toBe(name === 'insuf' ? undefined : name);
  });

  test('has a tree of fields that tells what is wrong where the value does', () => {
    const bytes = torture(name);
    const told = JSON.stringify(dissectSip(bytes, 0, bytes.length)).includes('"problem"');
    expect(told).toBe(reading.problem !== undefined);
  });
});

describe('details', () => {
  test('wsinv: values of Via over two header fields, a quoted display name, unknown header fields', () => {
    const { vias, from, contacts, headers, body } = parse('wsinv');
    expect(vias.map(({ transport, host, branch }) => [transport, host, branch])).toEqual([
      ['UDP', '192.0.2.2', '390skdjuw'],
      ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
      ['UDP', '192.168.255.111', 'z9hG4bK30239'],
    ]);
    expect(from?.displayName).toBe('J Rosenberg \\"');
    expect(contacts).toEqual([
      {
        uri: 'sip:jdrosen@example.com',
        displayName: 'Quoted string ""',
        params: [
          { name: 'newparam', value: 'newvalue' },
          { name: 'secondparam' },
          { name: 'q', value: '0.33' },
        ],
      },
    ]);
    const values = new Map(headers.map(({ name, value }) => [name, value]));
    expect(values.get('s')).toBe('');
    expect(values.get('NewFangledHeader')).toBe('newfangled value continued newfangled value');
    expect(values.get('UnknownHeaderWithUnusualValue')).toBe(';;,,;;,;');
    expect(body?.sdp?.media.map(({ type, port, codecs }) => [type, port, codecs])).toEqual([
      ['audio', 49217, ['PCMU/8000', 'QCELP/8000']],
      ['video', 3227, ['LPC']],
    ]);
  });

  test('intmeth: control characters and UTF-8 come through', () => {
    const { to, from, callId, headers } = parse('intmeth');
    expect(to?.displayName).toBe('BEL:\u0007 NUL:\u0000 DEL:\u007f');
    expect(from?.displayName).toBe("token1~` token2'+_ token3*%!.-");
    expect(from?.params[0]).toEqual({ name: "fromParam''~+*_!.-%", value: 'работающий' });
    expect(callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
    expect(headers[6]).toMatchObject({ name: "extensionHeader-!.%*+_`'~", value: '\ufeff大停電' });
  });

  test('esc02: an escaped header name is another header field', () => {
    expect(parse('esc02').contacts.map(({ uri }) => uri)).toEqual([
      'sip:alias1@host1.example.com',
      'sip:alias3@host3.example.com',
    ]);
  });

  test('longreq: 34 values of Via, whatever the spelling', () => {
    expect(
      parse('longreq')
        .vias.map(({ host }) => host)
        .slice(0, 33),
    ).toEqual(Array.from({ length: 33 }, (_, i) => `sip${33 - i}.example.com`));
  });

  test('dblreq: the second request is no part of the first', () => {
    const bytes = torture('dblreq');
    const second = Buffer.from(bytes).indexOf('INVITE sip:joe');
    expect(parse('dblreq').afterBody).toBe(bytes.length - second + 2);
    expect(parseSip(bytes, second, bytes.length)).toMatchObject({ method: 'INVITE', state: 'decoded' });
  });

  test('semiuri: a semicolon inside the user part', () => {
    expect(parse('semiuri').uri).toBe('sip:user;par=u%40example.net@example.com');
  });

  test('transports: any word is a transport', () => {
    expect(parse('transports').vias.map(({ transport }) => transport)).toEqual([
      'UDP',
      'SCTP',
      'TLS',
      'UNKNOWN',
      'TCP',
    ]);
  });

  test('mpart01: a binary part with bare CR and LF', () => {
    const bytes = torture('mpart01');
    const [text, binary] = parse('mpart01').body?.parts ?? [];
    expect(losslessText(bytes, text?.from ?? 0, text?.to ?? 0)).toBe('Hello');
    expect(binary).toMatchObject({ contentType: 'application/octet-stream' });
    expect((binary?.to ?? 0) - (binary?.from ?? 0)).toBe(342);
  });

  test('unreason and noreason: the reason phrase is free', () => {
    expect(parse('unreason').reason).toBe('= 2**3 * 5**2 но сто девяносто девять - простое');
    expect(parse('noreason').reason).toBe('');
  });

  test('bigcode: no status, and the reason phrase', () => {
    expect(parse('bigcode')).toMatchObject({ kind: 'response', reason: 'better not break the receiver' });
    expect(parse('bigcode')).not.toHaveProperty('status');
  });

  test('ltgtruri and lwsruri: the request URI all the same', () => {
    expect(parse('ltgtruri').uri).toBe('sip:user@example.com');
    expect(parse('lwsruri').uri).toBe('sip:user@example.com; lr');
  });

  test('cparam01, cparam02: without brackets the parameter is one of the header field', () => {
    const [outside] = parse('cparam01').contacts;
    const [inside] = parse('cparam02').contacts;
    expect(outside).toEqual({ uri: 'sip:+19725552222@gw1.example.net', params: [{ name: 'unknownparam' }] });
    expect(inside).toEqual({ uri: 'sip:+19725552222@gw1.example.net;unknownparam', params: [] });
  });
});
