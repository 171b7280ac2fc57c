import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MessageId } from '../../src/ids.ts';
import { type Foldable, FoldedList, type Run } from '../../src/tui/messages/folded-list.ts';

function listOf(length: number): Foldable {
  return { length, at: (position) => (1000 + position) as MessageId };
}

/** Runs that do not overlap, and messages between them. */
const anyRuns = fc
  .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 })), { maxLength: 8 })
  .map((pairs) => {
    const runs: Run[] = [];
    let position = 0;
    for (const [gap, length] of pairs) {
      runs.push({ start: position + gap, length });
      position += gap + length;
    }
    return { runs, length: position + 3 };
  });

function rowsOf(folded: FoldedList): readonly number[] {
  return Array.from({ length: folded.length }, (_, row) => folded.positionOf(row));
}

/** The same by going through all positions. */
function naiveRows(length: number, runs: readonly Run[], open: ReadonlySet<number>): readonly number[] {
  const positions = Array.from({ length }, (_, position) => position);
  return positions.filter((position) =>
    runs.every(({ start, length: size }) => open.has(start) || position <= start || position >= start + size),
  );
}

it('has a row for each message and each closed run, in order, whatever is opened and closed', () => {
  fc.assert(
    fc.property(
      anyRuns,
      fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 20 }),
      ({ runs, length }, steps) => {
        const folded = new FoldedList(listOf(length));
        folded.change(listOf(length), runs);
        const open = new Set<number>();
        for (const [opens, at] of steps) {
          const row = at % folded.length;
          const position = folded.positionOf(row);
          const run = runs.find(
            (one) => one.length > 1 && position >= one.start && position < one.start + one.length,
          );
          if (opens) folded.open(row);
          else expect(folded.positionOf(folded.close(row))).toBe(run?.start ?? position);
          if (run !== undefined) opens ? open.add(run.start) : open.delete(run.start);
          expect(rowsOf(folded)).toEqual(naiveRows(length, runs, open));
        }
        for (let position = 0; position < length; position++) {
          const row = folded.rowOf(position);
          const next = row + 1 < folded.length ? folded.positionOf(row + 1) : length;
          expect(folded.positionOf(row) <= position && position < next).toBe(true);
        }
      },
    ),
  );
});

it('keeps what is selected when lists grow', () => {
  fc.assert(
    fc.property(anyRuns, fc.nat(), fc.nat(20), ({ runs, length }, at, more) => {
      const folded = new FoldedList(listOf(length));
      folded.change(listOf(length), runs);
      const row = at % folded.length;
      const before = folded.at(row);
      folded.change(listOf(length + more), runs);
      expect(folded.at(row)).toBe(before);
      expect(folded.length).toBe(naiveRows(length + more, runs, new Set()).length);
    }),
  );
});

it('gives any message a row of its own when it is to be seen', () => {
  fc.assert(
    fc.property(anyRuns, fc.nat(), ({ runs, length }, at) => {
      const folded = new FoldedList(listOf(length));
      folded.change(listOf(length), runs);
      const position = at % length;
      expect(folded.positionOf(folded.reveal(position))).toBe(position);
    }),
  );
});

it('tells heads, members and the rest apart', () => {
  const folded = new FoldedList(listOf(10));
  folded.change(listOf(10), [
    { start: 2, length: 3 },
    { start: 5, length: 1 },
  ]);
  expect(folded.length).toBe(8);
  expect(folded.fold(1)).toBeUndefined();
  expect(folded.fold(2)).toEqual({ start: 2, length: 3, open: false, head: true });
  expect(folded.fold(3)).toBeUndefined();
  folded.open(2);
  expect(folded.fold(3)).toEqual({ start: 2, length: 3, open: true, head: false });
  expect(folded.close(4)).toBe(2);
});
