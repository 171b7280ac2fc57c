import { u32be, u32le } from '../../../decoders/bytes/integers.ts';
import { Plausibility, type RecordFormat } from './damage-search.ts';
import type { PcapHeader } from './pcap-header.ts';

/** Longest packet if the snap length makes no sense (libpcap's MAXIMUM_SNAPLEN). */
const USUAL_MAXIMUM = 262_144;
/** Seconds that the time stamps of consecutive packets may be apart, at most. */
const NEAR = 30 * 86_400;
/** Consecutive plausible records needed before one is believed after damage. */
const CHAIN = 3;

/** What record headers of one pcap can look like. */
export class PcapRecords implements RecordFormat {
  /** Most bytes that a record can hold; a larger length is damage. */
  readonly largest: number;
  /** Time of the last good record, in seconds; -1 before the first. */
  lastSeconds = -1;
  private readonly header: PcapHeader;

  constructor(header: PcapHeader, limit: number) {
    this.header = header;
    this.largest = Math.min(Math.max(header.snapLength, USUAL_MAXIMUM), limit);
  }

  /**
   * Should an unusual header at `at` be believed? Yes, if something plausible follows its data, or the end of
   * the capture. Lenient, as there are odd writers.
   */
  judge(bytes: Uint8Array, at: number, to: number, last: boolean): Plausibility {
    const captured = this.captured(bytes, at);
    const seconds = this.seconds(bytes, at);
    if (captured > this.largest) return Plausibility.No;
    // Zeros are damage, not a row of empty packets from 1970.
    if (this.original(bytes, at) === 0 && seconds === 0) return Plausibility.No;
    const next = at + this.header.recordHeader + captured;
    if (to - next < this.header.recordHeader) {
      if (!last) return Plausibility.NeedsMore;
      return next <= to ? Plausibility.Yes : Plausibility.No;
    }
    const near = Math.abs(this.seconds(bytes, next) - seconds) <= NEAR;
    return near && this.captured(bytes, next) <= this.largest ? Plausibility.Yes : Plausibility.No;
  }

  plausibility(bytes: Uint8Array, at: number, to: number, last: boolean): Plausibility {
    const header = this.header.recordHeader;
    let seconds = this.lastSeconds;
    for (let count = 0; count < CHAIN; count++) {
      if (last && at === to && count > 0) return Plausibility.Yes;
      if (to - at < header) return last ? Plausibility.No : Plausibility.NeedsMore;
      if (!this.isSane(bytes, at, seconds)) return Plausibility.No;
      seconds = this.seconds(bytes, at);
      at += header + this.captured(bytes, at);
      // The last record of a capture may be cut off; that is good enough after two whole ones.
      if (at > to) return !last ? Plausibility.NeedsMore : count > 1 ? Plausibility.Yes : Plausibility.No;
    }
    return Plausibility.Yes;
  }

  /** Strict: nothing that a sane writer would not write. */
  private isSane(bytes: Uint8Array, at: number, seconds: number): boolean {
    const captured = this.captured(bytes, at);
    if (captured === 0 || captured > this.largest) return false;
    const original = this.original(bytes, at);
    if (original < captured || original > this.largest + USUAL_MAXIMUM) return false;
    if (this.word(bytes, at + 4) >= this.header.ticksPerSecond) return false;
    return seconds < 0 || Math.abs(this.seconds(bytes, at) - seconds) <= NEAR;
  }

  private seconds(bytes: Uint8Array, at: number): number {
    return this.word(bytes, at);
  }

  private captured(bytes: Uint8Array, at: number): number {
    return this.word(bytes, at + 8);
  }

  private original(bytes: Uint8Array, at: number): number {
    return this.word(bytes, at + 12);
  }

  private word(bytes: Uint8Array, at: number): number {
    return this.header.bigEndian ? u32be(bytes, at) : u32le(bytes, at);
  }
}
