import { u16be } from '../bytes/integers.ts';
import { decodeEthernet } from '../link/ethernet.ts';
import { decodeRawIp } from '../link/raw-ip.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import type { GreHeader } from './gre.ts';

/** draft-foschiano-erspan: mirrored frames inside GRE. */
const TYPE_2_LENGTH = 8;
const TYPE_3_LENGTH = 12;
const PLATFORM_LENGTH = 8;
const VERSION_TYPE_2 = 1;
const VERSION_TYPE_3 = 2;
const FrameType = { Ethernet: 0, Ip: 2 } as const;

export function isErspan(etherType: number): boolean {
  return etherType === EtherType.Erspan2 || etherType === EtherType.Erspan3;
}

/**
 * The mirrored frame after a GRE header: ERSPAN type I (without a header of its own or a GRE sequence
 * number), II or III.
 */
export function decodeErspan(layers: PacketLayers, gre: GreHeader): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (layers.etherType === EtherType.Erspan3) return decodeType3(layers);
  if (!gre.hasSequence) return decodeEthernet(layers, from, to, end);
  if (from + TYPE_2_LENGTH > to) return LayerStatus.TooShort;
  if ((bytes[from] as number) >>> 4 !== VERSION_TYPE_2) return LayerStatus.Unsupported;
  return decodeEthernet(layers, from + TYPE_2_LENGTH, to, end);
}

function decodeType3(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (from + TYPE_3_LENGTH > to) return LayerStatus.TooShort;
  if ((bytes[from] as number) >>> 4 !== VERSION_TYPE_3) return LayerStatus.Unsupported;
  const last = u16be(bytes, from + 10);
  const platform = (last & 1) === 1;
  const inner = from + TYPE_3_LENGTH + (platform ? PLATFORM_LENGTH : 0);
  if (inner > to) return LayerStatus.TooShort;
  const frameType = (last >>> 10) & 0x1f;
  if (frameType === FrameType.Ethernet) return decodeEthernet(layers, inner, to, end);
  if (frameType === FrameType.Ip) return decodeRawIp(layers, inner, to, end);
  return LayerStatus.Unsupported;
}
