import { i16le, i32le, u16le } from '../bytes/integers.ts';
import type { FieldList } from '../fields/compile.ts';
import { Skimmer } from '../fields/skim.ts';
import type { Terms } from '../fields/terms.ts';
import type { Candidate, CapabilityEntry, Catalogue, ChunkCandidate } from './catalogue.ts';
import { CAPABILITY_AT, frameLength } from './frame.ts';
import { ANY_RELEASE, NO_RELEASE, type ReleaseSet } from './releases.ts';
import { BRIDGE_TRAILER, plausibleTrailer, trailerSize } from './trailer.ts';

export const PacketStatus = {
  /** Every byte belongs to a field. */
  Decoded: 1,
  /** Bytes are left over or missing. */
  Partial: 2,
  /** Unknown capability, packet type or version. */
  Unknown: 3,
  /** The bytes contradict every layout. */
  Malformed: 4,
} as const;
export type PacketStatus = (typeof PacketStatus)[keyof typeof PacketStatus];

/**
 * Reads what lists and analysis need of a packet, and chooses its layout. Candidates are all layouts of
 * (capability, command, version). The one that consumes the payload exactly and breaks no constraint wins;
 * ties are settled by what is known of the sender's release (spec bin-core 8, bin-capabilities 0). The object
 * is reused: its results are valid until the next `skim`.
 */
export class PacketSkimmer {
  status: PacketStatus = PacketStatus.Malformed;
  entry: CapabilityEntry | undefined;
  candidate: Candidate | undefined;
  chunkCandidate: ChunkCandidate | undefined;
  /** Releases that send such a packet; NO_RELEASE if it does not tell. */
  releases: ReleaseSet = NO_RELEASE;

  version = 0;
  command = 0;
  capabilityFrom = 0;
  capabilityTo = 0;
  payloadFrom = 0;
  /** End of the payload, where the trailer begins. */
  payloadTo = 0;
  /** Bytes of the trailer. */
  trailer: 0 | 12 | 16 = 0;
  /** From the trailer, or from the prefix of a clusterer-internal packet; 0 if unknown. */
  cluster = 0;
  source = 0;
  destination = 0;
  /** Number of chunks of sync data. */
  chunks = 0;

  private bytes: Uint8Array = new Uint8Array(0);
  private cut = false;
  private readonly catalogue: Catalogue;
  private readonly skimmer = new Skimmer();
  private best: Candidate | undefined;
  private bestChunk: ChunkCandidate | undefined;
  private bestScore = 0;
  private tried: Candidate | undefined;
  private triedChunk: ChunkCandidate | undefined;
  private fits = false;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  /** Whom the packet is about, as positions in the bytes last skimmed. */
  get terms(): Terms {
    return this.skimmer.terms;
  }

  /**
   * After reading for `ANY_RELEASE`: the layout is the same for each `known` that has one of these. Of several layouts
   * that leave no doubt the first one is chosen, and those that are not `known` leave fewer in front of it.
   */
  get certain(): ReleaseSet {
    if (this.candidate === undefined) return ANY_RELEASE;
    if (this.bestScore !== 0) return NO_RELEASE;
    return this.candidate.releases & (this.chunkCandidate?.releases ?? ANY_RELEASE);
  }

  /** The positions of the field values of a `Decoded` packet. */
  places(list: FieldList): number[] {
    return this.skimmer.places(list);
  }

  /** The position of one of them: of the field with this place in the candidate's list. */
  place(slot: number): number {
    return this.skimmer.place(slot);
  }

  /** Reads the packet at `from`. If it was cut, the bytes to `to` are fewer than its header says. */
  skim(bytes: Uint8Array, from: number, to: number, known: ReleaseSet): void {
    this.readHead(bytes, from, to);
    this.readPayload(known);
  }

  /** Reads who sent what, for callers that then look up the sender's releases. */
  readHead(bytes: Uint8Array, from: number, to: number): void {
    this.reset(bytes);
    if (to - from < CAPABILITY_AT) return;
    this.version = i16le(bytes, from + 8);
    this.capabilityFrom = from + CAPABILITY_AT;
    this.capabilityTo = this.capabilityFrom + u16le(bytes, from + 10);
    this.payloadFrom = this.capabilityTo + 4;
    if (this.payloadFrom > to) return;
    this.command = i32le(bytes, this.capabilityTo);
    const end = from + frameLength(bytes, from);
    this.cut = end > to;
    this.entry = this.catalogue.find(bytes, this.capabilityFrom, this.capabilityTo - this.capabilityFrom);
    this.status = PacketStatus.Unknown;
    // A length that is shorter than the header leaves no payload.
    this.readNodes(Math.max(this.payloadFrom, Math.min(end, to)));
  }

  /** Chooses the layout and walks it; must follow `readHead`. */
  readPayload(known: ReleaseSet): void {
    const candidates = this.entry?.candidatesFor(this.command, this.version) ?? [];
    if (candidates.length > 0) this.choose(candidates, known);
  }

  private reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.cut = false;
    this.version = 0;
    this.command = 0;
    this.capabilityFrom = 0;
    this.capabilityTo = 0;
    this.payloadFrom = 0;
    this.payloadTo = 0;
    this.status = PacketStatus.Malformed;
    this.entry = undefined;
    this.candidate = undefined;
    this.chunkCandidate = undefined;
    this.releases = NO_RELEASE;
    this.trailer = 0;
    this.cluster = 0;
    this.source = 0;
    this.destination = 0;
    this.chunks = 0;
    this.skimmer.terms.clear();
  }

  private readNodes(to: number): void {
    const { bytes } = this;
    this.payloadTo = to;
    const nodeIds = this.entry?.spec.nodeIds ?? 'trailer';
    if (nodeIds === 'none') return;
    if (nodeIds === 'prefix') {
      if (to - this.payloadFrom < 8) return;
      this.cluster = i32le(bytes, this.payloadFrom);
      this.source = i32le(bytes, this.payloadFrom + 4);
      return;
    }
    if (this.cut || (this.entry === undefined && !plausibleTrailer(bytes, this.payloadFrom, to))) return;
    this.trailer = trailerSize(bytes, this.payloadFrom, to);
    if (this.trailer === 0) return;
    this.payloadTo = to - this.trailer;
    const bridge = this.trailer === BRIDGE_TRAILER;
    this.cluster = i32le(bytes, this.payloadTo);
    this.source = i32le(bytes, this.payloadTo + (bridge ? 8 : 4));
    this.destination = bridge ? 0 : i32le(bytes, this.payloadTo + 8);
  }

  private choose(candidates: readonly Candidate[], known: ReleaseSet): void {
    this.best = undefined;
    this.bestChunk = undefined;
    this.bestScore = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      if ((candidate.releases & known) !== 0) this.tryCandidate(candidate, known);
    }
    // After an upgrade, a node sends what its former releases exclude.
    if (this.bestScore !== 0 && known !== ANY_RELEASE) {
      for (const candidate of candidates) this.tryCandidate(candidate, ANY_RELEASE);
    }
    this.candidate = this.best;
    this.chunkCandidate = this.bestChunk;
    const fits = this.again();
    this.chunks = this.skimmer.chunks;
    this.status = this.judge(fits);
  }

  private tryCandidate(candidate: Candidate, known: ReleaseSet): void {
    if (!candidate.chunked) {
      this.tryOne(candidate, undefined);
      return;
    }
    const chunks = this.chunkCandidates(candidate);
    const possible = chunks.filter((chunk) => (chunk.releases & known) !== 0);
    if (possible.length === 0) this.tryOne(candidate, chunks[0]);
    else for (const chunk of possible) this.tryOne(candidate, chunk);
  }

  private tryOne(candidate: Candidate, chunk: ChunkCandidate | undefined): void {
    const fits = this.run(candidate, chunk);
    const left = this.payloadTo - this.skimmer.at;
    const score = !fits ? FAR + left : left > 0 ? HALF + left : this.skimmer.misgivings;
    if (score === 0) this.releases |= candidate.releases & (chunk?.releases ?? ANY_RELEASE);
    if (score >= this.bestScore) return;
    this.best = candidate;
    this.bestChunk = chunk;
    this.bestScore = score;
  }

  /** Repeats the walk of the best candidate, unless it was the last one tried. */
  private again(): boolean {
    const last = this.best === this.tried && this.bestChunk === this.triedChunk;
    if (last || this.best === undefined) return this.fits;
    return this.run(this.best, this.bestChunk);
  }

  private run(candidate: Candidate, chunk: ChunkCandidate | undefined): boolean {
    this.tried = candidate;
    this.triedChunk = chunk;
    this.fits = this.skimmer.skim(candidate.list, this.bytes, this.payloadFrom, this.payloadTo, chunk?.list);
    return this.fits;
  }

  /**
   * A sync packet begins with the name of the synchronised capability. The version of its data follows; in
   * the wrapper without chunk sizes it is implied to be 1 (spec bin-capabilities 3).
   */
  private chunkCandidates(candidate: Candidate): readonly ChunkCandidate[] {
    const { bytes } = this;
    if (this.payloadTo - this.payloadFrom < 2) return [];
    const length = u16le(bytes, this.payloadFrom);
    const versionAt = this.payloadFrom + 2 + length;
    if (versionAt + 4 > this.payloadTo) return [];
    const sized = candidate.list.fields.some((field) => field.spec.sized === true);
    const wire = sized ? i32le(bytes, versionAt) : 1;
    return this.catalogue.find(bytes, this.payloadFrom + 2, length)?.chunkCandidatesFor(wire) ?? [];
  }

  private judge(fits: boolean): PacketStatus {
    if (this.cut) return PacketStatus.Partial;
    if (!fits) return PacketStatus.Malformed;
    if (this.skimmer.at < this.payloadTo) return PacketStatus.Partial;
    if (this.skimmer.unread === 0) return PacketStatus.Decoded;
    return this.candidate?.chunked === true && this.chunkCandidate === undefined
      ? PacketStatus.Unknown
      : PacketStatus.Partial;
  }
}

/**
 * Scores of layouts that leave bytes over, or that do not fit: worse than any doubt about a layout that does.
 */
const HALF = 2 ** 20;
const FAR = 2 ** 24;
