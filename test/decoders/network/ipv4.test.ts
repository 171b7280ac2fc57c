import { describe, expect, test } from 'vitest';
import { decodeIp, isFragment } from '../../../decoders/network/ip.ts';
import { EtherType, IpProtocol, LayerStatus } from '../../../decoders/packet-layers.ts';
import { type Bytes, type Ipv4Shape, ipv4, join, udp } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const PAYLOAD = udp([1, 2, 3, 4, 5]);

function decode(packet: Bytes, missing = 0) {
  const { layers, from, to } = placeNetwork(packet, EtherType.Ipv4, missing);
  return { status: decodeIp(layers), layers, from, to };
}

describe('IPv4', () => {
  test('gives addresses, protocol and payload', () => {
    const { status, layers, from, to } = decode(ipv4(17, PAYLOAD, { identification: 0xbeef }));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({
      ipVersion: 4,
      addressLength: 4,
      networkFrom: from,
      sourceAt: from + 12,
      destinationAt: from + 16,
      identification: 0xbeef,
      fragmentOffset: 0,
      moreFragments: false,
      protocol: IpProtocol.Udp,
      payloadFrom: from + 20,
      payloadTo: to,
      payloadEnd: to,
    });
  });

  test('passes over options', () => {
    const { status, layers } = decode(ipv4(17, PAYLOAD, { options: [7, 7, 4, 0, 0, 0, 0, 0] }));
    expect(status).toBe(LayerStatus.Ok);
    expect(payloadOf(layers)).toEqual(PAYLOAD);
  });

  test('cuts the padding of short frames', () => {
    const { layers } = decode(join(ipv4(17, PAYLOAD), new Uint8Array(13)));
    expect(payloadOf(layers)).toEqual(PAYLOAD);
    expect(layers.payloadEnd).toBe(layers.payloadTo);
  });

  test('takes all that is there where segmentation was left to the card', () => {
    const { status, layers, to } = decode(ipv4(17, PAYLOAD, { totalLength: 0 }), 100);
    expect(status).toBe(LayerStatus.Ok);
    expect(payloadOf(layers)).toEqual(PAYLOAD);
    expect(layers.payloadEnd).toBe(to + 100);
  });

  test('tells captured from sent', () => {
    const { layers, to } = decode(ipv4(17, PAYLOAD, { totalLength: 20 + PAYLOAD.length + 900 }), 900);
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 900 });
  });

  test.each<[Ipv4Shape, number, boolean, boolean]>([
    [{ moreFragments: true }, 0, true, true],
    [{ fragmentOffset: 1480 }, 1480, false, true],
    [{ fragmentOffset: 65_528, moreFragments: true }, 65_528, true, true],
    [{}, 0, false, false],
  ])('fragment fields %o', (shape, fragmentOffset, moreFragments, fragment) => {
    const { layers } = decode(ipv4(17, PAYLOAD, shape));
    expect(layers).toMatchObject({ fragmentOffset, moreFragments });
    expect(isFragment(layers)).toBe(fragment);
  });

  test('does not take the don’t-fragment flag for one', () => {
    const packet = ipv4(17, PAYLOAD);
    packet[6] = 0x40;
    expect(isFragment(decode(packet).layers)).toBe(false);
  });

  test('passes over an authentication header, but not in a fragment', () => {
    const header = join([17, 4, 0, 0], new Uint8Array(20));
    const whole = decode(ipv4(IpProtocol.Ah, join(header, PAYLOAD)));
    expect(whole.status).toBe(LayerStatus.Ok);
    expect(whole.layers.protocol).toBe(IpProtocol.Udp);
    expect(payloadOf(whole.layers)).toEqual(PAYLOAD);
    const part = decode(ipv4(IpProtocol.Ah, join(header, PAYLOAD), { moreFragments: true }));
    expect(part.layers.protocol).toBe(IpProtocol.Ah);
  });

  test.each([
    ['another version', ipv4(17, PAYLOAD, { first: 0x65 })],
    ['a header shorter than 20 bytes', ipv4(17, PAYLOAD, { first: 0x44 })],
    ['a total length inside the header', ipv4(17, PAYLOAD, { totalLength: 19 })],
  ])('%s is malformed', (_name, packet) => {
    expect(decode(packet).status).toBe(LayerStatus.Malformed);
  });

  test('is too short wherever it ends in the header', () => {
    const packet = ipv4(17, PAYLOAD, { options: [1, 1, 1, 1] });
    for (let length = 0; length < 24; length++) {
      expect(decode(packet.subarray(0, length), 100).status, `${length}`).toBe(LayerStatus.TooShort);
    }
    expect(decode(packet.subarray(0, 24), 100).status).toBe(LayerStatus.Ok);
  });

  test('is not read behind another EtherType', () => {
    const { layers } = placeNetwork(ipv4(17, PAYLOAD), 0x0806);
    expect(decodeIp(layers)).toBe(LayerStatus.NotIp);
  });
});
