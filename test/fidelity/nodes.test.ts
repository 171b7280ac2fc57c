import { afterAll, describe, expect, test } from 'vitest';
import { nameInManifest, recordings } from '../recordings/recordings.ts';
import { CHANGED, type Comparison, compareNodes } from './nodes.ts';

/**
 * `nodes --at` against what each node reported of itself at that time, in every recording. What the captures do
 * not show may be unknown; what is said has to be true.
 */

const VARIANTS: readonly (readonly [string, RegExp])[] = [
  ['bridge', /^bridge\.pcap$/],
  ['nodes', /^node\d\.pcap(ng)?$|^node3\.nsec\.pcap$/],
];
/** Nodes learn of each other's links by updates, and sometimes late or never. */
const HEARSAY = /itself reports otherwise$/;

const totals = new Map<string, Record<Comparison['verdict'], number>>();

for (const recording of recordings()) {
  describe(recording.name, () => {
    for (const [variant, pattern] of VARIANTS) {
      const captures = recording.captures.filter((path) => pattern.test(nameInManifest(path)));
      if (captures.length === 0) continue;
      test(`nodes are as they reported themselves, by ${variant}`, async () => {
        const comparisons = await compareNodes(recording, captures);
        count(variant, comparisons);
        expect(comparisons.length).toBeGreaterThan(0);
        expect(comparisons.filter(isUnexplained)).toEqual([]);
        expect(comparisons.filter(({ verdict, reason }) => verdict === 'unknown' && reason === '')).toEqual(
          [],
        );
        const links = comparisons.filter(({ what }) => what === 'link');
        expect(links.filter(({ verdict }) => verdict === 'same').length).toBeGreaterThan(links.length * 0.8);
      });
    }
  });
}

afterAll(() => {
  const rows = [...totals].map(([of, { same, unknown, wrong }]) => ({ of, same, unknown, explained: wrong }));
  console.table(rows);
});

function isUnexplained({ verdict, what, reason }: Comparison): boolean {
  if (verdict !== 'wrong' || reason === CHANGED) return false;
  return !(what === 'view' && HEARSAY.test(reason));
}

function count(variant: string, comparisons: readonly Comparison[]): void {
  for (const { what, verdict } of comparisons) {
    const key = `${what}, ${variant}`;
    const total = totals.get(key) ?? { same: 0, unknown: 0, wrong: 0 };
    total[verdict]++;
    totals.set(key, total);
  }
}
