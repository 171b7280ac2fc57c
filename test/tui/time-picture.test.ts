import { describe, expect, it } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';
import { layoutTime } from '../../src/tui/time/time-layout.ts';
import { type BandCounts, TimePicture } from '../../src/tui/time/time-picture.ts';
import { type Row, rowText } from '../../src/view/text/styled-row.ts';

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

/** Columns of the rows that a cursor is in. */
function cursors(rows: readonly Row[]): readonly (number | undefined)[] {
  return rows.map((row) => {
    const at = row.findIndex(({ style }) => style === 'match');
    return at < 0 ? undefined : rowText(row.slice(0, at).concat({ text: '|', style: 'plain' })).length - 1;
  });
}

describe('the picture of the time', () => {
  it('has the cursor in every band and in the events, and nowhere else', () => {
    const rows = new TimePicture(new Counts()).withCursor(3, about);
    const marked = cursors(rows);
    expect(marked[0]).toBeUndefined();
    expect(marked.at(-1)).toBeUndefined();
    expect(new Set(marked.slice(1, -1))).toEqual(new Set([layout.left + 3]));
    const events = rows.at(-2) ?? [];
    expect(events.find(({ style }) => style === 'match')?.text).toBe('R');
  });

  it('is not made anew with a step of the cursor, but where there is more or other to be seen', () => {
    const counts = new Counts();
    const picture = new TimePicture(counts);
    const first = picture.withCursor(3, about).map(rowText);
    expect(picture.withCursor(40, about).map(rowText)).toEqual(first);
    expect(counts.asked).toBe(layout.bands.length);
    counts.revision++;
    expect(picture.withCursor(40, about).map(rowText)).not.toEqual(first);
    expect(counts.asked).toBe(2 * layout.bands.length);
    const marked = picture.withCursor(40, { ...about, range: { from: 5, to: 9 } });
    expect(marked[2]?.some(({ style }) => style === 'range')).toBe(true);
    const later = picture.withCursor(40, { ...about, events: () => [] });
    expect(rowText(later.at(-2) ?? [])).not.toContain('R');
  });

  it('rests while more comes in, but not where something else is to be seen', () => {
    const counts = new Counts();
    let now = 1000;
    const picture = new TimePicture(counts, () => now);
    const pouring = { ...about, goesOn: true };
    const first = picture.withCursor(3, pouring).map(rowText);
    counts.revision++;
    now += 400;
    expect(picture.withCursor(40, pouring).map(rowText)).toEqual(first);
    expect(picture.isResting).toBe(true);
    expect(counts.asked).toBe(layout.bands.length);
    const marked = picture.withCursor(40, { ...pouring, range: { from: 5, to: 9 } });
    expect(marked[2]?.some(({ style }) => style === 'range')).toBe(true);
    expect(picture.isResting).toBe(false);
    counts.revision++;
    const later = { ...pouring, range: { from: 5, to: 9 } };
    now += 501;
    // Nor does a step of the cursor wait for it: it is made between two frames.
    expect(picture.withCursor(40, later)).toEqual(marked);
    expect(picture.isResting).toBe(true);
    expect(counts.asked).toBe(2 * layout.bands.length);
    picture.catchUp(later);
    expect(picture.withCursor(40, later)).not.toEqual(marked);
    expect(picture.isResting).toBe(false);
    counts.revision++;
    expect(picture.withCursor(40, { ...about, range: { from: 5, to: 9 } })).not.toEqual(marked);
    expect(counts.asked).toBe(4 * layout.bands.length);
  });
});
