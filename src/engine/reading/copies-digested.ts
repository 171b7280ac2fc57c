import { BinColumn, type BinDigest } from './bin-digest.ts';
import { DigestColumn, TERM } from './message-digest.ts';

/** Packets that are remembered: enough, because the copies of a broadcast follow each other closely. A power of 2. */
const REMEMBERED = 16;
/** Packets about more AORs and Call-IDs are syncs, which have no copies. */
const MOST_TERMS = 8;

/** Of the digest of a packet, what is the same for all copies. */
class Digested {
  content = 0;
  secondContent = 0;
  /** Bytes of the packet; 0 as long as there is none. */
  length = 0;
  terms = 0;
  readonly numbers = new Int32Array(BinColumn.SenderNode + 1 - BinColumn.Status + MOST_TERMS * TERM);
}

/** As `CopiesRead`, for who makes digests without putting them into an index. */
export class CopiesDigested {
  private readonly ring = Array.from({ length: REMEMBERED }, () => new Digested());
  private newest = 0;

  /** Completes the digest of a packet of so many bytes, of which the head has been read, from that of another copy. */
  restore(digest: BinDigest, length: number): boolean {
    const { ring, newest } = this;
    const { numbers } = digest;
    const content = numbers[BinColumn.Content];
    const secondContent = numbers[BinColumn.SecondContent];
    // Newest first, because it usually is the one.
    for (let back = 0; back < REMEMBERED; back++) {
      const known = ring[(newest - back) & (REMEMBERED - 1)] as Digested;
      if (known.content !== content || known.secondContent !== secondContent || known.length !== length)
        continue;
      digest.clearTerms();
      numbers[DigestColumn.Terms] = known.terms;
      const count = sizeOf(known.terms);
      for (let at = 0; at < count; at++) numbers[BinColumn.Status + at] = known.numbers[at] as number;
      return true;
    }
    return false;
  }

  /** The digest of a packet of so many bytes is complete. */
  remember({ numbers, textsLength }: BinDigest, length: number): void {
    const terms = numbers[DigestColumn.Terms] as number;
    if (terms > MOST_TERMS || textsLength > 0) return;
    this.newest = (this.newest + 1) & (REMEMBERED - 1);
    const known = this.ring[this.newest] as Digested;
    known.content = numbers[BinColumn.Content] as number;
    known.secondContent = numbers[BinColumn.SecondContent] as number;
    known.length = length;
    known.terms = terms;
    const count = sizeOf(terms);
    for (let at = 0; at < count; at++) known.numbers[at] = numbers[BinColumn.Status + at] as number;
  }
}

/** Numbers of a digest from its status on. */
function sizeOf(terms: number): number {
  return BinColumn.SenderNode + 1 - BinColumn.Status + terms * TERM;
}
