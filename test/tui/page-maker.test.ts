import { afterEach, expect, it, vi } from 'vitest';
import type { Page } from '../../src/tui/views/page.ts';
import { PageMaker } from '../../src/tui/views/page-maker.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  ['a page without rows is made anew soon, though it took long on a busy machine', 0, true],
  ['a page with rows rests for as long as it is worth', 9, false],
] as const)('%s', (_, length, isDue) => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const maker = new PageMaker(
    (): Page => {
      now += 1000;
      return { length, heading: () => [], row: () => [] };
    },
    () => undefined,
  );
  maker.goOn(1, 1);
  maker.outdate();
  expect(maker.isDue(true)).toBe(false);
  now += 1000;
  expect(maker.isDue(true)).toBe(isDue);
});
