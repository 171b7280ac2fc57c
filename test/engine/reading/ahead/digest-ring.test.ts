import { describe, expect, test } from 'vitest';
import { DigestReader } from '../../../../src/engine/reading/ahead/digest-reader.ts';
import { LONGEST_RECORD, ringMemory } from '../../../../src/engine/reading/ahead/digest-ring.ts';
import { DigestWriter } from '../../../../src/engine/reading/ahead/digest-writer.ts';
import { BinDigester } from '../../../../src/engine/reading/bin-digester.ts';
import { DigestColumn, type MessageDigest } from '../../../../src/engine/reading/message-digest.ts';
import { SipDigester } from '../../../../src/engine/reading/sip-digest.ts';
import { Extents, Protocol } from '../../../../src/reassembly/carried-message.ts';
import { REQUEST } from '../../../support/build-packets.ts';
import { bytesOf, goldens } from '../../../support/golden-packets.ts';
import { MESSAGES } from './sip-messages.ts';

/** All that a digest says. */
function partsOf(digest: MessageDigest): readonly string[] {
  const { numbers, start, length, bindings, bindingsFrom } = digest;
  const bindingsTo = bindingsFrom + digest.get(DigestColumn.BindingsLength);
  return [numbers.slice(start, start + length).join(' '), bindings.slice(bindingsFrom, bindingsTo).join(' ')];
}

/** Parts of a message, each the number of its frame and its length. */
function partsIn(...parts: readonly (readonly [frame: number, length: number])[]): Extents {
  const extents = new Extents();
  for (const [frame, length] of parts) extents.add(1000 * frame, 42, length, frame);
  return extents;
}

const sip = new SipDigester();
const bin = new BinDigester();
const PACKETS = goldens().map(bytesOf);

describe('a ring', () => {
  test('gives back what was put in, through many turns of it', () => {
    const memory = ringMemory(64 * 1024);
    const [writer, reader] = [new DigestWriter(memory), new DigestReader(memory)];
    expect(64 * 1024).toBeGreaterThan(4 * 2 * LONGEST_RECORD);
    let frame = 0;
    let compared = 0;
    for (let round = 0; round < 8; round++) {
      const put: [Extents, number][] = [];
      while (writer.hasRoom) {
        frame += 2;
        const message = MESSAGES[frame % MESSAGES.length] as Uint8Array;
        const packet = PACKETS[frame % PACKETS.length] as Uint8Array;
        const parts = partsIn([frame, message.length]);
        writer.write(Protocol.Sip, parts, sip.readWhole(message, 0, message.length));
        put.push([parts, frame]);
        const pieces = partsIn([frame - 1, 10], [frame + 1, packet.length - 10]);
        writer.write(Protocol.Bin, pieces, bin.readWhole(packet, 0, packet.length));
        put.push([pieces, frame + 1]);
      }
      for (const [parts, number] of put) {
        // One in five is never asked for.
        if (number % 5 === 0) continue;
        const isSip = number % 2 === 0;
        const found = isSip ? reader.sip(parts, number, 0) : reader.bin(parts, number, 0);
        const message = (
          isSip ? MESSAGES[number % MESSAGES.length] : PACKETS[(number - 1) % PACKETS.length]
        ) as Uint8Array;
        const wanted = (isSip ? sip : bin).readWhole(message, 0, message.length);
        if (wanted.textsLength > 0 || wanted.get(DigestColumn.Terms) > 512) expect(found).toBeUndefined();
        else {
          expect(found && partsOf(found)).toEqual(partsOf(wanted));
          compared++;
        }
      }
      // What lies behind in the ring is given up with the next report of where reading is.
      frame += 64;
      reader.sip(partsIn([frame, 1]), frame, 0);
      reader.sip(partsIn([frame + 64, 1]), frame + 64, 0);
      frame += 64;
    }
    expect(compared).toBeGreaterThan(500);
  });

  test('knows nothing of another place, protocol or number of parts, or of a frame that has passed', () => {
    const memory = ringMemory(64 * 1024);
    const [writer, reader] = [new DigestWriter(memory), new DigestReader(memory)];
    const { length } = REQUEST;
    const digest = sip.readWhole(REQUEST, 0, length);
    const hash = [...digest.numbers];
    for (const frame of [3, 4, 6, 7, 9]) writer.write(Protocol.Sip, partsIn([frame, length]), digest);
    writer.write(Protocol.Sip, partsIn([9, 5], [10, length - 5]), digest);
    const other = partsIn([3, length]);
    other.delta[0] = 50;
    expect(reader.sip(other, 3, 0)).toBeUndefined();
    expect(reader.sip(partsIn([3, length]), 3, 0)).toBeUndefined();
    expect([...(reader.sip(partsIn([104, length]), 4, 100)?.numbers ?? [])].length).toBeGreaterThan(
      hash.length,
    );
    expect(reader.bin(partsIn([6, length]), 6, 0)).toBeUndefined();
    // A message that waited for this frame lies in another one.
    expect(reader.sip(partsIn([2, length]), 7, 0)).toBeUndefined();
    expect(reader.sip(partsIn([8, length]), 8, 0)).toBeUndefined();
    expect(reader.sip(partsIn([9, length]), 9, 0)).toBeDefined();
    expect(reader.sip(partsIn([10, length - 5]), 10, 0)).toBeUndefined();
    expect(reader.sip(partsIn([11, length]), 11, 0)).toBeUndefined();
  });
});
