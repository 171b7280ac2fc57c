import { u16be } from '../../../decoders/bytes/integers.ts';
import { startsLikeHep } from '../../../decoders/tunnel/hep.ts';

const HEADER = 6;

/** Finds HEP packets (version 3) in a byte stream; bytes between them are skipped and counted. */
export class HepFramer {
  /** Bytes that are part of no HEP packet. */
  skipped = 0;
  private rest: Buffer = Buffer.alloc(0);

  /** Returns the packets that are complete with this piece. */
  push(piece: Buffer): readonly Uint8Array[] {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const found: Uint8Array[] = [];
    let at = 0;
    while (bytes.length - at >= HEADER) {
      if (!startsLikeHep(bytes, at, bytes.length) || u16be(bytes, at + 4) < HEADER) {
        at = this.skip(bytes, at);
        continue;
      }
      const to = at + u16be(bytes, at + 4);
      if (to > bytes.length) break;
      found.push(bytes.subarray(at, to));
      at = to;
    }
    this.rest = bytes.subarray(at);
    return found;
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
