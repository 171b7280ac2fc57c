import { describe, expect, it } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';
import { PLAIN, type Theme } from '../../src/tui/terminal/theme.ts';
import { PaintedPicture } from '../../src/tui/time/painted-picture.ts';
import { layoutTime } from '../../src/tui/time/time-layout.ts';
import { type BandCounts, TimePicture } from '../../src/tui/time/time-picture.ts';
import { rowText } from '../../src/view/text/styled-row.ts';

const base = new TimeBase();
base.fix(Date.UTC(2026, 0, 2, 9, 28, 31) / 1000);

const layout = layoutTime({ columns: 80, rows: 24 }, (one) => one === 'calls' || one === 'syncs');
const RESTART = [{ time: 3e9, mark: 'R', text: 'node 1 restarted', style: 'problem' }] as const;
const about = {
  room: { first: 0, last: 30e9, columns: layout.columns, base: base.seconds },
  buckets: { from: 0, width: 1e9, count: layout.columns },
  layout,
  scale: { base, start: 0, utc: true, mode: 'clock' },
  events: () => RESTART,
  goesOn: false,
  range: { from: 0, to: -1 },
  isZoomed: false,
  columns: 80,
} as const;

/** Counts, and how often a band was asked for. */
class Counts implements BandCounts {
  revision = 1;
  asked = 0;

  band({ name, style }: Parameters<BandCounts['band']>[0], buckets: number): ReturnType<BandCounts['band']> {
    this.asked++;
    const totals = new Float64Array(buckets).fill(this.revision);
    return { name, style, totals, shown: totals, sum: this.revision, sumShown: this.revision };
  }
}

/** Columns of painted rows in which the cursor is: its style is 7 where no other has any. */
function cursors(rows: readonly string[]): readonly (number | undefined)[] {
  return rows.map((row) => {
    const at = row.indexOf('\x1b[7m');
    return at < 0 ? undefined : at;
  });
}

const NONE = Object.fromEntries(Object.keys(PLAIN).map((style) => [style, '']));
const CURSOR: Theme = { ...PLAIN, ...NONE, match: '7' };

describe('the picture of the time', () => {
  it('has the cursor in every band and in the events, and nowhere else', () => {
    const picture = new TimePicture(new Counts()).shown(about);
    const painted = new PaintedPicture();
    const rows = painted.rows(picture, layout.left + 3, 80, CURSOR);
    const marked = cursors(rows);
    expect(marked[0]).toBeUndefined();
    expect(marked.at(-1)).toBeUndefined();
    expect(new Set(marked.slice(1, -1))).toEqual(new Set([layout.left + 3]));
    expect(rows.at(-2)).toContain('\x1b[7mR\x1b[0m');
    // It leaves nothing behind where it goes on.
    expect(new Set(cursors(painted.rows(picture, layout.left + 9, 80, CURSOR)).slice(1, -1))).toEqual(
      new Set([layout.left + 9]),
    );
  });

  it('is not made anew with a step of the cursor, but where there is more or other to be seen', () => {
    const counts = new Counts();
    const picture = new TimePicture(counts);
    const first = picture.shown(about).map(rowText);
    expect(picture.shown(about).map(rowText)).toEqual(first);
    expect(counts.asked).toBe(layout.bands.length);
    counts.revision++;
    expect(picture.shown(about).map(rowText)).not.toEqual(first);
    expect(counts.asked).toBe(2 * layout.bands.length);
    const marked = picture.shown({ ...about, range: { from: 5, to: 9 } });
    expect(marked[2]?.some(({ style }) => style === 'range')).toBe(true);
    const later = picture.shown({ ...about, events: () => [] });
    expect(rowText(later.at(-2) ?? [])).not.toContain('R');
  });

  it('rests while more comes in, but not where something else is to be seen', () => {
    const counts = new Counts();
    let now = 1000;
    const picture = new TimePicture(counts, () => now);
    const pouring = { ...about, goesOn: true };
    const first = picture.shown(pouring).map(rowText);
    counts.revision++;
    now += 400;
    expect(picture.shown(pouring).map(rowText)).toEqual(first);
    expect(picture.isResting).toBe(true);
    expect(counts.asked).toBe(layout.bands.length);
    const marked = picture.shown({ ...pouring, range: { from: 5, to: 9 } });
    expect(marked[2]?.some(({ style }) => style === 'range')).toBe(true);
    expect(picture.isResting).toBe(false);
    counts.revision++;
    const later = { ...pouring, range: { from: 5, to: 9 } };
    now += 501;
    // Nor does a step of the cursor wait for it: it is made between two frames.
    expect(picture.shown(later)).toEqual(marked);
    expect(picture.isResting).toBe(true);
    expect(counts.asked).toBe(2 * layout.bands.length);
    picture.catchUp(later);
    expect(picture.shown(later)).not.toEqual(marked);
    expect(picture.isResting).toBe(false);
    counts.revision++;
    expect(picture.shown({ ...about, range: { from: 5, to: 9 } })).not.toEqual(marked);
    expect(counts.asked).toBe(4 * layout.bands.length);
  });
});
