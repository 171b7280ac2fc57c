import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import type { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import type { NewMessage } from '../../store/new-message.ts';

/** Packets that are remembered: enough, because the copies of a broadcast follow each other closely. A power of 2. */
const REMEMBERED = 16;
/** Packets about more AORs and Call-IDs are syncs, which have no copies. */
const MOST_TERMS = 8;

/** What was read of a packet, apart from its destination. */
class PacketRead {
  content = 0;
  secondContent = 0;
  /** 0 as long as there is none. */
  length = 0;
  /** The releases that its originator was known to run, by which its layout was chosen. */
  known: ReleaseSet = 0;
  status: PacketStatus = 1;
  kind = 0;
  fromTerm = 0;
  toTerm = 0;
  namesCall = false;
  timeout = 0;
  termCount = 0;
  readonly terms = new Uint32Array(MOST_TERMS);
}

/**
 * What was read of the last packets. A broadcast goes to each node as a copy that differs only in its destination
 * (spec bin-core 8): what the first copy told need not be found out again.
 */
export class CopiesRead {
  private readonly ring = Array.from({ length: REMEMBERED }, () => new PacketRead());
  private newest = 0;

  /**
   * Puts into the row what another copy told, if one with the same length and hash of 64 bits was read lately, and
   * with the same knowledge of the originator: then there is nothing new to be learned of that either.
   */
  restore(row: NewMessage, known: ReleaseSet): boolean {
    const { ring, newest } = this;
    // Newest first, because it usually is the one.
    for (let back = 0; back < REMEMBERED; back++) {
      const read = ring[(newest - back) & (REMEMBERED - 1)] as PacketRead;
      if (read.content !== row.content || read.secondContent !== row.secondContent) continue;
      if (read.length !== row.length || read.known !== known) continue;
      row.status = read.status;
      row.kind = read.kind;
      row.fromTerm = read.fromTerm;
      row.toTerm = read.toTerm;
      row.namesCall = read.namesCall;
      row.timeout = read.timeout;
      for (let at = 0; at < read.termCount; at++) row.terms[at] = read.terms[at] as number;
      row.termCount = read.termCount;
      return true;
    }
    return false;
  }

  /** The row has been read. */
  remember(row: NewMessage, known: ReleaseSet): void {
    if (row.termCount > MOST_TERMS) return;
    this.newest = (this.newest + 1) & (REMEMBERED - 1);
    const read = this.ring[this.newest] as PacketRead;
    read.content = row.content;
    read.secondContent = row.secondContent;
    read.length = row.length;
    read.known = known;
    read.status = row.status as PacketStatus;
    read.kind = row.kind;
    read.fromTerm = row.fromTerm;
    read.toTerm = row.toTerm;
    read.namesCall = row.namesCall;
    read.timeout = row.timeout;
    read.termCount = row.termCount;
    for (let at = 0; at < row.termCount; at++) read.terms[at] = row.terms[at] as number;
  }
}
