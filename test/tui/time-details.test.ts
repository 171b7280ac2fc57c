import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import { TimeDetails } from '../../src/tui/time/time-details.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { bandsFor } from '../../src/view/time/traffic-classes.ts';
import { readAll, recording } from '../recordings/recordings.ts';
import { openScreen } from './support/screen.ts';

const [bridge = ''] = recording('3.4/calls').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));
const BANDS = bandsFor(() => true, 8);
const WHOLE = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

let session: Session;
let analyses: Analyses;
let details: TimeDetails;
beforeAll(async () => {
  session = await readAll([bridge]);
  analyses = new Analyses(session);
  while (!analyses.advance(1000));
  const shown = await openScreen([bridge], { columns: 120, rows: 40 });
  const { settings } = shown.program.state;
  shown.close();
  details = new TimeDetails({ session, analyses, settings, body: { columns: 120, rows: 40 } });
});
afterAll(() => session.close());

function rows(): readonly string[] {
  return details.rows(WHOLE, [], BANDS, 40).map(rowText);
}

describe('the details of a stretch of time', () => {
  it('is said to be counted as long as it is, then told', () => {
    expect(rows()).toEqual(['counting']);
    let slices = 0;
    while (!details.advance(WHOLE, 0)) slices++;
    expect(slices).toBeGreaterThan(0);
    const text = rows().join('\n');
    expect(text).toMatch(/^begun: .*\d calls? COMPLETED/);
    const counted = [...text.matchAll(/(\d[\d,]*) (?=[A-Z\d])/g)].length;
    expect(counted).toBeGreaterThan(5);
  });

  it('stays there while it is counted anew, and is not counted anew for nothing', () => {
    const before = rows();
    expect(details.isStale(WHOLE)).toBe(false);
    details.forget();
    expect(details.isStale(WHOLE)).toBe(true);
    expect(details.advance(WHOLE, 0)).toBe(false);
    expect(rows()).toEqual(before);
    while (!details.advance(WHOLE, 0));
    expect(details.isStale(WHOLE)).toBe(false);
    expect(rows()).toEqual(before);
  });

  it('is not that of another stretch', () => {
    const none = { from: -2, to: -1 };
    expect(details.knows(none)).toBe(false);
    expect(details.rows(none, [], BANDS, 40).map(rowText)).toEqual(['counting']);
    while (!details.advance(none, 0));
    expect(details.rows(none, [], BANDS, 40).map(rowText)).toEqual(['No message.']);
  });
});
