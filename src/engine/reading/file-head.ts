import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import type { AddressId, EndpointId } from '../../ids.ts';
import type { Payload } from '../../reassembly/payload.ts';
import type { SegmentSink } from '../../reassembly/tcp/segment-sink.ts';
import type { TcpStreams } from '../../reassembly/tcp/tcp-streams.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';

/**
 * A segment that is farther than this from the next expected byte belongs to another connection of the same
 * ports.
 */
const FARTHEST = 1024 * 1024;
/** Because segments get lost and are sent again, one in so many connections may seem not to go on. */
const EXCEPTIONS = 2;

/** What an observer had seen by the end of an earlier file. */
export interface EarlierFile {
  readonly streams: TcpStreams;
  /** Could there be a connection between the two of which this observer simply had not seen anything yet? */
  mayShow(sender: EndpointId, receiver: EndpointId): boolean;
}

interface Beginning {
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly sequence: number;
}

/** The first sequence number of each connection in the first frames of a file. */
export class FileHead implements SegmentSink {
  readonly beginnings: Beginning[] = [];

  /** Nothing to do: a head is read before any endpoint is forgotten. */
  wantEndpoints(): void {}

  segment(layers: PacketLayers, _payload: Payload, sender: EndpointId, receiver: EndpointId): void {
    const { tcpFlags, sequence } = layers;
    if (this.beginnings.some((one) => one.sender === sender && one.receiver === receiver)) return;
    // A connection that begins here cannot have begun in the file before, and a reset may have any sequence number.
    const isNew = (tcpFlags & (TcpFlag.Syn | TcpFlag.Rst)) !== 0;
    this.beginnings.push({ sender, receiver, sequence: isNew ? -1 : sequence });
  }

  finish(): void {}
}

/** Number of connections of the earlier file that go on in this one; -1 if too many do not. */
export function scoreOf({ beginnings }: FileHead, { streams, mayShow }: EarlierFile): number {
  const goOn = new Set<string>();
  const others = new Set<string>();
  for (const { sender, receiver, sequence } of beginnings) {
    if (sequence < 0) continue;
    const connection = `${Math.min(sender, receiver)} ${Math.max(sender, receiver)}`;
    const next = streams.nextOf(sender, receiver);
    if (next === undefined) {
      // An end that has only sent acknowledgements so far has no next byte to compare with.
      if (!streams.knows(sender, receiver) && !mayShow(sender, receiver)) others.add(connection);
      continue;
    }
    const ahead = (sequence - next) | 0;
    // -1, because a TCP keep-alive repeats the last byte.
    (ahead >= -1 && ahead < FARTHEST ? goOn : others).add(connection);
  }
  return others.size * EXCEPTIONS <= goOn.size ? goOn.size : -1;
}

/**
 * Hosts that are an end of every connection: the one on which the observer captured, or none if it stood
 * between hosts.
 */
export function commonHosts(streams: TcpStreams, endpoints: EndpointTable): ReadonlySet<AddressId> {
  let common: Set<AddressId> | undefined;
  for (const { sender, receiver } of streams.connections) {
    const ends = [endpoints.addressOf(sender), endpoints.addressOf(receiver)];
    common = new Set(common === undefined ? ends : ends.filter((end) => common?.has(end)));
  }
  return common ?? new Set();
}
