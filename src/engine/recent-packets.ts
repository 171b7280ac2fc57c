import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import type { MessageId } from '../ids.ts';
import type { MessageIndex } from '../store/message-index.ts';
import type { MessageReader } from './message-reader.ts';

/** Packets that are remembered: the copies of a broadcast come close together. */
const REMEMBERED = 16;

/**
 * Decodes packets, and remembers the last ones. A broadcast goes to each node in a copy of its own, alike
 * up to the destination (spec bin-core 8): it need be read and decoded only once.
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

  /** The packet; of an earlier one with the same bytes but for the destination, that field may differ. */
  packet(id: MessageId): BinPacket {
    const content = this.index.content(id);
    const length = this.index.length(id);
    const known = this.find(content, length);
    if (known !== undefined) return known;
    const packet = this.reader.lazyPacket(id);
    // Only those whose last bytes are the destination.
    if (packet.destination === undefined || packet.status !== 'decoded') return packet;
    this.packets[this.next] = packet;
    this.contents[this.next] = content;
    this.lengths[this.next] = length;
    this.next = (this.next + 1) % REMEMBERED;
    return packet;
  }

  private find(content: number, length: number): BinPacket | undefined {
    // The newest first: mostly it is the one.
    for (let back = 1; back <= REMEMBERED; back++) {
      const at = (this.next - back + REMEMBERED) % REMEMBERED;
      if (this.contents[at] === content && this.lengths[at] === length) return this.packets[at];
    }
    return undefined;
  }
}
