import { describe, expect, test } from 'vitest';
import { EtherType, LayerStatus } from '../../../decoders/packet-layers.ts';
import { decodeErspan, isErspan } from '../../../decoders/tunnel/erspan.ts';
import {
  type Bytes,
  erspan2,
  erspan3,
  ethernet,
  ipv4,
  ipv6,
  join,
  udp,
} from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const PACKET = ipv4(17, udp([1, 2, 3]));
const MIRRORED = ethernet(EtherType.Ipv4, PACKET);

function decode(packet: Bytes, etherType: number, hasSequence: boolean) {
  const { layers } = placeNetwork(packet, etherType);
  return { status: decodeErspan(layers, { hasSequence }), layers };
}

describe('ERSPAN', () => {
  test.each<[string, Bytes, number, boolean]>([
    ['I', MIRRORED, EtherType.Erspan2, false],
    ['II', erspan2(MIRRORED), EtherType.Erspan2, true],
    ['III', erspan3(MIRRORED), EtherType.Erspan3, true],
    ['III with a platform header', erspan3(MIRRORED, { platform: true }), EtherType.Erspan3, true],
    ['III of IP', erspan3(PACKET, { frameType: 2 }), EtherType.Erspan3, true],
  ])('type %s', (_name, packet, etherType, hasSequence) => {
    const { status, layers } = decode(packet, etherType, hasSequence);
    expect(status).toBe(LayerStatus.Ok);
    expect(layers.etherType).toBe(EtherType.Ipv4);
    expect(payloadOf(layers)).toEqual(PACKET);
    for (let length = 0; length < packet.length - PACKET.length; length++) {
      expect(decode(packet.slice(0, length), etherType, hasSequence).status).toBe(LayerStatus.TooShort);
    }
  });

  test('type III of IPv6', () => {
    const { layers } = decode(erspan3(ipv6(17, []), { frameType: 2 }), EtherType.Erspan3, true);
    expect(layers.etherType).toBe(EtherType.Ipv6);
  });

  test('other versions and frame types are not supported', () => {
    const two = erspan2(MIRRORED);
    expect(decode(two, EtherType.Erspan3, true).status).toBe(LayerStatus.Unsupported);
    expect(decode(erspan3(MIRRORED), EtherType.Erspan2, true).status).toBe(LayerStatus.Unsupported);
    const other = erspan3(join(MIRRORED, MIRRORED), { frameType: 1 });
    expect(decode(other, EtherType.Erspan3, true).status).toBe(LayerStatus.Unsupported);
  });

  test('is known by its protocol type', () => {
    expect(isErspan(0x88be)).toBe(true);
    expect(isErspan(0x22eb)).toBe(true);
    expect(isErspan(0x6558)).toBe(false);
  });
});
