import { decodeLink } from '../../decoders/link/link.ts';
import { decodeIp, isFragment } from '../../decoders/network/ip.ts';
import { IpProtocol, LayerStatus, PacketLayers } from '../../decoders/packet-layers.ts';
import { decodeTcp } from '../../decoders/transport/tcp.ts';
import { decodeUdp } from '../../decoders/transport/udp.ts';
import type { Bytes } from './build-packets.ts';

/** What stands around the captured bytes: nothing may be read there. */
const AROUND = 0xff;
const MARGIN = 64;

export interface Placed {
  readonly layers: PacketLayers;
  readonly from: number;
  readonly to: number;
}

/** Puts the bytes in the middle of a buffer of 0xff, as a frame lies in a chunk of a file. */
export function place(packet: Bytes): Placed {
  const layers = new PacketLayers();
  layers.bytes = new Uint8Array(packet.length + 2 * MARGIN).fill(AROUND);
  layers.bytes.set(packet, MARGIN);
  return { layers, from: MARGIN, to: MARGIN + packet.length };
}

/** As `place`, with the layers set as a link decoder leaves them. */
export function placeNetwork(packet: Bytes, etherType: number, missing = 0): Placed {
  const placed = place(packet);
  const { layers, from, to } = placed;
  layers.etherType = etherType;
  layers.payloadFrom = from;
  layers.payloadTo = to;
  layers.payloadEnd = to + missing;
  return placed;
}

/**
 * Bytes that lie at `from`, as decoders see them: they read single bytes and nothing else. Reading
 * any outside throws.
 */
export function guarded(packet: Uint8Array, from: number): Uint8Array {
  return new Proxy(new Uint8Array(0), {
    get(_target, key) {
      const at = Number(key) - from;
      if (Number.isInteger(at) && at >= 0 && at < packet.length) return packet[at];
      throw new RangeError(`read at ${String(key)}, captured is ${from} to ${from + packet.length}`);
    },
  });
}

/** The payload that was captured. */
export function payloadOf(layers: PacketLayers): Uint8Array {
  return layers.bytes.slice(layers.payloadFrom, layers.payloadTo);
}

/** Link, IP and transport, without fragments and tunnels. `missing` bytes were cut by the snap length. */
export function decodeFrame(linkType: number, packet: Bytes, missing = 0): Placed & { status: LayerStatus } {
  const placed = place(packet);
  return { ...placed, status: decodePlaced(linkType, placed, missing) };
}

function decodePlaced(linkType: number, placed: Placed, missing: number): LayerStatus {
  const { layers, from, to } = placed;
  const link = decodeLink(linkType, layers, from, to, to + missing);
  if (link !== LayerStatus.Ok) return link;
  const network = decodeIp(layers);
  if (network !== LayerStatus.Ok || isFragment(layers)) return network;
  if (layers.protocol === IpProtocol.Udp) return decodeUdp(layers);
  if (layers.protocol === IpProtocol.Tcp) return decodeTcp(layers);
  return LayerStatus.Ok;
}
