import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { TcpFlag } from '../../decoders/packet-layers.ts';
import type { AddressId, EndpointId } from '../ids.ts';
import type { Payload } from '../reassembly/payload.ts';
import type { SegmentSink } from '../reassembly/segment-sink.ts';
import type { TcpStreams } from '../reassembly/tcp-streams.ts';
import type { EndpointTable } from '../tables/endpoints.ts';

/** What is farther from the byte that was to come belongs to another connection of the same ports. */
const FARTHEST = 1024 * 1024;
/** One in so many connections may look otherwise: segments are lost, and sent again. */
const EXCEPTIONS = 2;

/** What an observer saw until its file ended. */
export interface Before {
  readonly streams: TcpStreams;
  /** May there be a connection between the two of which nothing was seen yet? */
  mayShow(sender: EndpointId, receiver: EndpointId): boolean;
}

interface Beginning {
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly sequence: number;
}

/** Where in each connection a file begins. */
export class Head implements SegmentSink {
  readonly beginnings: Beginning[] = [];

  /** It is over before anything is forgotten. */
  wantEndpoints(): void {}

  segment(layers: PacketLayers, _payload: Payload, sender: EndpointId, receiver: EndpointId): void {
    const { tcpFlags, sequence } = layers;
    if (this.beginnings.some((one) => one.sender === sender && one.receiver === receiver)) return;
    // A connection that begins here tells nothing of what was before, and a reset has any number.
    const isNew = (tcpFlags & (TcpFlag.Syn | TcpFlag.Rst)) !== 0;
    this.beginnings.push({ sender, receiver, sequence: isNew ? -1 : sequence });
  }

  finish(): void {}
}

/** How many connections go on; below 0 where too many do not. */
export function scoreOf({ beginnings }: Head, { streams, mayShow }: Before): number {
  const goOn = new Set<string>();
  const others = new Set<string>();
  for (const { sender, receiver, sequence } of beginnings) {
    if (sequence < 0) continue;
    const connection = `${Math.min(sender, receiver)} ${Math.max(sender, receiver)}`;
    const next = streams.nextOf(sender, receiver);
    if (next === undefined) {
      // A host that only acknowledges has sent nothing by which it could be told where it stands.
      if (!streams.knows(sender, receiver) && !mayShow(sender, receiver)) others.add(connection);
      continue;
    }
    const ahead = (sequence - next) | 0;
    // A keep-alive repeats the last byte.
    (ahead >= -1 && ahead < FARTHEST ? goOn : others).add(connection);
  }
  return others.size * EXCEPTIONS <= goOn.size ? goOn.size : -1;
}

/** Hosts that are an end of every connection: the one on which an observer stands, none where it stands between. */
export function commonHosts(streams: TcpStreams, endpoints: EndpointTable): ReadonlySet<AddressId> {
  let common: Set<AddressId> | undefined;
  for (const { sender, receiver } of streams.connections) {
    const ends = [endpoints.addressOf(sender), endpoints.addressOf(receiver)];
    common = new Set(common === undefined ? ends : ends.filter((end) => common?.has(end)));
  }
  return common ?? new Set();
}
