import { copyBytes } from '../../../decoders/bytes/copy.ts';
import { equalBytes } from '../../../decoders/bytes/text.ts';
import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import { Extents } from '../carried-message.ts';

/** The part of the datagram that one fragment was the first to bring. */
interface Piece {
  readonly offset: number;
  readonly end: number;
  /** bytes[from..] hold the part; undefined if the snap length cut them off. */
  readonly bytes: Uint8Array | undefined;
  readonly from: number;
  readonly recordOffset: number;
  readonly delta: number;
  readonly frame: number;
}

/** Approximate memory of a piece beyond its bytes. */
const PIECE_OVERHEAD = 128;

/** An IP datagram while its fragments arrive, and after it has been reassembled. */
export class FragmentedDatagram {
  /** Capture time of its first fragment. */
  readonly started: number;
  /** Where the bytes of the whole datagram's payload lie; filled by `assemble`. */
  readonly extents = new Extents();

  private readonly ipVersion: PacketLayers['ipVersion'];
  private readonly addressLength: PacketLayers['addressLength'];
  private readonly addresses: Uint8Array;
  private readonly identification: number;
  private protocol: number;

  /** Sorted by offset, without overlap. */
  private readonly pieces: Piece[] = [];
  private covered = 0;
  private total = -1;
  private capturedBytes = 0;
  /** Source and destination address, then the payload up to the first hole in what was captured. */
  private whole: Uint8Array = new Uint8Array(0);

  constructor(layers: PacketLayers, time: number) {
    const { bytes, sourceAt, addressLength } = layers;
    this.started = time;
    this.ipVersion = layers.ipVersion;
    this.addressLength = addressLength;
    this.addresses = copyBytes(bytes, sourceAt, sourceAt + 2 * addressLength);
    this.identification = layers.identification;
    this.protocol = layers.protocol;
  }

  /**
   * Does the fragment belong to this datagram? RFC 791 3.2 includes the protocol in what identifies a
   * datagram, RFC 8200 4.5 does not.
   */
  owns(layers: PacketLayers): boolean {
    return (
      layers.addressLength === this.addressLength &&
      layers.identification === this.identification &&
      (this.ipVersion === 6 || layers.protocol === this.protocol) &&
      equalBytes(layers.bytes, layers.sourceAt, this.addresses, 0, this.addresses.length)
    );
  }

  /** Memory in use, bookkeeping included. */
  get size(): number {
    return this.capturedBytes + this.pieces.length * PIECE_OVERHEAD;
  }

  get pieceCount(): number {
    return this.pieces.length;
  }

  get isComplete(): boolean {
    return this.covered === this.total;
  }

  /** Does a fragment contradict what is known about the end of the datagram? */
  contradicts(layers: PacketLayers): boolean {
    const end = layers.fragmentOffset + layers.payloadEnd - layers.payloadFrom;
    if (this.total >= 0) return layers.moreFragments ? end > this.total : end !== this.total;
    return !layers.moreFragments && end < (this.pieces.at(-1)?.end ?? 0);
  }

  /**
   * Adds what is new in a fragment. Where fragments overlap, the first bytes are kept: RFC 791 leaves the
   * choice, and an attacker gains from overwriting. `location` covers its captured bytes. Returns the number
   * of new bytes.
   */
  add(layers: PacketLayers, location: Extents): number {
    const { payloadFrom, payloadTo, payloadEnd, fragmentOffset } = layers;
    const before = this.covered;
    const bytes = copyBytes(layers.bytes, payloadFrom, payloadTo);
    let offset = fragmentOffset;
    for (let i = 0; i < location.count; i++) {
      const length = location.length[i] as number;
      const from = offset - fragmentOffset;
      const recordOffset = location.recordOffset[i] as number;
      const delta = location.delta[i] as number;
      const frame = location.frame[i] as number;
      this.insert({ offset, end: offset + length, bytes, from, recordOffset, delta, frame });
      offset += length;
    }
    const end = fragmentOffset + payloadEnd - payloadFrom;
    this.insert({ offset, end, bytes: undefined, from: 0, recordOffset: 0, delta: 0, frame: 0 });
    if (fragmentOffset === 0) this.protocol = layers.protocol;
    if (!layers.moreFragments) this.total = end;
    return this.covered - before;
  }

  /** Once complete: joins the payload into contiguous bytes. */
  assemble(): void {
    const { addresses, extents } = this;
    this.whole = new Uint8Array(addresses.length + this.capturedBytes);
    this.whole.set(addresses);
    for (const piece of this.pieces) {
      if (piece.bytes === undefined) break;
      const { offset, end, from } = piece;
      this.whole.set(piece.bytes.subarray(from, from + end - offset), addresses.length + offset);
      extents.add(piece.recordOffset, piece.delta, end - offset, piece.frame);
    }
    this.pieces.length = 0;
  }

  /** Once assembled: describes the whole datagram in `layers`, as if it had come in one packet. */
  expose(layers: PacketLayers): void {
    const headerEnd = this.addresses.length;
    layers.bytes = this.whole;
    layers.ipVersion = this.ipVersion;
    layers.networkFrom = 0;
    layers.addressLength = this.addressLength;
    layers.sourceAt = 0;
    layers.destinationAt = this.addressLength;
    layers.identification = this.identification;
    layers.fragmentOffset = 0;
    layers.moreFragments = false;
    layers.protocol = this.protocol;
    layers.payloadFrom = headerEnd;
    layers.payloadTo = headerEnd + this.contiguous();
    layers.payloadEnd = headerEnd + this.total;
  }

  /** Once assembled: is the fragment a copy of a part of the datagram? */
  repeats(layers: PacketLayers): boolean {
    const { bytes, payloadFrom, payloadTo, fragmentOffset } = layers;
    const length = payloadTo - payloadFrom;
    return (
      fragmentOffset + length <= this.contiguous() &&
      equalBytes(bytes, payloadFrom, this.whole, this.addresses.length + fragmentOffset, length)
    );
  }

  private contiguous(): number {
    let length = 0;
    for (let i = 0; i < this.extents.count; i++) length += this.extents.length[i] as number;
    return length;
  }

  /** Inserts those parts of `fragment` that no piece covers yet. */
  private insert(fragment: Piece): void {
    const { pieces } = this;
    let at = fragment.offset;
    for (let i = 0; at < fragment.end; i++) {
      const next = pieces[i];
      if (next !== undefined && next.end <= at) continue;
      const until = next === undefined ? fragment.end : Math.min(fragment.end, next.offset);
      if (until > at) {
        pieces.splice(i++, 0, part(fragment, at, until));
        this.covered += until - at;
        if (fragment.bytes !== undefined) this.capturedBytes += until - at;
      }
      at = next === undefined ? until : next.end;
    }
  }
}

function part(piece: Piece, offset: number, end: number): Piece {
  const skipped = offset - piece.offset;
  return { ...piece, offset, end, from: piece.from + skipped, delta: piece.delta + skipped };
}
