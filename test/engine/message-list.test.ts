import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MessageList } from '../../src/engine/message-list.ts';
import { Session } from '../../src/engine/session.ts';
import { type CompiledFilter, compileFilter } from '../../src/filter/compile.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { MessageId } from '../../src/ids.ts';
import { messagesOf, readAll, recording } from '../recordings/recordings.ts';

const { captures } = recording('3.4/clock-offset');
const [bridge = ''] = recording('3.4/calls').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));

const FILTERS = [
  'proto:sip',
  'proto:bin',
  'method:INVITE or method:BYE',
  'node:2',
  'from:1',
  'cap:dialog len:>600',
  'aor:1101',
  '-is:internal',
  'status:200',
  '/lab-sipp/i',
  'no-such-word-anywhere',
];

function filterOf(text: string) {
  const { filter, errors } = parseFilter(text);
  expect(errors).toEqual([]);
  return filter;
}

/** What the list should hold: every message that the filter lets through, by time, then by id. */
function expected(session: Session, text: string): readonly MessageId[] {
  const filter = compileFilter(filterOf(text), session.facts);
  return [...messagesOf(session)].filter((id) => filter.matches(id));
}

function contents(list: { readonly length: number; at(position: number): MessageId }): readonly MessageId[] {
  return Array.from({ length: list.length }, (_, at) => list.at(at));
}

describe('of a session that was read', () => {
  let session: Session;
  beforeAll(async () => {
    session = await readAll([bridge]);
  });
  afterAll(() => session.close());

  test.each(FILTERS)('%s: is what the filter lets through, in the order of time', (text) => {
    const list = session.list(filterOf(text));
    expect(list.length).toBe(0);
    while (!list.update(5)) expect(list.judged).toBeGreaterThan(0);
    expect(list.judged).toBe(session.tables.index.size);
    expect(contents(list)).toEqual(expected(session, text));
    expect(list.update(5)).toBe(true);
    expect(list.length).toBe(expected(session, text).length);
  });

  test('not all filters say the same', () => {
    const lengths = FILTERS.map((text) => expected(session, text).length);
    expect(new Set(lengths).size).toBeGreaterThan(6);
    expect(lengths.at(-1)).toBe(0);
  });

  test('a budget of nothing judges a few, and never the same twice', () => {
    const list = session.list(filterOf('/lab-sipp/i'));
    let judged = 0;
    let slices = 0;
    while (!list.update(0)) {
      expect(list.judged).toBeGreaterThan(judged);
      judged = list.judged;
      slices++;
    }
    expect(slices).toBeGreaterThan(3);
    expect(contents(list)).toEqual(expected(session, '/lab-sipp/i'));
  });

  test('finds the first message at or after any time', () => {
    const list = session.list(filterOf('proto:sip'));
    list.update(1000);
    const times = contents(list).map((id) => session.timeOf(id));
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(...times),
          fc.integer({ min: Math.floor(first) - 1e6, max: Math.ceil(last) + 1e6 }),
        ),
        (time) => {
          const position = list.positionOf(time);
          expect(times.filter((one) => one < time).length).toBe(position);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('while a session is read', () => {
  test.each(['proto:sip', 'node:2', 'node:1 proto:bin', 'capability:usrloc', 'no:20-300'])(
    '%s: ends with what it would be had it been made at the end',
    async (text) => {
      const session = await Session.open([bridge]);
      const list = session.list(filterOf(text));
      let restarts = 0;
      for (let state = session.read(0); state !== 'end'; state = session.read(0)) {
        const before = list.judged;
        list.update(1);
        if (list.judged < before) restarts++;
        if (state === 'wait') await session.whenReady();
      }
      while (!list.update(5));
      expect(contents(list)).toEqual(expected(session, text));
      expect(restarts).toBeLessThan(50);
      session.close();
    },
  );

  test.each([true, false])(
    'starts anew when what the filter asks has changed: %s',
    async (dependsOnRevision) => {
      const session = await readAll([bridge]);
      const { index, times } = session.tables;
      let answer = 0;
      const odd = { matches: (id: MessageId) => id % 2 === answer, needsBytes: false, dependsOnRevision };
      const list = new MessageList(
        index,
        times,
        odd as Partial<CompiledFilter> as CompiledFilter,
        () => answer,
      );
      list.update(1000);
      const before = contents(list);
      const reordered = list.reordered;
      answer = 1;
      list.update(1000);
      expect(list.judged).toBe(index.size);
      const now = [...messagesOf(session)].filter((id) => id % 2 === (dependsOnRevision ? 1 : 0));
      expect(contents(list)).toEqual(now);
      expect(before.length).toBeGreaterThan(0);
      expect(list.reordered > reordered).toBe(dependsOnRevision);
      session.close();
    },
  );

  test('positions known before are said to be stale when clocks are aligned', async () => {
    const session = await readAll(captures);
    const list = session.list(filterOf('proto:bin'));
    while (!list.update(50));
    const before = contents(list);
    const reordered = list.reordered;
    session.align();
    list.update(50);
    expect(list.reordered).toBeGreaterThan(reordered);
    expect(contents(list)).toEqual(expected(session, 'proto:bin'));
    expect(contents(list)).not.toEqual(before);
    expect([...contents(list)].sort((a, b) => a - b)).toEqual([...before].sort((a, b) => a - b));
    session.close();
  });
});
