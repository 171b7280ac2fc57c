import type { SourceId } from '../../ids.ts';
import { RecentMap } from '../../tables/recent-map.ts';
import type { SeenBin } from '../seen-message.ts';
import type { DataPacket } from './sync-exchange.ts';

/** Nanoseconds in which all observers see the end of a connection, and its ports are not used again. */
const WINDOW = 10e9;
const MOST = 1024;

interface Unfinished {
  readonly packet: DataPacket;
  readonly sources: readonly SourceId[];
}

/**
 * Packets in which their connection ended. One observer may have seen more of such a packet than another: what was still
 * on its way to a host that is gone. A connection ends inside one packet only, so both are the same.
 */
export class UnfinishedPackets {
  private readonly packets = new RecentMap<Unfinished>(WINDOW, MOST);

  /** What other observers saw of the same packet; undefined if none did. */
  sameAs({ sender, receiver, sights, time }: SeenBin, packet: DataPacket): DataPacket | undefined {
    const connection = `${sender} ${receiver}`;
    const sources = sights.map(({ source }) => source);
    const known = this.packets.get(connection, time);
    const isSame = known?.sources.every((source) => !sources.includes(source)) === true;
    if (known === undefined || !isSame) {
      this.packets.set(connection, { packet, sources }, time);
      return undefined;
    }
    const longer = packet.chunks > known.packet.chunks ? packet : known.packet;
    this.packets.set(connection, { packet: longer, sources: [...known.sources, ...sources] }, time);
    return known.packet;
  }
}
