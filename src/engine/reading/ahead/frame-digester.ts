import { decodeLink } from '../../../../decoders/link/link.ts';
import { decodeIp, isFragment } from '../../../../decoders/network/ip.ts';
import { IpProtocol, LayerStatus, PacketLayers } from '../../../../decoders/packet-layers.ts';
import { beginsRequestOrStatusLine } from '../../../../decoders/sip/start-line.ts';
import { decodeUdp } from '../../../../decoders/transport/udp.ts';
import type { Frame } from '../../../capture/frame.ts';
import { PortKind, portKinds } from '../../../reassembly/port-kinds.ts';
import { SipDigester } from '../sip-digest.ts';
import type { DigestWriter } from './digest-writer.ts';

/**
 * Makes digests of SIP datagrams that lie in one frame, outside of tunnels. It keeps nothing from one frame to the next,
 * so frames may be left out.
 */
export class FrameDigester {
  private readonly layers = new PacketLayers();
  private readonly digester = new SipDigester();
  private readonly place = { frame: 0, delta: 0, length: 0 };
  private readonly ports: Uint8Array;

  constructor(sipPorts: readonly number[]) {
    this.ports = portKinds({ sipPorts, binPorts: [], sipTlsPorts: [], binTlsPorts: [], anyPort: false });
  }

  push(frame: Frame, ring: DigestWriter): void {
    if (!this.isSip(frame)) return;
    const { layers, place } = this;
    const { bytes, payloadFrom, payloadTo } = layers;
    place.frame = frame.number;
    place.delta = frame.dataDelta + payloadFrom - frame.from;
    place.length = payloadTo - payloadFrom;
    ring.write(place, this.digester.readDatagram(bytes, payloadFrom, payloadTo));
  }

  private isSip({ bytes, from, to, originalLength, linkType }: Frame): boolean {
    const { layers, ports } = this;
    layers.bytes = bytes;
    if (decodeLink(linkType, layers, from, to, Math.max(to, from + originalLength)) !== LayerStatus.Ok)
      return false;
    if (decodeIp(layers) !== LayerStatus.Ok || isFragment(layers)) return false;
    if (layers.protocol !== IpProtocol.Udp || decodeUdp(layers) !== LayerStatus.Ok) return false;
    const kinds = (ports[layers.sourcePort] as number) | (ports[layers.destinationPort] as number);
    if ((kinds & PortKind.Sip) === 0) return false;
    return beginsRequestOrStatusLine(bytes, layers.payloadFrom, layers.payloadTo);
  }
}
