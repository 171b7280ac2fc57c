import { describe, expect, test } from 'vitest';
import { decodeIp, decodeWhole, isFragment } from '../../../decoders/network/ip.ts';
import { EtherType, IpProtocol, LayerStatus } from '../../../decoders/packet-layers.ts';
import { type Bytes, extension, fragmentHeader, ipv6, join, udp } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const PAYLOAD = udp([1, 2, 3, 4, 5]);
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION = 60;

function decode(packet: Bytes, missing = 0) {
  const { layers, from, to } = placeNetwork(packet, EtherType.Ipv6, missing);
  return { status: decodeIp(layers), layers, from, to };
}

describe('IPv6', () => {
  test('gives addresses, protocol and payload', () => {
    const { status, layers, from, to } = decode(ipv6(17, PAYLOAD));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({
      ipVersion: 6,
      addressLength: 16,
      networkFrom: from,
      sourceAt: from + 8,
      destinationAt: from + 24,
      identification: 0,
      protocol: IpProtocol.Udp,
      payloadFrom: from + 40,
      payloadTo: to,
      payloadEnd: to,
    });
    expect(isFragment(layers)).toBe(false);
  });

  test('forgets the fragment fields of the packet before', () => {
    const { layers } = placeNetwork(ipv6(17, PAYLOAD), EtherType.Ipv6);
    Object.assign(layers, { identification: 5, fragmentOffset: 8, moreFragments: true });
    decodeIp(layers);
    expect(layers).toMatchObject({ identification: 0, fragmentOffset: 0, moreFragments: false });
  });

  test('cuts padding, and tells captured from sent', () => {
    expect(payloadOf(decode(join(ipv6(17, PAYLOAD), new Uint8Array(6))).layers)).toEqual(PAYLOAD);
    const { layers, to } = decode(ipv6(17, PAYLOAD, { payloadLength: PAYLOAD.length + 50 }), 50);
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 50 });
  });

  test('takes all that is there where the length is 0', () => {
    const { layers, to } = decode(ipv6(17, PAYLOAD, { payloadLength: 0 }), 70);
    expect(payloadOf(layers)).toEqual(PAYLOAD);
    expect(layers.payloadEnd).toBe(to + 70);
  });

  const authentication = (nextHeader: number, payload: Bytes) =>
    join([nextHeader, 4, 0, 0], new Uint8Array(20), payload);

  test.each<[string, number, Bytes]>([
    ['hop-by-hop', HOP_BY_HOP, extension(17, 8, PAYLOAD)],
    ['routing', ROUTING, extension(17, 24, PAYLOAD)],
    ['destination options', DESTINATION, extension(17, 16, PAYLOAD)],
    ['authentication', 51, authentication(17, PAYLOAD)],
    ['mobility', 135, extension(17, 8, PAYLOAD)],
    ['an atomic fragment', FRAGMENT, fragmentHeader(17, PAYLOAD)],
    [
      'all of them',
      HOP_BY_HOP,
      extension(
        DESTINATION,
        8,
        extension(
          ROUTING,
          24,
          extension(FRAGMENT, 8, fragmentHeader(51, authentication(DESTINATION, extension(17, 8, PAYLOAD)))),
        ),
      ),
    ],
  ])('passes over %s', (_name, nextHeader, payload) => {
    const { status, layers } = decode(ipv6(nextHeader, payload));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers.protocol).toBe(IpProtocol.Udp);
    expect(isFragment(layers)).toBe(false);
    expect(payloadOf(layers)).toEqual(PAYLOAD);
  });

  test('stops behind the header of a fragment', () => {
    const rest = extension(17, 8, PAYLOAD);
    const shape = { identification: 0xfedcba98, fragmentOffset: 1448, moreFragments: true };
    const { status, layers } = decode(
      ipv6(HOP_BY_HOP, extension(FRAGMENT, 8, fragmentHeader(DESTINATION, rest, shape))),
    );
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ ...shape, protocol: DESTINATION });
    expect(payloadOf(layers)).toEqual(rest);
  });

  test('reads on in a datagram that was put together', () => {
    const rest = extension(17, 8, PAYLOAD);
    const { layers } = decode(ipv6(FRAGMENT, fragmentHeader(DESTINATION, rest, { moreFragments: true })));
    expect(decodeWhole(layers)).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ protocol: IpProtocol.Udp, moreFragments: false });
    expect(payloadOf(layers)).toEqual(PAYLOAD);
  });

  test('does not take a fragment out of a fragment', () => {
    const inner = fragmentHeader(17, PAYLOAD, { fragmentOffset: 8 });
    const { layers } = decode(ipv6(FRAGMENT, fragmentHeader(FRAGMENT, inner, { moreFragments: true })));
    expect(decodeWhole(layers)).toBe(LayerStatus.Malformed);
  });

  test('leaves what is no extension header to others', () => {
    const { status, layers } = decode(ipv6(50, PAYLOAD));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers.protocol).toBe(50);
  });

  test('bounds the number of extension headers', () => {
    let payload: Bytes = PAYLOAD;
    for (let i = 0; i < 100; i++) payload = extension(i === 0 ? 17 : DESTINATION, 8, payload);
    expect(decode(ipv6(DESTINATION, payload)).status).toBe(LayerStatus.Malformed);
  });

  test('an extension header beyond the packet is malformed, beyond what was captured too short', () => {
    const packet = ipv6(DESTINATION, extension(17, 16, []));
    packet[41] = 9;
    expect(decode(packet).status).toBe(LayerStatus.Malformed);
    const whole = ipv6(DESTINATION, extension(17, 16, PAYLOAD));
    for (let length = 40; length < 56; length++) {
      expect(decode(whole.subarray(0, length), 60).status, `${length}`).toBe(LayerStatus.TooShort);
    }
    expect(decode(whole.subarray(0, 56), 60).status).toBe(LayerStatus.Ok);
  });

  test('is too short wherever it ends in the header, and another version is malformed', () => {
    const packet = ipv6(17, PAYLOAD);
    for (let length = 0; length < 40; length++) {
      expect(decode(packet.subarray(0, length), 100).status, `${length}`).toBe(LayerStatus.TooShort);
    }
    packet[0] = 0x45;
    expect(decode(packet).status).toBe(LayerStatus.Malformed);
  });
});
