import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLink } from '../../decoders/link/link.ts';
import { decodeIp, decodeWhole, isFragment } from '../../decoders/network/ip.ts';
import { IpProtocol, LayerStatus, PacketLayers } from '../../decoders/packet-layers.ts';
import { decodeTcp } from '../../decoders/transport/tcp.ts';
import { decodeUdp } from '../../decoders/transport/udp.ts';
import { decodeErspan } from '../../decoders/tunnel/erspan.ts';
import { decodeGre } from '../../decoders/tunnel/gre.ts';
import { decodeGtpU } from '../../decoders/tunnel/gtp-u.ts';
import { decodeHep, HepPacket, HepStatus } from '../../decoders/tunnel/hep.ts';
import { decodeTzsp } from '../../decoders/tunnel/tzsp.ts';
import { decodeVxlan } from '../../decoders/tunnel/vxlan.ts';
import { decodeVxlanGpe } from '../../decoders/tunnel/vxlan-gpe.ts';
import { type ArbitraryFrame, anyFrames, damagedFrames, frames } from '../support/arbitrary-packets.ts';
import { guarded } from '../support/decode-packets.ts';

const FROM = 100;
const STATUSES: ReadonlySet<number> = new Set(Object.values(LayerStatus));

function expectInside(layers: PacketLayers, to: number, status: LayerStatus): void {
  if (status !== LayerStatus.Ok) return;
  const { payloadFrom, payloadTo, payloadEnd } = layers;
  expectOrder(FROM, payloadFrom, payloadTo, Math.min(to, payloadEnd));
}

/** None is greater than the next one. One `expect` for all of them: it costs more than what it looks at. */
function expectOrder(...numbers: readonly number[]): void {
  expect(numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0))).toBe(true);
}

/** Everything that may be asked of the bytes, as long as the one before said yes. */
function decodeAll({ linkType, packet, missing }: ArbitraryFrame): void {
  const layers = new PacketLayers();
  const to = FROM + packet.length;
  layers.bytes = guarded(packet, FROM);
  const check = (status: LayerStatus) => {
    if (!STATUSES.has(status)) throw new Error(`status ${status}`);
    expectInside(layers, to, status);
    return status === LayerStatus.Ok;
  };
  let going = check(decodeLink(linkType, layers, FROM, to, to + missing));
  for (let depth = 0; going && depth < 8; depth++) {
    if (!check(decodeIp(layers))) return;
    expectOrder(layers.destinationAt + layers.addressLength, to);
    expect(layers.destinationAt).toBe(layers.sourceAt + layers.addressLength);
    if (isFragment(layers)) going = check(decodeWhole(layers));
    if (going) going = decodeContents(layers, check);
  }
}

function decodeContents(layers: PacketLayers, check: (status: LayerStatus) => boolean): boolean {
  const gre = { hasSequence: false };
  switch (layers.protocol) {
    case IpProtocol.Udp:
      if (!check(decodeUdp(layers))) return false;
      checkHep(layers);
      return [decodeVxlan, decodeGtpU, decodeTzsp, decodeVxlanGpe].some((decode) => check(decode(layers)));
    case IpProtocol.Tcp:
      check(decodeTcp(layers));
      return false;
    case IpProtocol.Gre:
      return check(decodeGre(layers, gre)) && check(decodeErspan(layers, gre));
    default:
      return false;
  }
}

function checkHep({ bytes, payloadFrom, payloadTo, payloadEnd }: PacketLayers): void {
  const hep = new HepPacket();
  const status = decodeHep(bytes, payloadFrom, payloadTo, payloadEnd, hep);
  expect(Object.values(HepStatus)).toContain(status);
  if (status !== HepStatus.Ok) return;
  for (const at of [hep.sourceAt, hep.destinationAt])
    expectOrder(payloadFrom, at, at + hep.addressLength, payloadTo);
  expectOrder(payloadFrom + 1, hep.payloadFrom, hep.payloadTo, Math.min(payloadTo, hep.payloadEnd));
}

describe('decoders read only what was captured, and never throw', () => {
  test.each([
    ['well-formed frames', frames, 300],
    ['damaged frames', damagedFrames, 1500],
    ['any bytes', anyFrames, 1500],
  ])('%s', (_name, arbitrary, numRuns) => {
    fc.assert(fc.property(arbitrary, decodeAll), { numRuns });
  });

  test('any HEP chunks', () => {
    const chunk = fc
      .tuple(fc.nat(2), fc.nat(20), fc.nat(30), fc.uint8Array({ maxLength: 20 }))
      .map(([vendor, type, length, data]) => [0, vendor >> 1, 0, type, 0, length, ...data]);
    const packet = fc
      .tuple(fc.nat(200), fc.array(chunk, { maxLength: 8 }))
      .map(([length, chunks]) => Uint8Array.from([0x48, 0x45, 0x50, 0x33, 0, length, ...chunks.flat()]));
    fc.assert(
      fc.property(packet, fc.constantFrom(0, 50), (bytes, missing) => {
        const layers = new PacketLayers();
        layers.bytes = guarded(bytes, FROM);
        layers.payloadFrom = FROM;
        layers.payloadTo = FROM + bytes.length;
        layers.payloadEnd = layers.payloadTo + missing;
        checkHep(layers);
      }),
      { numRuns: 1500 },
    );
  });
});
