const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * Unsigned 32-bit numbers that are only appended. Kept in pages, so that growing neither copies nor
 * needs twice the room.
 */
export class GrowingNumbers {
  private readonly pages: Uint32Array[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): number {
    const at = this.count++;
    if ((at & PAGE_MASK) === 0) this.pages.push(new Uint32Array(PAGE_SIZE));
    (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] = value;
    return at;
  }

  /** `at` is below `length`. */
  get(at: number): number {
    return (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] as number;
  }

  set(at: number, value: number): void {
    (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] = value;
  }
}
