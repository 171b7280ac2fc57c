import { describe, expect, test } from 'vitest';
import { EtherType, LayerStatus } from '../../../decoders/packet-layers.ts';
import { decodeGre } from '../../../decoders/tunnel/gre.ts';
import { type Bytes, type GreShape, gre, join, u16 } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const INNER = Uint8Array.of(9, 8, 7);

function decode(packet: Bytes) {
  const { layers } = placeNetwork(packet, EtherType.Ipv4);
  const header = { hasSequence: false };
  return { status: decodeGre(layers, header), layers, header };
}

const SHAPES: readonly GreShape[] = [
  {},
  { checksum: true },
  { key: 7 },
  { sequence: 1 },
  { checksum: true, key: 7, sequence: 1 },
];

describe('GRE', () => {
  test.each(SHAPES)('with %o', (shape) => {
    const packet = gre(EtherType.Ipv6, INNER, shape);
    const { status, layers, header } = decode(packet);
    expect(status).toBe(LayerStatus.Ok);
    expect(layers.etherType).toBe(EtherType.Ipv6);
    expect(header.hasSequence).toBe(shape.sequence !== undefined);
    expect(payloadOf(layers)).toEqual(INNER);
    for (let length = 0; length < packet.length - INNER.length; length++) {
      expect(decode(packet.subarray(0, length)).status).toBe(LayerStatus.TooShort);
    }
  });

  test.each([
    ['a source route', 0x4000],
    ['version 1 (PPTP)', 0x2001],
  ])('%s is not supported', (_name, flags) => {
    const packet = join(u16(flags), u16(EtherType.Ipv4), new Uint8Array(20));
    expect(decode(packet).status).toBe(LayerStatus.Unsupported);
  });
});
