const SLOTS = 256;

/**
 * Looks up names of a fixed list in bytes, without making strings: by a hash of the length and three letters,
 * then by comparison. Ids are those given with the list, from 1 on; 0 means any other name.
 */
export class NameTable {
  private readonly heads = new Uint8Array(SLOTS);
  private readonly nexts: Uint8Array;
  private readonly ids: Uint8Array;
  private readonly starts: Uint16Array;
  private readonly spelling: Uint8Array;
  /** The bit that tells upper from lower case, if case is ignored. */
  private readonly caseBit: number;

  /** At most 255 ASCII names; for `ignoreCase` they must be in lower case. */
  constructor(names: readonly (readonly [name: string, id: number])[], ignoreCase: boolean) {
    this.caseBit = ignoreCase ? 0x20 : 0;
    this.nexts = new Uint8Array(names.length + 1);
    this.ids = new Uint8Array(names.length + 1);
    this.starts = new Uint16Array(names.length + 2);
    this.spelling = Buffer.from(names.map(([name]) => name).join(''), 'latin1');
    let start = 0;
    names.forEach(([name, id], index) => {
      const entry = index + 1;
      this.ids[entry] = id;
      this.starts[entry] = start;
      const slot = slotOf(this.spelling, start, start + name.length);
      start += name.length;
      this.nexts[entry] = this.heads[slot] as number;
      this.heads[slot] = entry;
    });
    this.starts[names.length + 1] = start;
  }

  /** Id of the name in bytes[from..to); 0 if it is not in the list. */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (to <= from) return 0;
    let entry = this.heads[slotOf(bytes, from, to)] as number;
    while (entry !== 0) {
      if (this.spells(entry, bytes, from, to)) return this.ids[entry] as number;
      entry = this.nexts[entry] as number;
    }
    return 0;
  }

  private spells(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { spelling, caseBit } = this;
    const start = this.starts[entry] as number;
    const length = to - from;
    if ((this.starts[entry + 1] as number) - start !== length) return false;
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i] as number;
      const wanted = spelling[start + i] as number;
      if (byte !== wanted && (wanted < 0x61 || (byte | caseBit) !== wanted)) return false;
    }
    return true;
  }
}

/** Ignores case, so that one function serves both kinds of tables. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const first = (bytes[from] as number) | 0x20;
  const middle = (bytes[from + (length >> 1)] as number) | 0x20;
  const last = (bytes[to - 1] as number) | 0x20;
  return (length * 7 + first * 37 + middle * 11 + last * 59) & (SLOTS - 1);
}
