import { describe, expect, test } from 'vitest';
import { EtherType, LayerStatus } from '../../../decoders/packet-layers.ts';
import { decodeVxlan, isVxlan } from '../../../decoders/tunnel/vxlan.ts';
import { type Bytes, ethernet, ipv4, udp, vxlan } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const PACKET = ipv4(17, udp([1, 2, 3]));
const INNER = ethernet(EtherType.Ipv4, PACKET);

function place(packet: Bytes) {
  return placeNetwork(packet, EtherType.Ipv4).layers;
}

describe('VXLAN', () => {
  test('leads to the inner IP header', () => {
    const layers = place(vxlan(INNER));
    expect(isVxlan(layers)).toBe(true);
    expect(decodeVxlan(layers)).toBe(LayerStatus.Ok);
    expect(layers.etherType).toBe(EtherType.Ipv4);
    expect(payloadOf(layers)).toEqual(PACKET);
  });

  test('may have a group policy, but not without a valid VNI, and is no text', () => {
    expect(isVxlan(place(vxlan(INNER, 0x88)))).toBe(true);
    expect(isVxlan(place(vxlan(INNER, 'O'.charCodeAt(0))))).toBe(false);
    const layers = place(vxlan(INNER, 0x80));
    expect(isVxlan(layers)).toBe(false);
    expect(decodeVxlan(layers)).toBe(LayerStatus.Unsupported);
  });

  test('is not there in less than eight bytes, and too short inside the inner header', () => {
    const packet = vxlan(INNER);
    for (let length = 0; length < 8; length++) expect(isVxlan(place(packet.slice(0, length)))).toBe(false);
    for (let length = 8; length < 22; length++) {
      expect(decodeVxlan(place(packet.slice(0, length)))).toBe(LayerStatus.TooShort);
    }
  });
});
