import { describe, expect, it } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { MessageId } from '../../src/ids.ts';
import { type Row, rowText } from '../../src/view/text/styled-row.ts';
import { bandRows } from '../../src/view/time/histogram-rows.ts';
import { burstColumns, occurrences } from '../../src/view/time/occurrences.ts';
import { axisRow, eventRow } from '../../src/view/time/time-axis.ts';
import { alignedTo, columnWidthFor, nextColumnWidth, scaleLabel } from '../../src/view/time/time-scale.ts';
import { bandsFor, TRAFFIC_CLASSES, trafficClass } from '../../src/view/time/traffic-classes.ts';

const base = new TimeBase();
base.fix(Date.UTC(2026, 0, 2, 9, 28, 31) / 1000);
const scale = { base, start: 0, utc: true, mode: 'clock' } as const;

describe('bands', () => {
  const all = (): boolean => true;

  it('hold every class once, however many there may be', () => {
    for (let most = 1; most <= 9; most++) {
      const bands = bandsFor(all, most);
      expect(bands.length).toBeLessThanOrEqual(most);
      expect(bands.flatMap(({ classes }) => classes).sort()).toEqual([...TRAFFIC_CLASSES].sort());
    }
    expect(bandsFor(all, 4).map(({ name }) => name)).toEqual(['SIP', 'replication', 'syncs', 'internal']);
  });

  it('are only those of what occurs', () => {
    expect(bandsFor((one) => one === 'calls', 8).map(({ name }) => name)).toEqual(['calls']);
    expect(bandsFor(() => false, 8)).toEqual([]);
  });

  it('sort messages by what they are about', () => {
    const bin = { protocol: 'bin', capability: 'clusterer-extra', command: 11, internal: false } as const;
    expect(trafficClass({ ...bin, name: 'CLUSTERER_SYNC' })).toBe('syncs');
    expect(trafficClass(bin)).toBe('other BIN');
    expect(trafficClass({ ...bin, capability: 'clusterer-internal', internal: true })).toBe('internal');
    expect(trafficClass({ protocol: 'sip', form: 'response', status: 200, method: 'BYE' })).toBe('calls');
    expect(trafficClass({ protocol: 'sip', form: 'request', method: 'OPTIONS' })).toBe('other SIP');
  });
});

describe('a band', () => {
  const counts = [0, 1, 8, 16, 1000];
  const band = {
    name: 'calls',
    style: 'success',
    totals: counts,
    shown: counts.with(3, 0),
    sum: 1025,
    sumShown: 1009,
  } as const;
  const shape = { columns: 5, height: 3, left: 9, right: 12, from: 0, to: -1 };

  it('has bars of eighths, the least for what is there at all', () => {
    expect(bandRows(band, shape).map(rowText)).toEqual([
      'calls   ▕    █       1,025',
      '≤ 1,000 ▕    █ 1,009 shown'.replace('≤', '≤'),
      '        ▕ ▁▁▁█',
    ]);
  });

  it('is dim where nothing is shown', () => {
    const [, , low = []] = bandRows(band, shape);
    const styles = (row: Row): readonly string[] =>
      row.filter(({ text }) => text.includes('▁')).map(({ style }) => style);
    expect(styles(low)).toEqual(['success', 'dim']);
  });
});

describe('the axis', () => {
  it('has labels as exact as they must be', () => {
    expect(scaleLabel(29e9, 60e9, scale)).toBe('09:29');
    expect(scaleLabel(1e9, 2e9, scale)).toBe('09:28:32');
    expect(scaleLabel(0.25e9, 0.25e9, scale)).toBe('09:28:31.25');
    expect(scaleLabel(2.5e9, 0.5e9, { ...scale, mode: 'relative' })).toBe('+2.5');
    expect(scaleLabel(2e9, 1e9, { ...scale, mode: 'relative' })).toBe('+2');
  });

  it('stands ticks at round times of day', () => {
    const row = axisRow({ from: -1e9, width: 0.5e9, count: 60 }, 3, scale);
    expect(rowText(row)).toMatchInlineSnapshot(`"   ╵09:28:30           ╵09:28:40           ╵09:28:50"`);
  });

  it('marks the gravest of what happened in a column', () => {
    const at = (time: number, mark: string, style: 'warning' | 'problem') => ({
      time,
      mark,
      text: '',
      style,
    });
    const events = [
      at(1, 'S', 'warning'),
      at(2, 'R', 'problem'),
      at(3, 's', 'warning'),
      at(25, 's', 'warning'),
      at(99, 'x', 'warning'),
    ];
    expect(rowText(eventRow({ from: 0, width: 10, count: 5 }, 8, events))).toBe('events ▕R s');
  });
});

describe('columns', () => {
  it('reach over the whole, and are not much too wide', () => {
    for (const span of [1, 999, 1e6, 3.7e9, 61e9, 86_400e9, 400 * 86_400e9, 9e17]) {
      const width = columnWidthFor(5e8, 5e8 + span, 100, base.seconds);
      const from = alignedTo(5e8, width, base.seconds);
      expect(from).toBeLessThanOrEqual(5e8);
      expect(from + 100 * width).toBeGreaterThan(5e8 + span);
      if (span > 1e6) expect(width * 100).toBeLessThan(span * 2.6);
    }
  });

  it('begin at round times of day', () => {
    expect((base.seconds + alignedTo(0, 60e9, base.seconds) / 1e9) % 60).toBe(0);
    // Wherever the session counts from.
    for (const width of [1.5e8, 2.5e8, 3e8, 4e8, 6e8, 8e8, 1.5e9, 3e9]) {
      const starts = [0, 1, 2, 3, 4].map(
        (lead) => alignedTo(lead * 1e9 + 7e8, width, 1_795_426_107 - lead) - lead * 1e9,
      );
      expect(new Set(starts).size).toBe(1);
    }
  });

  it('get wider and narrower by a half at least', () => {
    expect(nextColumnWidth(1e9, 1)).toBe(1.5e9);
    expect(nextColumnWidth(1e9, -1)).toBeLessThanOrEqual(1e9 / 1.5);
    expect(nextColumnWidth(1000, -1)).toBe(1000);
  });
});

describe('what happened', () => {
  it('is told in the order of time, flaps apart from outages', () => {
    const link = { cluster: 1, node: 2, to: 3, again: true };
    const tag = { cluster: 1, tag: 'vip\x1b', message: 5 as MessageId };
    const texts = occurrences(
      {
        events: [
          { kind: 'restart', time: 9, cluster: 1, node: 4, message: 5 as MessageId },
          { kind: 'link down', time: 5, ...link, lasted: 1 },
          { kind: 'link up', time: 6, ...link, lasted: 3.2e9 },
          { kind: 'link up', time: 7, ...link, lasted: 90e9 },
          { kind: 'link up', time: 7.5, ...link, to: 4, lasted: 2e9, again: false },
        ],
        tags: [{ ...tag, time: 8, node: 1, from: 2 }],
      },
      [],
      [1],
    ).map(({ mark, text }) => `${mark} ${text}`);
    expect(texts).toEqual([
      '↓ link 2-3 down',
      'F link 2-3 flapped: up again after 3.20 s',
      '↑ link 2-3 up again after 1 min 30 s',
      '↑ link 2-4 up',
      'T tag vip\\x1b: node 1 takes over from node 2',
      'R node 4 restarted',
    ]);
  });

  it('leaves out links that were down for a moment only', () => {
    const link = { cluster: 1, node: 2, to: 3, again: true };
    const marks = occurrences(
      {
        events: [
          { kind: 'link down', time: 5, ...link, lasted: 1e9 },
          { kind: 'link down', time: 6, ...link, to: 4, lasted: 1e9 },
          { kind: 'link up', time: 7, ...link, lasted: 1e6 },
        ],
        tags: [],
      },
      [],
      [1, 2],
    ).map(({ text }) => text);
    expect(marks).toEqual(['link 2-4 of cluster 1 down']);
  });

  it('leaves them out, too, if a restart has ended them', () => {
    const restart = { kind: 'restart', time: 5, cluster: 1, node: 2, message: 5 as MessageId } as const;
    const up = { kind: 'link up', cluster: 1, node: 2, again: true } as const;
    const events = [restart, { ...up, time: 6, to: 3, lasted: 4e6 }, { ...up, time: 9, to: 4, lasted: 2e9 }];
    const marks = occurrences({ events, tags: [] }, [], [1]).map(({ mark }) => mark);
    expect(marks).toEqual(['R', 'F']);
  });

  it('finds where bursts begin', () => {
    expect(burstColumns([5, 0, 5, 40, 60, 4, 5, 0, 21, 5])).toEqual([3, 8]);
    expect(burstColumns([1, 1, 15])).toEqual([]);
    expect(burstColumns([])).toEqual([]);
  });
});
