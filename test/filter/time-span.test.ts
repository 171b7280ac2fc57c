import { describe, expect, it } from 'vitest';
import { readInstant, sessionTimeOf } from '../../src/capture/instant.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import { complete } from '../../src/filter/completion.ts';
import { explain } from '../../src/filter/explain.ts';
import { parseFilter } from '../../src/filter/parser.ts';

const NO_WORDS = { capabilities: [], types: [], methods: [], nodes: [], fields: [], aors: [], callIds: [] };

describe('a stretch of time in a filter', () => {
  it.each([
    ['time:yesterday', "'yesterday' is no time"],
    ['time:9:28..', "'9:28' is no time"],
    ['time:25:00..', "'25:00' is no time"],
    ['time:2026-02-30', "'2026-02-30' is no time"],
    ['time:+1..+2..+3', "'+1..+2..+3' has more than two ends"],
    ['time:..', 'The stretch of time has no ends'],
    ['time:+12..+4', 'The stretch of time runs backwards'],
    ['time:*', "'*' is no time"],
  ])('%s is a mistake', (text, message) => {
    const [error] = parseFilter(text).errors;
    expect(error?.message).toBe(message);
    expect([error?.from, error?.to]).toEqual([5, text.length]);
  });

  it('is written as it was read', () => {
    for (const text of ['time:09:28:31..09:28:40', 'time:+4.3..+12', 'time:..2026-01-02T03:04:05Z']) {
      expect(explain(parseFilter(text).filter)).toBe(text);
    }
  });

  it('is completed', () => {
    const keys = complete('ti', 2, NO_WORDS).suggestions.map(({ text }) => text);
    expect(keys[0]).toBe('time:');
    expect(complete('time:', 5, NO_WORDS).suggestions.map(({ text }) => text)).toContain('+0..+60');
  });
});

describe('a time of day', () => {
  const base = new TimeBase();
  base.fix(Date.UTC(2026, 0, 2, 23, 50) / 1000);
  const at = (text: string): number | undefined => {
    const instant = readInstant(text, true);
    return instant === undefined ? undefined : sessionTimeOf(instant, base, 0) / 60e9;
  };

  it('is one of the day on which the capture begins, or just after its midnight', () => {
    expect(at('23:55')).toBe(5);
    expect(at('23:40')).toBe(-10);
    expect(at('00:10')).toBe(20);
  });

  it('has the day of its own zone', () => {
    expect(at('00:55+01:00')).toBe(5);
    expect(at('18:55-0500')).toBe(5);
  });
});
