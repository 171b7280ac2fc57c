import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { typedPairs, untypedPairs } from '../../../decoders/bin/dialog-values.ts';
import { dissectPacket } from '../../../decoders/bin/dissect-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { frameLength, payloadAt } from '../../../decoders/bin/frame.ts';
import { readGenerically } from '../../../decoders/bin/generic-reading.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { ANY_RELEASE } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import { type FieldList, Repeated } from '../../../decoders/fields/compile.ts';
import { EVERYTHING } from '../../support/everything.ts';
import { countNodes, misplaced } from '../../support/field-tree.ts';
import { bytesOf, goldens } from '../../support/golden-packets.ts';
import { lies, numberFields, readNumber, spliced, withNumber } from '../../support/mutate-packets.ts';
import { NO_RECORDING_HAS_ONE } from './built-packets.ts';

/** Real packets, and what real packets become when somebody means harm. */
const PACKETS: readonly Uint8Array[] = [
  ...goldens().map(bytesOf),
  ...NO_RECORDING_HAS_ONE.filter(({ catalogue }) => catalogue === CATALOGUE).map(({ bytes }) => bytes),
];

/** Of larger packets only so many numbers and cuts are tried, spread evenly; more with ALL_CAPTURES=1. */
const MOST_TRIES = EVERYTHING ? 40 : 12;
/** Nodes of a tree are bounded by the bytes: this many a byte at most, and the frame of an empty packet. */
const NODES_PER_BYTE = 2;
const NODES_OF_NOTHING = 12;

const skimmer = new PacketSkimmer(CATALOGUE);

/** Everything that may be asked of the first `to` bytes: nothing throws, nothing lies outside. */
function judge(bytes: Uint8Array, to = bytes.length): string {
  skimmer.skim(bytes, 0, to, ANY_RELEASE);
  for (let term = 0; term < skimmer.terms.count; term++) {
    if (skimmer.terms.from(term) > skimmer.terms.to(term) || skimmer.terms.to(term) > to) {
      expect.fail(`term ${term} ends at ${skimmer.terms.to(term)} of ${to}`);
    }
  }
  const packet = decodePacket(CATALOGUE, bytes, 0, to);
  const { status, error } = packet;
  if (error !== undefined && !(error.offset >= 0 && error.offset <= to)) {
    expect.fail(`error at ${error.offset} of ${to}: ${error.reason}`);
  }
  const missing = to < 12 || frameLength(bytes, 0) > to;
  if (missing && status === 'decoded') expect.fail(`decoded, though only ${to} bytes are there`);
  if (status === 'malformed' && error === undefined) expect.fail('malformed for no reason');
  if (status === 'decoded' && error !== undefined) expect.fail(`decoded, but ${error.reason}`);
  const tree = dissectPacket(CATALOGUE, bytes, 0, to);
  const wrong = misplaced(tree, 0, to);
  if (wrong.length > 0) expect.fail(wrong.join('\n'));
  const nodes = countNodes(tree);
  if (nodes > NODES_PER_BYTE * to + NODES_OF_NOTHING) expect.fail(`${nodes} nodes for ${to} bytes`);
  const payload = to < 12 ? to : Math.min(payloadAt(bytes, 0), to);
  const items = readGenerically(bytes, payload, to);
  if (misplaced(items, payload, to).length > 0 || items.length > to - payload) expect.fail('generic reading');
  return status;
}

function spread<Item>(items: readonly Item[]): readonly Item[] {
  const step = Math.max(1, items.length / MOST_TRIES);
  return items.filter((_, at) => at === 0 || Math.floor(at / step) !== Math.floor((at - 1) / step));
}

describe('goldens', () => {
  test('with a number that lies: too small, too large, negative, off by one', () => {
    for (const bytes of PACKETS) {
      for (const field of spread(numberFields(dissectPacket(CATALOGUE, bytes, 0, bytes.length)))) {
        for (const lie of lies(readNumber(bytes, field))) judge(withNumber(bytes, field, lie));
      }
    }
  });

  test('cut anywhere are never decoded', () => {
    for (const bytes of PACKETS) {
      for (const to of spread([...bytes.keys()])) expect(judge(bytes, to)).not.toBe('decoded');
    }
  });

  test('cut anywhere, with a length that agrees', () => {
    for (const bytes of PACKETS) {
      const payload = payloadAt(bytes, 0);
      for (const to of spread([...bytes.keys()]).filter((at) => at >= payload)) {
        // What is last is taken for the trailer; a list to the end may even be whole again.
        judge(spliced(bytes, to, bytes.length, new Uint8Array(0)));
      }
    }
  });

  test('under another version or command', () => {
    for (const bytes of PACKETS) {
      const command = { name: 'command', at: payloadAt(bytes, 0) - 4, width: 4 } as const;
      for (const version of [0, 1, 2, 3, 4, 5, 6, 255, 0xffff]) {
        judge(withNumber(bytes, { name: 'version', at: 8, width: 2 }, version));
      }
      for (const id of [...Array(15).keys(), 101, 102, 10001, -1]) judge(withNumber(bytes, command, id));
    }
  });

  test('with the marker anywhere inside', () => {
    const marker = Buffer.from('P4CK');
    for (const bytes of PACKETS) {
      for (const at of spread([...bytes.keys()])) judge(spliced(bytes, at, at, marker));
    }
  });

  test('with bytes flipped, dropped and repeated', () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
      drop: fc.nat(5),
      repeat: fc.nat(9),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...PACKETS),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (packet, changes, lengthAgrees) => {
          let bytes = Uint8Array.from(packet);
          for (const { at, byte, drop, repeat } of changes) {
            const from = 12 + (at % Math.max(1, bytes.length - 12));
            const again = bytes.subarray(from, from + repeat);
            const changed = Buffer.concat([Uint8Array.of(byte), again]);
            bytes = Uint8Array.from(spliced(bytes, from, Math.min(bytes.length, from + drop), changed));
          }
          if (!lengthAgrees) bytes.set(packet.subarray(4, 8), 4);
          judge(bytes);
        },
      ),
      { numRuns: 2500 },
    );
  });
});

describe('a packet inside a field of another', () => {
  test('changes nothing about it', () => {
    const candidate = CATALOGUE.named('cachedb-local-repl')?.candidatesFor(1, 1)[0];
    if (candidate === undefined) throw new Error('no layout');
    for (const packet of PACKETS) {
      const fields = { collection: 'default', key: 'P4CK', value: Uint8Array.from(packet), expires: 0 };
      const bytes = encodePacket(candidate, 1, fields, { cluster: 1, source: 2, destination: 3 });
      judge(bytes);
      expect(decodePacket(CATALOGUE, bytes, 0, bytes.length)).toMatchObject({ status: 'decoded', fields });
    }
  });
});

describe('sync packets', () => {
  const syncs = goldens().filter(({ title }) => title.startsWith('CLUSTERER_SYNC ('));

  test.each(syncs)('$title: a chunk less is a chunk less, a chunk cut is said', (golden) => {
    const bytes = bytesOf(golden);
    const tree = dissectPacket(CATALOGUE, bytes, 0, bytes.length);
    const chunks = tree.filter((node) => node.name.startsWith('chunk['));
    expect(chunks.length).toBeGreaterThan(0);
    for (const { from, to } of chunks) {
      const without = spliced(bytes, from, to, new Uint8Array(0));
      expect(judge(without)).toBe('decoded');
      skimmer.skim(without, 0, without.length, ANY_RELEASE);
      expect(skimmer.chunks).toBe(chunks.length - 1);
      expect(judge(spliced(bytes, to - 1, to, new Uint8Array(0)))).not.toBe('decoded');
      expect(judge(spliced(bytes, from, to, bytes.subarray(from, from + 8)))).not.toBe('decoded');
    }
  });
});

describe('the work for one packet is bounded by its bytes', () => {
  test('no field that a count repeats takes no bytes', () => {
    const free = CATALOGUE.entries.flatMap((entry) =>
      entry.spec.layouts.flatMap((one) =>
        one.wires.flatMap((wire) => [
          ...entry.spec.packets.flatMap((packet) => entry.candidatesFor(packet.command, wire)),
          ...entry.chunkCandidatesFor(wire),
        ]),
      ),
    );
    for (const { list } of free) expect(freeRepetitions(list)).toEqual([]);
  });

  test.each([
    ['pairs without a type after one that has one', 'n#1#v|', 'a#x#|'],
    ['pairs without an end', 'n#1#v|', '#1'],
    ['escapes', 'n#1#v|', '\\#'],
  ])('dialog values are read once: %s', (_what, first, again) => {
    const vars = Buffer.from(first + again.repeat(3000));
    const counted = counting(vars);
    typedPairs(counted.bytes, 0, vars.length);
    untypedPairs(counted.bytes, 0, vars.length);
    expect(counted.reads()).toBeLessThan(6 * vars.length);
    const candidate = CATALOGUE.named('dialog-dlg-repl')?.candidatesFor(2, 4)[0];
    if (candidate === undefined) throw new Error('no layout');
    judge(encodePacket(candidate, 4, { vars: vars.toString() }, { cluster: 1, source: 2, destination: 3 }));
  });

  test('generic reading reads text once, where all lengths end behind the same bad byte', () => {
    const bytes = new Uint8Array(20_000).fill(0x20);
    bytes[8_000] = 0;
    bytes[16_000] = 0;
    const counted = counting(bytes);
    readGenerically(counted.bytes, 0, 16_000);
    expect(counted.reads()).toBeLessThan(8 * bytes.length);
  });
});

/** The bytes, and how often one of them was asked for. */
function counting(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(bytes, {
    get(_target, key) {
      reads++;
      return bytes[Number(key)];
    },
  });
  return { bytes: proxy, reads: () => reads };
}

function freeRepetitions(list: FieldList): readonly string[] {
  return list.fields.flatMap((field) => [
    ...(field.repeated !== Repeated.Once && field.size === 0 ? [field.spec.name] : []),
    ...(field.members === undefined ? [] : freeRepetitions(field.members)),
    ...field.variants.flatMap((variant) => freeRepetitions(variant.list)),
  ]);
}
