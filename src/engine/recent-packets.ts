import type { BinPacket } from '../../decoders/bin/decode-packet.ts';

interface Decoded {
  readonly bytes: Uint8Array;
  readonly packet: BinPacket;
}

/** Packets that are remembered: the copies of a broadcast come close together. */
const REMEMBERED = 16;
/** The destination, which the trailer ends with (spec bin-core 5). */
const DESTINATION = 4;

/**
 * Packets that were decoded lately. A broadcast goes to each node in a copy of its own, alike up to the
 * destination: it need be decoded only once.
 */
export class RecentPackets {
  private readonly ring: (Decoded | undefined)[] = new Array(REMEMBERED).fill(undefined);
  private next = 0;

  /** A packet with the same bytes, but for the destination; that field of it may differ. */
  find(bytes: Uint8Array): BinPacket | undefined {
    const end = bytes.length - DESTINATION;
    if (end <= 0) return undefined;
    // The newest first: mostly it is the one.
    for (let back = 1; back <= REMEMBERED; back++) {
      const one = this.ring[(this.next - back + REMEMBERED) % REMEMBERED];
      if (one === undefined || one.bytes.length !== bytes.length) continue;
      if (Buffer.compare(one.bytes.subarray(0, end), bytes.subarray(0, end)) === 0) return one.packet;
    }
    return undefined;
  }

  /** Only those whose last bytes are the destination. */
  add(bytes: Uint8Array, packet: BinPacket): void {
    if (packet.destination === undefined || packet.status !== 'decoded') return;
    this.ring[this.next] = { bytes, packet };
    this.next = (this.next + 1) % REMEMBERED;
  }
}
