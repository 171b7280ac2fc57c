import { HEADER_COUNT, type Header } from './header-names.ts';
import { readNumber } from './number.ts';

/**
 * Where the header fields of a message stand: an entry each, in their order, and the first of each name. Reused;
 * positions index `bytes`, values are without the blanks around them, but still folded.
 */
export class HeaderTable {
  bytes: Uint8Array = new Uint8Array(0);
  /** Entries of the table: `headerAt`, `nameFrom`, `valueFrom`, ... of 0 up to it. */
  headerCount = 0;
  /** Header lines beyond the limit; their values are in no slot either. */
  headersLeftOut = 0;
  /** As `headerCount`, less an entry that may be cut in two. */
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

  /** Entry of the first whole header field of that name, -1 where there is none. */
  first(header: Header): number {
    return (this.firsts[header] as number) - 1;
  }

  /** The number that the first such field consists of (Expires, Max-Forwards, ...), else -1. */
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

  /** Adds an entry; false, and counted, where there is no room. */
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

  /** The entry that was added last is the first of its name; false where there was one before. */
  protected isFirst(id: Header): boolean {
    if (this.firsts[id] !== 0) return false;
    this.firsts[id] = this.headerCount;
    return true;
  }
}
