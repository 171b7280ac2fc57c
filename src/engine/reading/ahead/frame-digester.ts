import { decodeLink } from '../../../../decoders/link/link.ts';
import { decodeIp, isFragment } from '../../../../decoders/network/ip.ts';
import { IpProtocol, LayerStatus, PacketLayers } from '../../../../decoders/packet-layers.ts';
import { beginsRequestOrStatusLine } from '../../../../decoders/sip/start-line.ts';
import { decodeTcp } from '../../../../decoders/transport/tcp.ts';
import { decodeUdp } from '../../../../decoders/transport/udp.ts';
import type { Frame } from '../../../capture/frame.ts';
import { Extents, Protocol } from '../../../reassembly/carried-message.ts';
import { PortKind, portKinds } from '../../../reassembly/port-kinds.ts';
import { BinDigester } from '../bin-digester.ts';
import { SipDigester } from '../sip-digest.ts';
import type { DigestWriter } from './digest-writer.ts';
import type { AheadPorts } from './digests-ahead.ts';
import { StreamsAhead } from './streams-ahead.ts';

/**
 * Makes digests of SIP datagrams that lie in one frame, and of messages over TCP, outside of tunnels. Frames may be left
 * out. What it takes for a message need not be one: each digest tells of which bytes it is, and nobody asks for others.
 */
export class FrameDigester {
  private readonly layers = new PacketLayers();
  private readonly sip = new SipDigester();
  private readonly bin = new BinDigester();
  private readonly parts = new Extents();
  private readonly streams = new StreamsAhead(this.layers);
  private readonly ports: Uint8Array;

  constructor(ports: AheadPorts) {
    this.ports = portKinds({ ...ports, sipTlsPorts: [], binTlsPorts: [], anyPort: false });
  }

  push(frame: Frame, ring: DigestWriter): void {
    if (!this.isPacket(frame)) return;
    if (this.layers.protocol === IpProtocol.Udp) this.datagram(frame, ring);
    else if (this.layers.protocol === IpProtocol.Tcp) this.segment(frame, ring);
  }

  /** Is it a whole packet of IP? */
  private isPacket({ bytes, from, to, originalLength, linkType }: Frame): boolean {
    const { layers } = this;
    layers.bytes = bytes;
    const end = Math.max(to, from + originalLength);
    if (decodeLink(linkType, layers, from, to, end) !== LayerStatus.Ok) return false;
    return decodeIp(layers) === LayerStatus.Ok && !isFragment(layers);
  }

  private datagram(frame: Frame, ring: DigestWriter): void {
    const { layers, parts } = this;
    if (decodeUdp(layers) !== LayerStatus.Ok || (this.kinds & PortKind.Sip) === 0) return;
    const { bytes, payloadFrom, payloadTo } = layers;
    if (!beginsRequestOrStatusLine(bytes, payloadFrom, payloadTo)) return;
    parts.clear();
    parts.addFrame(frame, frame.dataDelta + payloadFrom - frame.from, payloadTo - payloadFrom);
    ring.write(Protocol.Sip, parts, this.sip.readWhole(bytes, payloadFrom, payloadTo));
  }

  private segment(frame: Frame, ring: DigestWriter): void {
    const { layers, streams } = this;
    if (decodeTcp(layers) !== LayerStatus.Ok || layers.payloadFrom === layers.payloadTo) return;
    const { kinds } = this;
    const protocol = (kinds & PortKind.Bin) !== 0 ? Protocol.Bin : Protocol.Sip;
    if (protocol === Protocol.Sip && (kinds & PortKind.Sip) === 0) return;
    streams.begin(frame, protocol);
    while (ring.hasRoom && streams.next()) {
      const { bytes, from, to, parts } = streams;
      const digester = protocol === Protocol.Bin ? this.bin : this.sip;
      ring.write(protocol, parts, digester.readWhole(bytes, from, to));
    }
  }

  /** What the ports of the packet may carry, as bits. */
  private get kinds(): number {
    const { ports, layers } = this;
    return (ports[layers.sourcePort] as number) | (ports[layers.destinationPort] as number);
  }
}
