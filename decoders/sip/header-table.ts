import { HEADER_COUNT, type Header } from './header-names.ts';
import { readNumber } from './number.ts';

/**
 * The positions of a message's header fields: an entry for each, in order, and the first entry of each name.
 * Reused. Positions are in `bytes`; values are trimmed, but still folded.
 */
export class HeaderTable {
  bytes: Uint8Array = new Uint8Array(0);
  /** Number of entries in `headerAt`, `nameFrom`, `valueFrom`, ... */
  headerCount = 0;
  /** Header fields beyond the limit; they are not used for anything else either. */
  headersLeftOut = 0;
  /** As `headerCount`, without a last entry that may be incomplete. */
  wholeHeaders = 0;

  private readonly ids: Uint8Array;
  private readonly positions: Int32Array;
  private readonly firsts = new Int32Array(HEADER_COUNT);
  private readonly mostHeaders: number;

  constructor(mostHeaders: number) {
    this.mostHeaders = mostHeaders;
    this.ids = new Uint8Array(mostHeaders);
    this.positions = new Int32Array(mostHeaders * 4);
  }

  headerAt(entry: number): Header {
    return this.ids[entry] as Header;
  }

  nameFrom(entry: number): number {
    return this.positions[entry * 4] as number;
  }

  nameTo(entry: number): number {
    return this.positions[entry * 4 + 1] as number;
  }

  valueFrom(entry: number): number {
    return this.positions[entry * 4 + 2] as number;
  }

  valueTo(entry: number): number {
    return this.positions[entry * 4 + 3] as number;
  }

  /** The first complete entry of this name; -1 if there is none. */
  first(header: Header): number {
    return (this.firsts[header] as number) - 1;
  }

  /** The value of its first such field if it is just a number (Expires, Max-Forwards, ...); otherwise -1. */
  numberOf(header: Header): number {
    const entry = this.first(header);
    return entry < 0 ? -1 : readNumber(this.bytes, this.valueFrom(entry), this.valueTo(entry));
  }

  protected clearHeaders(): void {
    for (let entry = 0; entry < this.headerCount; entry++) this.firsts[this.ids[entry] as number] = 0;
    this.headerCount = 0;
    this.headersLeftOut = 0;
    this.wholeHeaders = 0;
  }

  /** Adds an entry; if there is no room for it, it is counted, and the result is false. */
  protected addHeader(
    id: Header,
    nameFrom: number,
    nameTo: number,
    valueFrom: number,
    valueTo: number,
  ): boolean {
    const entry = this.headerCount;
    if (entry === this.mostHeaders) {
      this.headersLeftOut++;
      return false;
    }
    this.headerCount = entry + 1;
    this.ids[entry] = id;
    const { positions } = this;
    positions[entry * 4] = nameFrom;
    positions[entry * 4 + 1] = nameTo;
    positions[entry * 4 + 2] = valueFrom;
    positions[entry * 4 + 3] = valueTo;
    return true;
  }

  /** Makes the last entry the first of its name; false if there was one before. */
  protected isFirst(id: Header): boolean {
    if (this.firsts[id] !== 0) return false;
    this.firsts[id] = this.headerCount;
    return true;
  }
}
