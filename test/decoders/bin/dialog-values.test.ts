import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readTypedProfiles,
  readTypedValues,
  readUntypedValues,
  typedPairs,
  untypedPairs,
} from '../../../decoders/bin/dialog-values.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { NESTED_CATALOGUE } from '../../../decoders/bin/nested-buffers.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import type { Grammar, InnerReading } from '../../../decoders/fields/field.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const fits = (grammar: Grammar, text: string) => grammar(bytesOf(text), 0, text.length);
const read = (reading: InnerReading, text: string) => reading(bytesOf(text), 0, text.length);
const escaped = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[|#\\]/g, '\\$&');

describe('grammar of dialog values', () => {
  it.each([
    ['a#1#x|b#2#42|', 'typed'],
    ['a#x|b#42|', 'untyped'],
    ['a\\#1#x\\|y|', 'untyped'],
    ['a\\#b#1#x|', 'typed'],
    ['a#3#x|', 'neither'],
    ['a|', 'neither'],
    ['a#x', 'neither'],
    ['a#1#x|b', 'neither'],
  ])('%s is %s', (text, form) => {
    expect({ typed: fits(typedPairs, text), untyped: fits(untypedPairs, text) }).toEqual({
      typed: form === 'typed',
      untyped: form === 'untyped',
    });
  });
});

describe('reading of dialog values', () => {
  it('undoes escapes and gives each pair its place', () => {
    expect(read(readTypedValues, 'dlgX_shtag#1#vip1|n\\#o#2#42|')).toEqual([
      {
        name: 'dlgX_shtag',
        from: 0,
        to: 17,
        value: 'vip1',
        shown: 'text',
        note: 'sharing tag of the dialog',
      },
      { name: 'n#o', from: 18, to: 27, value: '42', shown: 'integer' },
    ]);
  });

  it('has no note for a value that is called like something that every object has', () => {
    const pair = { from: 0, to: 17, name: 'constructor', value: 'x', shown: 'text' };
    expect(read(readTypedValues, 'constructor#1#x|')).toEqual([{ ...pair, to: 15 }]);
  });

  it('tells how a profile is shared', () => {
    expect(read(readTypedProfiles, 'caller/b#1#alice|calls/s#1#|local#1#|')).toMatchObject([
      { name: 'caller', value: 'alice', shown: 'replicated over BIN' },
      { name: 'calls', value: '', shown: 'shared through a cachedb' },
      { name: 'local', value: '' },
    ]);
  });

  it('reads back any names and values', () => {
    const part = fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { maxLength: 5 }), (pairs) => {
        const text = pairs
          .map(([name, value]) => `${escaped(bytesOf(name))}#${escaped(bytesOf(value))}|`)
          .join('');
        const nodes = read(readUntypedValues, text);
        expect(nodes).toHaveLength(pairs.length);
        if (text !== '') expect(fits(untypedPairs, text)).toBe(true);
      }),
    );
  });

  it('never throws and stays inside its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(10), (bytes, from) => {
        const start = Math.min(from, bytes.length);
        for (const reading of [readTypedValues, readUntypedValues, readTypedProfiles]) {
          for (const node of reading(bytes, start, bytes.length)) {
            expect(node.from).toBeGreaterThanOrEqual(start);
            expect(node.to).toBeLessThanOrEqual(bytes.length);
          }
        }
      }),
    );
  });
});

describe('buffers inside dialog values', () => {
  const contexts = [
    {
      capability: 'rtp_relay_ctx',
      value: '_rtp_relay_ctx_',
      version: 4,
      layout: '4-rtpengine',
      fields: {
        relay: 'rtpengine',
        node: 'udp:192.0.2.7:2223',
        leg: [leg('a'), leg('b')],
        copies_no: 1,
        copy: [{ copy_id: 'c', subscription_tag: 't' }],
        callid: 'call#1|\\',
      },
      finds: { callid: 'call#1|\\', relay: 'rtpengine' },
    },
    {
      capability: 'siprec',
      value: 'siprecX_ctx',
      version: 2,
      layout: '2b',
      fields: {
        session: [
          {
            ts: 1700000000,
            srs_uri: 'sip:srs@192.0.2.9',
            uuid: 'a'.repeat(24),
            participants_no: 1,
            participant: [{ kind: 1, aor: 'sip:alice@example.com', uuid: 'b'.repeat(24), streams_no: 0 }],
          },
        ],
      },
      finds: { srs_uri: 'sip:srs@192.0.2.9', aor: 'sip:alice@example.com' },
    },
  ];

  it.each(contexts)('$capability is read out of its escaped value', (context) => {
    const candidates = NESTED_CATALOGUE.named(context.capability)?.candidatesFor(0, context.version) ?? [];
    const candidate = candidates.find((one) => one.layouts.includes(context.layout));
    if (candidate === undefined) throw new Error('no such layout');
    const buffer = encodePacket(candidate, context.version, context.fields);
    const [node] = read(readTypedValues, `${context.value}#1#${escaped(buffer)}|`);
    expect(leaves(node)).toMatchObject(context.finds);
  });
});

function leg(tag: string) {
  return { index: 0, state: 1, tag, flag_value: ['', '', '', '', '', '', ''] };
}

function leaves(node: FieldNode | undefined): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (one: FieldNode): void => {
    if (one.children === undefined) found[one.name] = one.value;
    else one.children.forEach(visit);
  };
  if (node !== undefined) visit(node);
  return found;
}
