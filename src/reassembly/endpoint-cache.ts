import { i32be } from '../../decoders/bytes/integers.ts';
import type { EndpointId } from '../ids.ts';
import type { EndpointTable } from '../tables/endpoints.ts';

const ENTRIES = 512;
/** Four words of address, one of port and address length, one of the id. */
const WORDS = 6;

/**
 * The endpoints of recent packets, in front of the table of all endpoints: the same few senders and receivers
 * come again and again, and the table hashes twice for each.
 */
export class EndpointCache {
  private readonly table: EndpointTable;
  /** A key word of 0 is an empty entry: no address is 0 bytes long. */
  private readonly entries = new Int32Array(ENTRIES * WORDS);

  constructor(table: EndpointTable) {
    this.table = table;
  }

  /** The cached ids may no longer be valid. */
  clear(): void {
    this.entries.fill(0);
  }

  /** The address is bytes[at..at+length). */
  endpoint(bytes: Uint8Array, at: number, length: 4 | 16, port: number): EndpointId {
    const { entries } = this;
    const a = i32be(bytes, at);
    let b = 0;
    let c = 0;
    let d = 0;
    if (length === 16) {
      b = i32be(bytes, at + 4);
      c = i32be(bytes, at + 8);
      d = i32be(bytes, at + 12);
    }
    const key = port | (length << 16);
    const slot = slotOf(a ^ b ^ c ^ d, port);
    if (
      entries[slot + 4] === key &&
      entries[slot] === a &&
      entries[slot + 1] === b &&
      entries[slot + 2] === c &&
      entries[slot + 3] === d
    ) {
      return entries[slot + 5] as EndpointId;
    }
    const id = this.table.endpoint(this.table.address(bytes, at, length), port);
    entries[slot] = a;
    entries[slot + 1] = b;
    entries[slot + 2] = c;
    entries[slot + 3] = d;
    entries[slot + 4] = key;
    entries[slot + 5] = id;
    return id;
  }
}

function slotOf(address: number, port: number): number {
  const mixed = Math.imul(address ^ (port << 16) ^ port, 0x9e3779b1);
  return ((mixed >>> 16) & (ENTRIES - 1)) * WORDS;
}
