import { decodeEthernet } from '../../decoders/link/ethernet.ts';
import { EtherType, IpProtocol, LayerStatus, type PacketLayers } from '../../decoders/packet-layers.ts';
import { decodeErspan, isErspan } from '../../decoders/tunnel/erspan.ts';
import { decodeGeneve, isGeneve } from '../../decoders/tunnel/geneve.ts';
import { decodeGre, type GreHeader } from '../../decoders/tunnel/gre.ts';
import { decodeIpInIp } from '../../decoders/tunnel/ip-in-ip.ts';
import { decodeVxlan, isVxlan } from '../../decoders/tunnel/vxlan.ts';
import type { Counters } from './counters.ts';
import { PortKind } from './port-kinds.ts';

/**
 * Opens tunnels, one at a time: afterwards `layers` point to the inner IP header, as after the link layer of
 * a frame.
 */
export class Tunnels {
  private readonly ports: Uint8Array;
  private readonly counters: Counters;
  private readonly gre: GreHeader = { hasSequence: false };

  constructor(ports: Uint8Array, counters: Counters) {
    this.ports = ports;
    this.counters = counters;
  }

  /** Does the UDP datagram carry VXLAN or Geneve? */
  isUdpTunnel(layers: PacketLayers): boolean {
    const kinds = this.ports[layers.destinationPort] as number;
    if ((kinds & PortKind.Geneve) !== 0 && isGeneve(layers)) return true;
    return (kinds & PortKind.Vxlan) !== 0 && isVxlan(layers);
  }

  /** Opens the outermost tunnel of a packet for which `isIpTunnel` or `isUdpTunnel` was true. */
  open(layers: PacketLayers): LayerStatus {
    switch (layers.protocol) {
      case IpProtocol.Udp:
        return this.openUdp(layers);
      case IpProtocol.Gre:
        return this.openGre(layers);
      default:
        this.counters.ipInIp++;
        return decodeIpInIp(layers);
    }
  }

  private openUdp(layers: PacketLayers): LayerStatus {
    const isVxlanPort = ((this.ports[layers.destinationPort] as number) & PortKind.Vxlan) !== 0;
    if (isVxlanPort && isVxlan(layers)) {
      this.counters.vxlan++;
      return decodeVxlan(layers);
    }
    this.counters.geneve++;
    return decodeGeneve(layers);
  }

  private openGre(layers: PacketLayers): LayerStatus {
    const status = decodeGre(layers, this.gre);
    const erspan = status === LayerStatus.Ok && isErspan(layers.etherType);
    if (erspan) this.counters.erspan++;
    else this.counters.gre++;
    if (status !== LayerStatus.Ok) return status;
    if (erspan) return decodeErspan(layers, this.gre);
    if (layers.etherType !== EtherType.TransparentEthernet) return LayerStatus.Ok;
    return decodeEthernet(layers, layers.payloadFrom, layers.payloadTo, layers.payloadEnd);
  }
}

/** Does this protocol of an IP header mean a tunnel? */
export function isIpTunnel(protocol: number): boolean {
  return protocol === IpProtocol.Gre || protocol === IpProtocol.IpIp || protocol === IpProtocol.Ipv6;
}
