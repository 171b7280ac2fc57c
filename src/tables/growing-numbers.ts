import { uint32Column } from './lasting-columns.ts';

export const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * Unsigned 32-bit numbers that are appended at the end and forgotten at the front. They are in pages, so that
 * growing neither copies them nor needs twice the memory.
 */
export class GrowingNumbers {
  private readonly pages: (Uint32Array | undefined)[] = [];
  private count = 0;
  /** Earlier pages are forgotten. */
  private firstPage = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): number {
    const at = this.count++;
    if ((at & PAGE_MASK) === 0) this.pages.push(uint32Column(PAGE_SIZE));
    (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] = value;
    return at;
  }

  /** `at` must be below `length` and not forgotten. */
  get(at: number): number {
    return (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] as number;
  }

  set(at: number, value: number): void {
    (this.pages[at >>> PAGE_SHIFT] as Uint32Array)[at & PAGE_MASK] = value;
  }

  /** Is there a number at `at` that was not forgotten? */
  has(at: number): boolean {
    return this.pages[at >>> PAGE_SHIFT] !== undefined;
  }

  /** Frees the pages in which nothing is wanted any more. */
  keepPages(isWanted: (page: number) => boolean): void {
    for (let page = this.firstPage; page < this.pages.length; page++) {
      if (!isWanted(page)) this.pages[page] = undefined;
    }
  }

  /** Frees whole pages of numbers before `at`. */
  forgetBefore(at: number): void {
    const page = Math.min(at, this.count) >>> PAGE_SHIFT;
    for (; this.firstPage < page; this.firstPage++) this.pages[this.firstPage] = undefined;
  }
}
