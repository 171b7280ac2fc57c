const HEX = Array.from({ length: 0x10000 }, (_, value) => value.toString(16).padStart(4, '0'));

/**
 * Repeatable pseudo-random numbers: sfc32, a small fast counting generator (Chris Doty-Humphrey, public
 * domain). The same seed gives the same numbers on every machine.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `stream` keeps apart the generators of parts that must not influence each other. */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 0x100000000) | 0;
    this.c = stream | 0;
    for (let round = 0; round < 15; round++) this.u32();
  }

  /** 0 to 4294967295. */
  u32(): number {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + result;
    return result >>> 0;
  }

  /** 0 to below 1. */
  fraction(): number {
    return this.u32() / 0x100000000;
  }

  /** Integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** Integer, both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Waiting time of a Poisson process. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.fraction());
  }

  pick<Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
    return items[this.below(items.length)];
  }

  /** Eight hexadecimal digits. */
  hex(): string {
    return hex32(this.u32());
  }
}

/** Eight hexadecimal digits of a 32-bit number. */
export function hex32(value: number): string {
  return (HEX[value >>> 16] as string) + (HEX[value & 0xffff] as string);
}
