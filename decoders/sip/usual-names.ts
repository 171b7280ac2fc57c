import { i32le } from '../bytes/integers.ts';

const SLOTS = 512;

/**
 * Recognises names that are directly followed by a colon and written in the usual way (`Call-ID:`), four
 * bytes at a time: nearly every header line of nearly every message. Everything else is left to the ordinary
 * look-up.
 */
export class UsualNames {
  /** The first four bytes of `name:`; 0 marks a free slot. */
  private readonly heads = new Int32Array(SLOTS);
  private readonly firsts = new Uint8Array(SLOTS);
  private readonly nexts: Uint8Array;
  private readonly ids: Uint8Array;
  private readonly lengths: Uint8Array;
  /**
   * `name:` of each entry in words of four bytes; the last word overlaps the one before, to end with the
   * colon.
   */
  private readonly words: readonly Int32Array[];

  /** At most 254 names of at least three letters, in the spelling to recognise. */
  constructor(names: readonly (readonly [name: string, id: number])[]) {
    const usable = names.filter(([name]) => name.length >= 3);
    this.nexts = new Uint8Array(usable.length + 1);
    this.ids = Uint8Array.from([0, ...usable.map(([, id]) => id)]);
    this.lengths = Uint8Array.from([0, ...usable.map(([name]) => name.length)]);
    this.words = [new Int32Array(0), ...usable.map(([name]) => wordsOf(`${name}:`))];
    for (const [index, words] of this.words.entries()) if (index > 0) this.insert(index, words[0] as number);
  }

  /** The entry whose name and colon are at `from`; 0 if there is none. `to - from` may be anything. */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (to - from < 4) return 0;
    const head = i32le(bytes, from);
    let slot = slotOf(head);
    while (this.heads[slot] !== head) {
      if (this.heads[slot] === 0) return 0;
      slot = (slot + 1) & (SLOTS - 1);
    }
    for (let entry = this.firsts[slot] as number; entry !== 0; entry = this.nexts[entry] as number) {
      if (this.spells(entry, bytes, from, to)) return entry;
    }
    return 0;
  }

  id(entry: number): number {
    return this.ids[entry] as number;
  }

  /** Length of the name, without the colon. */
  length(entry: number): number {
    return this.lengths[entry] as number;
  }

  private spells(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const words = this.words[entry] as Int32Array;
    const length = (this.lengths[entry] as number) + 1;
    if (from + length > to) return false;
    const last = words.length - 1;
    for (let word = 1; word < last; word++) {
      if (i32le(bytes, from + 4 * word) !== words[word]) return false;
    }
    return last === 0 || i32le(bytes, from + length - 4) === words[last];
  }

  private insert(entry: number, head: number): void {
    let slot = slotOf(head);
    while (this.heads[slot] !== 0 && this.heads[slot] !== head) slot = (slot + 1) & (SLOTS - 1);
    this.heads[slot] = head;
    this.nexts[entry] = this.firsts[slot] as number;
    this.firsts[slot] = entry;
  }
}

function wordsOf(text: string): Int32Array {
  const bytes = Buffer.from(text, 'latin1');
  const words: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) words.push(i32le(bytes, at));
  if (bytes.length % 4 !== 0) words.push(i32le(bytes, bytes.length - 4));
  return Int32Array.from(words);
}

function slotOf(head: number): number {
  return (Math.imul(head, 0x9e3779b1) >>> 16) & (SLOTS - 1);
}
