import { describe, expect, test } from 'vitest';
import { decodeHep, HepPacket, HepStatus, startsLikeHep } from '../../../decoders/tunnel/hep.ts';
import {
  type Bytes,
  DESTINATION_4,
  DESTINATION_6,
  hep,
  hepChunk,
  join,
  REQUEST,
  SOURCE_4,
  SOURCE_6,
  text,
  u16,
  u32,
} from '../../support/build-packets.ts';
import { guarded, place } from '../../support/decode-packets.ts';

const ADDRESSES_4 = [hepChunk(1, [2]), hepChunk(3, SOURCE_4), hepChunk(4, DESTINATION_4)];
const ADDRESSES_6 = [hepChunk(1, [10]), hepChunk(5, SOURCE_6), hepChunk(6, DESTINATION_6)];
const PAYLOAD = hepChunk(15, REQUEST);
const REST = [
  hepChunk(2, [17]),
  hepChunk(7, u16(5060)),
  hepChunk(8, u16(5070)),
  hepChunk(9, u32(1_700_000_001)),
  hepChunk(10, u32(250_000)),
  hepChunk(11, [1]),
  hepChunk(12, u32(2001)),
  hepChunk(17, text('call-1')),
];

function decode(packet: Bytes, missing = 0) {
  const { layers, from, to } = place(packet);
  const result = new HepPacket();
  const status = decodeHep(layers.bytes, from, to, to + missing, result);
  const at = (position: number, length: number) => layers.bytes.slice(position, position + length);
  return { status, result, at };
}

describe('HEP version 3', () => {
  test('gives what its chunks say', () => {
    const { status, result, at } = decode(hep([...ADDRESSES_4, ...REST, PAYLOAD]));
    expect(status).toBe(HepStatus.Ok);
    expect(result).toMatchObject({
      family: 2,
      addressLength: 4,
      ipProtocol: 17,
      sourcePort: 5060,
      destinationPort: 5070,
      seconds: 1_700_000_001,
      microseconds: 250_000,
      protocolType: 1,
      agentId: 2001,
    });
    expect(at(result.sourceAt, 4)).toEqual(Uint8Array.from(SOURCE_4));
    expect(at(result.destinationAt, 4)).toEqual(Uint8Array.from(DESTINATION_4));
    expect(at(result.payloadFrom, result.payloadTo - result.payloadFrom)).toEqual(REQUEST);
    expect(result.payloadEnd).toBe(result.payloadTo);
    const correlation = at(result.correlationFrom, result.correlationTo - result.correlationFrom);
    expect(correlation).toEqual(Uint8Array.from(text('call-1')));
  });

  test('of IPv6', () => {
    const { status, result, at } = decode(hep([PAYLOAD, ...ADDRESSES_6]));
    expect(status).toBe(HepStatus.Ok);
    expect(result.addressLength).toBe(16);
    expect(at(result.sourceAt, 16)).toEqual(Uint8Array.from(SOURCE_6));
    expect(at(result.destinationAt, 16)).toEqual(Uint8Array.from(DESTINATION_6));
  });

  test('of both, the family decides', () => {
    const both = [...ADDRESSES_4.slice(1), ...ADDRESSES_6.slice(1), PAYLOAD];
    expect(decode(hep([hepChunk(1, [2]), ...both])).result.addressLength).toBe(4);
    expect(decode(hep([hepChunk(1, [10]), ...both])).result.addressLength).toBe(16);
    expect(decode(hep([hepChunk(1, [10]), ...ADDRESSES_4.slice(1), PAYLOAD])).result.addressLength).toBe(4);
  });

  test('passes over chunks that it does not know, and those of vendors', () => {
    const strange = [hepChunk(0x7fff, [1, 2, 3]), hepChunk(15, text('not this'), 1), hepChunk(7, [1], 9)];
    const { status, result, at } = decode(hep([...strange, ...ADDRESSES_4, ...strange, PAYLOAD, ...strange]));
    expect(status).toBe(HepStatus.Ok);
    expect(at(result.payloadFrom, result.payloadTo - result.payloadFrom)).toEqual(REQUEST);
    expect(result.sourcePort).toBe(0);
  });

  test('forgets the packet before', () => {
    const result = new HepPacket();
    const all = hep([...ADDRESSES_6, ...REST, PAYLOAD]);
    const few = hep([...ADDRESSES_4, PAYLOAD]);
    decodeHep(all, 0, all.length, all.length, result);
    decodeHep(few, 0, few.length, few.length, result);
    const alone = new HepPacket();
    decodeHep(few, 0, few.length, few.length, alone);
    expect(result).toEqual(alone);
  });

  test('tells a compressed payload, unless there is a plain one', () => {
    const compressed = hepChunk(16, [0x78, 0x9c, 1, 2]);
    expect(decode(hep([...ADDRESSES_4, compressed])).status).toBe(HepStatus.Compressed);
    for (const chunks of [
      [compressed, PAYLOAD],
      [PAYLOAD, compressed],
    ]) {
      const { status, result, at } = decode(hep([...ADDRESSES_4, ...chunks]));
      expect(status).toBe(HepStatus.Ok);
      expect(at(result.payloadFrom, result.payloadTo - result.payloadFrom)).toEqual(REQUEST);
    }
  });

  test('ends where its own length says', () => {
    const { status, result } = decode(join(hep([...ADDRESSES_4, PAYLOAD]), hepChunk(7, u16(1))));
    expect(status).toBe(HepStatus.Ok);
    expect(result.sourcePort).toBe(0);
  });

  test.each([
    ['without addresses', hep([PAYLOAD])],
    ['with one address', hep([hepChunk(3, SOURCE_4), PAYLOAD])],
    ['with addresses of two families', hep([hepChunk(3, SOURCE_4), hepChunk(6, DESTINATION_6), PAYLOAD])],
    ['without payload', hep(ADDRESSES_4)],
    ['that says it is longer than the datagram', hep([...ADDRESSES_4, PAYLOAD], 6000)],
    ['that says it is shorter than its header', hep([...ADDRESSES_4, PAYLOAD], 5)],
    ['with a port of three bytes', hep([...ADDRESSES_4, hepChunk(7, [0, 1, 2]), PAYLOAD])],
    ['with an address of three bytes', hep([hepChunk(3, [1, 2, 3]), PAYLOAD])],
    ['with a chunk shorter than its header', hep([...ADDRESSES_4, [0, 0, 0, 99, 0, 5], PAYLOAD])],
    ['with a chunk of length 0', hep([...ADDRESSES_4, [0, 0, 0, 99, 0, 0], PAYLOAD])],
    ['with a chunk beyond its end', hep([...ADDRESSES_4, PAYLOAD, [0, 0, 0, 99, 0, 7]])],
  ])('%s is malformed', (_name, packet) => {
    expect(decode(packet).status).toBe(HepStatus.Malformed);
  });

  test('cut anywhere, gives the part of the payload that is there or says what is missing', () => {
    const packet = hep([...ADDRESSES_4, ...REST, PAYLOAD]);
    const payloadFrom = packet.length - REQUEST.length;
    for (let length = 6; length <= packet.length; length++) {
      const from = 50;
      const to = from + length;
      const result = new HepPacket();
      const bytes = guarded(packet.subarray(0, length), from);
      const status = decodeHep(bytes, from, to, from + packet.length, result);
      expect(status, `${length}`).toBe(length < payloadFrom ? HepStatus.TooShort : HepStatus.Ok);
      if (status !== HepStatus.Ok) continue;
      expect(result).toMatchObject({ payloadFrom: from + payloadFrom, payloadTo: to });
      expect(result.payloadEnd).toBe(from + packet.length);
    }
  });

  test('is known by its first bytes', () => {
    const packet = hep([PAYLOAD]);
    expect(startsLikeHep(packet, 0, packet.length)).toBe(true);
    expect(startsLikeHep(packet, 0, 5)).toBe(false);
    for (const other of ['HEP2..', 'XEP3..', 'HXP3..', 'HEX3..']) {
      expect(startsLikeHep(text(other), 0, 6)).toBe(false);
      expect(decode(text(other)).status).toBe(HepStatus.NotHep);
    }
  });
});
