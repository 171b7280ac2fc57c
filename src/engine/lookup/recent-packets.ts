import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import type { MessageId } from '../../ids.ts';
import type { MessageIndex } from '../../store/message-index.ts';
import type { MessageReader } from './message-reader.ts';

/** Number of packets that are kept: enough, because the copies of a broadcast follow each other closely. */
const REMEMBERED = 16;

/**
 * Decodes packets, and remembers the last ones. A broadcast goes to each node as a copy that differs only in its
 * destination (spec bin-core 8), so it is read and decoded once.
 */
export class RecentPackets {
  private readonly index: MessageIndex;
  private readonly reader: MessageReader;
  private readonly packets: (BinPacket | undefined)[] = new Array(REMEMBERED).fill(undefined);
  private readonly contents = new Float64Array(REMEMBERED);
  private readonly lengths = new Uint32Array(REMEMBERED);
  private next = 0;

  constructor(index: MessageIndex, reader: MessageReader) {
    this.index = index;
    this.reader = reader;
  }

  /** The decoded packet. Its `destination` may be that of an earlier copy. */
  packet(id: MessageId): BinPacket {
    const content = this.index.content(id);
    const length = this.index.length(id);
    const known = this.find(content, length);
    if (known !== undefined) return known;
    const packet = this.reader.lazyPacket(id);
    // Only packets that end with their destination have such copies.
    if (packet.destination === undefined || packet.status !== 'decoded') return packet;
    this.packets[this.next] = packet;
    this.contents[this.next] = content;
    this.lengths[this.next] = length;
    this.next = (this.next + 1) % REMEMBERED;
    return packet;
  }

  private find(content: number, length: number): BinPacket | undefined {
    // Newest first, because it usually is the one before.
    for (let back = 1; back <= REMEMBERED; back++) {
      const at = (this.next - back + REMEMBERED) % REMEMBERED;
      if (this.contents[at] === content && this.lengths[at] === length) return this.packets[at];
    }
    return undefined;
  }
}
