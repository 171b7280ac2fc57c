import { u16be } from '../../../decoders/bytes/integers.ts';
import { startsLikeHep } from '../../../decoders/tunnel/hep.ts';

const HEADER = 6;

/** Finds HEP packets (version 3) in a byte stream; what is between them is skipped and counted. */
export class HepFramer {
  /** Bytes that belong to no HEP packet. */
  skipped = 0;
  private rest: Buffer = Buffer.alloc(0);

  /** The packets that are whole with this piece. */
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

  /** To the next place where one may begin. */
  private skip(bytes: Buffer, from: number): number {
    const next = bytes.indexOf('HEP3', from + 1, 'latin1');
    // The last bytes may be the first ones of the mark.
    const to = next < 0 ? Math.max(from + 1, bytes.length - 3) : next;
    this.skipped += to - from;
    return to;
  }
}
