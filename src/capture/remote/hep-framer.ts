import { u16be } from '../../../decoders/bytes/integers.ts';
import { startsLikeHep } from '../../../decoders/tunnel/hep.ts';

const HEADER = 6;
/** Longest packet that a HEP header can announce. */
const LONGEST = 65_535;
/** Room for the beginning of a packet, at first. */
const FEW = 256;

/** Finds HEP packets (version 3) in a byte stream; bytes between them are skipped and counted. */
export class HepFramer {
  /** Bytes that are part of no HEP packet. */
  skipped = 0;
  /** The beginning of a packet, in memory that has room for more than has come. */
  private store: Buffer = Buffer.alloc(0);
  private kept = 0;
  /** Bytes without which nothing more can be found. */
  private needed = HEADER;

  /** Returns the packets that are complete with this piece. They stay as they are. */
  push(piece: Buffer): readonly Uint8Array[] {
    if (this.kept + piece.length < this.needed) {
      this.keep(piece);
      return [];
    }
    const bytes = this.kept === 0 ? piece : Buffer.concat([this.store.subarray(0, this.kept), piece]);
    const found: Uint8Array[] = [];
    this.needed = HEADER;
    let at = 0;
    while (bytes.length - at >= HEADER) {
      if (!startsLikeHep(bytes, at, bytes.length) || u16be(bytes, at + 4) < HEADER) {
        at = this.skip(bytes, at);
        continue;
      }
      const to = at + u16be(bytes, at + 4);
      if (to > bytes.length) {
        this.needed = to - at;
        break;
      }
      found.push(bytes.subarray(at, to));
      at = to;
    }
    this.kept = 0;
    this.keep(bytes.subarray(at));
    return found;
  }

  /** Where a packet trickles in, each byte of it is copied a few times only, not with each piece. */
  private keep(piece: Buffer): void {
    const length = this.kept + piece.length;
    if (length > this.store.length) {
      const larger = Buffer.alloc(Math.min(Math.max(2 * length, FEW), Math.max(length, LONGEST)));
      this.store.copy(larger, 0, 0, this.kept);
      this.store = larger;
    }
    piece.copy(this.store, this.kept);
    this.kept = length;
  }

  /** Skips to the next place where a packet may begin. */
  private skip(bytes: Buffer, from: number): number {
    const next = bytes.indexOf('HEP3', from + 1, 'latin1');
    // The last three bytes may begin the next "HEP3".
    const to = next < 0 ? Math.max(from + 1, bytes.length - 3) : next;
    this.skipped += to - from;
    return to;
  }
}
