import { describe, expect, test } from 'vitest';
import { EtherType, LayerStatus } from '../../../decoders/packet-layers.ts';
import { decodeUdp } from '../../../decoders/transport/udp.ts';
import { type Bytes, udp } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const DATA = Uint8Array.of(1, 2, 3, 4, 5);

function decode(packet: Bytes, missing = 0) {
  const { layers, from, to } = placeNetwork(packet, EtherType.Ipv4, missing);
  return { status: decodeUdp(layers), layers, from, to };
}

describe('UDP', () => {
  test('gives ports and payload', () => {
    const { status, layers, from, to } = decode(udp(DATA, { source: 5060, destination: 65_535 }));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ sourcePort: 5060, destinationPort: 65_535 });
    expect(layers).toMatchObject({ payloadFrom: from + 8, payloadTo: to, payloadEnd: to });
  });

  test.each([
    ['0', 0],
    ['more than the IP packet has', 4000],
  ])('a length of %s means all of it', (_name, length) => {
    const { status, layers, to } = decode(udp(DATA, { length }), 30);
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 30 });
  });

  test('what follows its length is not its own', () => {
    const { layers } = decode(udp(DATA, { length: 11 }));
    expect(payloadOf(layers)).toEqual(DATA.subarray(0, 3));
    expect(layers.payloadEnd).toBe(layers.payloadTo);
  });

  test('tells captured from sent', () => {
    const { layers, to } = decode(udp(DATA, { length: 8 + 40 }), 100);
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 35 });
  });

  test.each([1, 7])('a length of %i is malformed', (length) => {
    expect(decode(udp(DATA, { length })).status).toBe(LayerStatus.Malformed);
  });

  test('a header that was cut is too short, one that is not there malformed', () => {
    for (let length = 0; length < 8; length++) {
      const part = udp(DATA).subarray(0, length);
      expect(decode(part, 20).status).toBe(LayerStatus.TooShort);
      expect(decode(part).status).toBe(LayerStatus.Malformed);
    }
  });
});
