import { decodeEthernet } from '../../../decoders/link/ethernet.ts';
import { EtherType, IpProtocol, LayerStatus, type PacketLayers } from '../../../decoders/packet-layers.ts';
import { decodeErspan, isErspan } from '../../../decoders/tunnel/erspan.ts';
import { decodeGeneve, isGeneve } from '../../../decoders/tunnel/geneve.ts';
import { decodeGre, type GreHeader } from '../../../decoders/tunnel/gre.ts';
import { decodeGtpU, GTP_U_PORT, isGtpU } from '../../../decoders/tunnel/gtp-u.ts';
import { decodeIpInIp } from '../../../decoders/tunnel/ip-in-ip.ts';
import { decodeTzsp, isTzsp, TZSP_PORT } from '../../../decoders/tunnel/tzsp.ts';
import { decodeVxlan, isVxlan } from '../../../decoders/tunnel/vxlan.ts';
import { decodeVxlanGpe, isVxlanGpe, VXLAN_GPE_PORT } from '../../../decoders/tunnel/vxlan-gpe.ts';
import type { Counters } from '../counters.ts';
import { PortKind } from '../port-kinds.ts';

interface UdpTunnel {
  readonly kind: number;
  /** Undefined if its ports are an option. */
  readonly port?: number;
  readonly counter: 'vxlan' | 'geneve' | 'gtpU' | 'tzsp' | 'vxlanGpe';
  readonly is: (layers: PacketLayers) => boolean;
  readonly decode: (layers: PacketLayers) => LayerStatus;
}

const UDP_TUNNELS: readonly UdpTunnel[] = [
  { kind: PortKind.Geneve, counter: 'geneve', is: isGeneve, decode: decodeGeneve },
  { kind: PortKind.Vxlan, counter: 'vxlan', is: isVxlan, decode: decodeVxlan },
  { kind: PortKind.Tunnel, port: GTP_U_PORT, counter: 'gtpU', is: isGtpU, decode: decodeGtpU },
  { kind: PortKind.Tunnel, port: TZSP_PORT, counter: 'tzsp', is: isTzsp, decode: decodeTzsp },
  {
    kind: PortKind.Tunnel,
    port: VXLAN_GPE_PORT,
    counter: 'vxlanGpe',
    is: isVxlanGpe,
    decode: decodeVxlanGpe,
  },
];
const UDP_TUNNEL_PORT = PortKind.Geneve | PortKind.Vxlan | PortKind.Tunnel;

/**
 * Opens tunnels, one at a time: afterwards `layers` point to the inner IP header, as after the link layer of
 * a frame.
 */
export class Tunnels {
  private readonly ports: Uint8Array;
  private readonly counters: Counters;
  private udpTunnel: UdpTunnel | undefined;
  private readonly gre: GreHeader = { hasSequence: false };

  constructor(ports: Uint8Array, counters: Counters) {
    this.ports = ports;
    this.counters = counters;
  }

  /** Does the UDP datagram carry a tunnel? Which one, is kept for the `open` that follows. */
  isUdpTunnel(layers: PacketLayers): boolean {
    const { destinationPort } = layers;
    const kinds = this.ports[destinationPort] as number;
    if ((kinds & UDP_TUNNEL_PORT) === 0) return false;
    this.udpTunnel = UDP_TUNNELS.find(
      ({ kind, port, is }) =>
        (kinds & kind) !== 0 && (port === undefined || port === destinationPort) && is(layers),
    );
    return this.udpTunnel !== undefined;
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
    const { udpTunnel } = this;
    if (udpTunnel === undefined) return LayerStatus.Unsupported;
    this.counters[udpTunnel.counter]++;
    return udpTunnel.decode(layers);
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
