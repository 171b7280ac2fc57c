import { expect, test } from 'vitest';
import { ANY_RELEASE } from '../../../decoders/bin/releases.ts';
import { BinColumn } from '../../../src/engine/reading/bin-digest.ts';
import { BinDigester } from '../../../src/engine/reading/bin-digester.ts';
import { PayloadHash } from '../../../src/tables/payload-hash.ts';
import { NO_RECORDING_HAS_ONE } from '../../decoders/bin/built-packets.ts';
import { bytesOf, goldens } from '../../support/golden-packets.ts';

const PACKETS = [...goldens().map(bytesOf), ...NO_RECORDING_HAS_ONE.map(({ bytes }) => bytes)];
const digester = new BinDigester();

/** All that it says, without which releases there may be. */
function partsOf(bytes: Uint8Array, known: number | undefined): readonly number[] {
  const digest =
    known === undefined
      ? digester.readWhole(bytes, 0, bytes.length)
      : digester.readHead(bytes, 0, bytes.length);
  if (known !== undefined) digester.readPayload(known);
  const numbers = [...digest.numbers.slice(0, digest.length), ...digest.texts.slice(0, digest.textsLength)];
  numbers[BinColumn.Certain] = 0;
  numbers[BinColumn.Releases] = digest.get(BinColumn.Releases) & (known ?? ANY_RELEASE);
  return numbers;
}

test('a digest for all releases is that for those that it says', () => {
  let same = 0;
  let other = 0;
  for (const bytes of PACKETS) {
    for (let release = 0; 1 << release < ANY_RELEASE; release++) {
      for (const known of [1 << release, 3 << release, 0x15555 << release].map((set) => set & ANY_RELEASE)) {
        if (!digester.readWhole(bytes, 0, bytes.length).isFor(known)) {
          other++;
          continue;
        }
        same++;
        const all = digester.readWhole(bytes, 0, bytes.length).get(BinColumn.Releases) & known;
        const wanted = [...partsOf(bytes, undefined)];
        wanted[BinColumn.Releases] = all;
        expect(partsOf(bytes, known)).toEqual(wanted);
      }
    }
  }
  expect(same).toBeGreaterThan(1000);
  expect(other).toBeGreaterThan(100);
});

test('copies of a broadcast have the same digest, but for their destination and whole hash', () => {
  const hash = new PayloadHash();
  let copies = 0;
  for (const bytes of PACKETS) {
    const first = partsOf(bytes, undefined);
    if ((first[BinColumn.Destination] as number) <= 0) continue;
    const copy = Uint8Array.from(bytes);
    copy[copy.length - 4] = ((copy[copy.length - 4] as number) % 100) + 1;
    const [one, two] = [bytes, copy].map((packet) => {
      const { hash: whole, secondHash } = new BinDigester().readWhole(packet, 0, packet.length);
      return [whole, secondHash];
    });
    expect(two).not.toEqual(one);
    expect(hash.of(copy, 0, copy.length)).not.toBe(hash.of(bytes, 0, bytes.length));
    const second = [...partsOf(copy, undefined)];
    second[BinColumn.Destination] = first[BinColumn.Destination] as number;
    expect(second).toEqual(first);
    copies++;
  }
  expect(copies).toBeGreaterThan(50);
});
