import { describe, expect, it } from 'vitest';
import { decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { ANY_RELEASE, describeReleases, releases } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';

const TRAILER = { cluster: 1, source: 2, destination: 3 };

function packetIn(
  layout: string,
  capability: string,
  command: number,
  version: number,
  fields: Fields,
): Uint8Array {
  const candidates = CATALOGUE.named(capability)?.candidatesFor(command, version) ?? [];
  const candidate = candidates.find((one) => one.layouts.includes(layout));
  if (candidate === undefined) throw new Error(`no layout ${layout} of ${capability} ${command} v${version}`);
  const trailer = candidate.capability.nodeIds === 'trailer' ? TRAILER : undefined;
  return encodePacket(candidate, version, fields, trailer);
}

const contact = {
  domain: 'location',
  aor: 'alice',
  contact: 'sip:alice@192.0.2.1',
  contact_id: 5n,
  callid: 'c1',
  expires: 1700003600,
  cseq: 1,
};

describe('layouts that share a version number', () => {
  it.each(['1a', '1b', '1c', '1d'])('tells usrloc insert %s by its length', (layout) => {
    const bytes = packetIn(layout, 'usrloc-contact-repl', 3, 1, { ...contact, kv_store: '{}' });
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({
      status: 'decoded',
      layouts: expect.arrayContaining([layout]),
    });
  });

  it.each([
    ['4a', 'n#v|', 'p/b#x|'],
    ['4b', 'n#1#v|m#2#42|', 'p/b#1#x|'],
  ])('tells dialog %s by the grammar of its values', (layout, vars, profiles) => {
    const bytes = packetIn(layout, 'dialog-dlg-repl', 1, 4, { callid: 'c', state: 4, vars, profiles });
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({
      status: 'decoded',
      layouts: [layout],
    });
  });

  it.each(['1a', '1b'])('tells ratelimit %s by algorithm and flags', (layout) => {
    const entry = [{ pipe: 'calls', flags: 1, algo: 1, limit: 100, counter: 7 }];
    const bytes = packetIn(layout, 'ratelimit-pipe-repl', 0, 1, { entry });
    const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length);
    expect(packet.layouts).toContain(layout);
    expect(packet.fields).toMatchObject({ entry: [{ pipe: 'calls', limit: 100, counter: 7 }] });
  });

  it('reads a bridge packet that lacks the cluster in front', () => {
    const entry = [{ pipe: 'calls', flags: 1, algo: 1, limit: 100, counter: 7 }];
    const bytes = packetIn('1c-follow-up', 'ratelimit-pipe-repl', 11, 1, { entry });
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({
      status: 'decoded',
      layouts: ['1c-follow-up'],
    });
  });

  it.each([
    ['new', 9],
    ['new-seq', 9],
    ['old', 8],
    ['old-seq', 8],
  ])('tells CAP_UPDATE %s by its constraints', (layout, command) => {
    const fields = {
      cluster_id: 1,
      source_node: 2,
      seq_no: 0,
      timestamp: 1700000000,
      nodes_count: 1,
      nodes: [{ node_id: 2, caps_count: 1, caps: [{ capability: 'tm-repl', state: 1 }] }],
      require_reply: 1,
      path_len: 1,
      path: [2],
    };
    const bytes = packetIn(layout, 'clusterer-internal', command, 1, fields);
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({
      status: 'decoded',
      layouts: [layout],
    });
  });
});

describe('what is known of the sender', () => {
  // Without values or profiles nothing in the packet tells 3.3 from 3.4.
  const bytes = packetIn('4a', 'dialog-dlg-repl', 1, 4, { callid: 'c', state: 4 });

  it.each([
    ['3.3', '4a'],
    ['3.5', '4b'],
  ])('settles a tie: a node of %s means %s', (release, layout) => {
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length, releases(release)).layouts).toEqual([layout]);
  });

  it('does not keep an upgraded node from being read', () => {
    const packet = decodePacket(
      CATALOGUE,
      packetIn('5', 'usrloc-contact-repl', 3, 5, contact),
      0,
      packetIn('5', 'usrloc-contact-repl', 3, 5, contact).length,
      releases('3.4'),
    );
    expect(packet.status).toBe('decoded');
    expect(describeReleases(packet.releases)).toBe('3.6-master');
  });
});

describe('packets that no layout fits', () => {
  const insert = packetIn('3', 'usrloc-contact-repl', 3, 3, contact);

  it('reads a capability that is not known generically', () => {
    const bytes = Buffer.from(insert);
    bytes.write('future', 12, 'latin1');
    const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, ANY_RELEASE);
    expect(packet.status).toBe('unknown');
    expect(packet.fields.items).toEqual(expect.arrayContaining(['location', 'alice', 'sip:alice@192.0.2.1']));
    expect(packet).toMatchObject(TRAILER);
  });

  it('names bytes that are left over', () => {
    const bytes = Buffer.concat([insert.subarray(0, -12), Buffer.from('more'), insert.subarray(-12)]);
    bytes.writeUInt32LE(bytes.length, 4);
    const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length);
    expect(packet).toMatchObject({ status: 'partial', name: 'REPL_UCONTACT_INSERT', ...TRAILER });
    expect(Buffer.from(packet.rest ?? []).toString()).toBe('more');
  });

  it('gives offset and reason of a contradiction', () => {
    const bytes = Buffer.from(insert);
    bytes.writeUInt16LE(60000, 35 + 10);
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({
      status: 'malformed',
      error: { offset: 45, reason: expect.stringMatching(/^aor: needs 60002 bytes, \d+ left$/) },
      fields: { domain: 'location' },
    });
  });
});

describe('release sets', () => {
  it.each([
    [['3.1.3-3.5'], '3.1.3-3.5'],
    [['2.4'], '2.4.0-2.4'],
    [['3.6+'], '3.6-master'],
    [['3.0.1-3.0', '3.1.0-3.1.2'], '3.0.1-3.1.2'],
    [['2.4.7-2.4', '3.3'], '2.4.7-2.4, 3.3'],
    [[], ''],
  ])('%j is %s', (spans, text) => {
    expect(describeReleases(releases(...spans))).toBe(text);
  });

  it('refuses a name that is no boundary', () => {
    expect(() => releases('3.9')).toThrow('not a span of releases: 3.9');
  });
});
