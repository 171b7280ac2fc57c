import { ANY_RELEASE, type ReleaseSet } from '../../../decoders/bin/releases.ts';
import { finish, mix } from '../../../decoders/bytes/hash.ts';
import { DigestColumn, FIRST_COLUMN, MessageDigest } from './message-digest.ts';

/** What a packet proves about its TCP sender. */
export const Sender = {
  /** Nothing: its trailer names the originator. */
  Unnamed: 0,
  /** It is the node in the column `SenderNode`. */
  Named: 1,
} as const;

/** Columns of the digest of a BIN packet. The last ones depend on what its originator is known to run. */
export const BinColumn = {
  ...DigestColumn,
  /** Hash without the destination, in two halves (`PayloadHash`). */
  Content: FIRST_COLUMN,
  SecondContent: FIRST_COLUMN + 1,
  /** See `PacketSkimmer`. */
  Cluster: FIRST_COLUMN + 2,
  Source: FIRST_COLUMN + 3,
  Destination: FIRST_COLUMN + 4,
  CapabilityFrom: FIRST_COLUMN + 5,
  CapabilityTo: FIRST_COLUMN + 6,
  Command: FIRST_COLUMN + 7,
  /** Place of the capability in the catalogue; -1 if it is unknown. */
  Entry: FIRST_COLUMN + 8,
  /** `PacketStatus` */
  Status: FIRST_COLUMN + 9,
  /** Place of the packet in its capability; -1 if it is unknown. */
  Packet: FIRST_COLUMN + 10,
  Releases: FIRST_COLUMN + 11,
  Certain: FIRST_COLUMN + 12,
  /** 1 if it tells all of a call, see `ReplicatedCalls`; otherwise 0. */
  NamesCall: FIRST_COLUMN + 13,
  /** When the dialog of the call ends, in seconds since 1970; 0 if it does not say. */
  Timeout: FIRST_COLUMN + 14,
  Sender: FIRST_COLUMN + 15,
  SenderNode: FIRST_COLUMN + 16,
} as const;
const COLUMNS = FIRST_COLUMN + 17;

export class BinDigest extends MessageDigest {
  constructor() {
    super(COLUMNS);
  }

  /** Hash of all bytes: of the content, and of the destination behind it. */
  get hash(): number {
    return this.withDestination(this.get(BinColumn.Content));
  }

  get secondHash(): number {
    return this.withDestination(this.get(BinColumn.SecondContent));
  }

  /** Was it made for all releases, and is it the same if only these are possible? */
  isFor(known: ReleaseSet): boolean {
    return known === ANY_RELEASE || (this.get(BinColumn.Certain) & known) !== 0;
  }

  private withDestination(content: number): number {
    const destination = this.get(BinColumn.Destination);
    return destination > 0 ? finish(mix(content, destination)) : content >>> 0;
  }
}
