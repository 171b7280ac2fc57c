import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import type { MessageId } from '../ids.ts';
import type { MessageReader } from './message-reader.ts';
import { ReusedBytes } from './reused-bytes.ts';

/** Packets that are remembered: the copies of a broadcast come close together. */
const REMEMBERED = 16;
/** The destination, which the trailer ends with (spec bin-core 5). */
const DESTINATION = 4;

/**
 * Decodes packets, and remembers the last ones. A broadcast goes to each node in a copy of its own, alike
 * up to the destination: it need be decoded only once.
 */
export class RecentPackets {
  private readonly reader: MessageReader;
  /** The bytes of the packets that are remembered, and one place for those of the next. */
  private readonly bytes = Array.from({ length: REMEMBERED + 1 }, () => new ReusedBytes());
  private readonly packets: (BinPacket | undefined)[] = new Array(REMEMBERED + 1).fill(undefined);
  private next = 0;

  constructor(reader: MessageReader) {
    this.reader = reader;
  }

  /** The packet; of an earlier one with the same bytes but for the destination, that field may differ. */
  packet(id: MessageId): BinPacket {
    const own = this.bytes[this.next] as ReusedBytes;
    this.reader.bytesInto(own, id);
    const known = this.find(own);
    if (known !== undefined) return known;
    const packet = this.reader.packetIn(own.bytes, own.length, id);
    // Only those whose last bytes are the destination.
    if (packet.destination !== undefined && packet.status === 'decoded') {
      this.packets[this.next] = packet;
      this.next = (this.next + 1) % (REMEMBERED + 1);
      this.packets[this.next] = undefined;
    }
    return packet;
  }

  private find(own: ReusedBytes): BinPacket | undefined {
    const end = own.length - DESTINATION;
    if (end <= 0) return undefined;
    // The newest first: mostly it is the one.
    for (let back = 1; back <= REMEMBERED; back++) {
      const at = (this.next - back + REMEMBERED + 1) % (REMEMBERED + 1);
      const one = this.bytes[at] as ReusedBytes;
      if (one.length !== own.length || this.packets[at] === undefined) continue;
      if (one.bytes.compare(own.bytes, 0, end, 0, end) === 0) return this.packets[at];
    }
    return undefined;
  }
}
