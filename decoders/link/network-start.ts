import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** The last step for every link type: the network header, or something that is not IP, begins at `from`. */
export function beginNetwork(
  layers: PacketLayers,
  etherType: number,
  from: number,
  to: number,
  end: number,
): LayerStatus {
  layers.etherType = etherType;
  layers.networkFrom = from;
  layers.payloadFrom = from;
  layers.payloadTo = to;
  layers.payloadEnd = end;
  return etherType === EtherType.Ipv4 || etherType === EtherType.Ipv6 ? LayerStatus.Ok : LayerStatus.NotIp;
}
