import { describe, expect, test } from 'vitest';
import { bytesOf, Conversation, packet } from './tcp-conversation.ts';

const SECOND = 1e9;
const NOTHING = new Uint8Array(0);
const WHOLE = bytesOf(packet(1, new Uint8Array(40)));

/**
 * A capture begins at second 1. At second 3 the first segment of a connection echoes a time of its receiver; the
 * answer says how many milliseconds later it is.
 */
function firstSegment(idleFor: number | undefined, echo = 5000): Conversation {
  const one = new Conversation(5555).begin(SECOND);
  const timestamps = idleFor === undefined ? undefined : ([77, echo] as const);
  one.segment({ sequence: 1, bytes: WHOLE, time: 3 * SECOND, timestamps });
  return idleFor === undefined ? one : answer(one, (echo + idleFor) >>> 0, 3 * SECOND + 1e5);
}

function answer(one: Conversation, value: number, time: number): Conversation {
  const timestamps = [value, 77] as const;
  return one.segment({ sequence: 9, bytes: NOTHING, acknowledgement: 1, back: true, time, timestamps });
}

describe('a connection that existed before the capture', () => {
  test('was idle since before it, by the clock of the receiver', () => {
    expect(firstSegment(2002).gapKinds).toEqual(['beginning']);
    expect(firstSegment(2002, 2 ** 32 - 1000).gapKinds).toEqual(['beginning']);
  });

  test('was used since it began', () => {
    for (const idleFor of [0, 1, 1999, 2000]) expect(firstSegment(idleFor).gapKinds).toEqual(['vague']);
  });

  test('may have been used: its clock tells nothing, or does not count milliseconds', () => {
    expect(firstSegment(2002, 0).gapKinds).toEqual(['vague']);
    expect(firstSegment(-5).gapKinds).toEqual(['vague']);
    expect(firstSegment(2_000_000).gapKinds).toEqual(['vague']);
  });

  test('may have been used after all: its clock turns out to count microseconds', () => {
    const [first, later] = [5000 + 300_000, 3 * SECOND + 1e5 + 4e6];
    expect(firstSegment(300_000).gapKinds).toEqual(['beginning']);
    expect(answer(firstSegment(300_000), first + 4000, later).gapKinds).toEqual(['beginning', 'vague']);
    const slow = answer(firstSegment(300_000), first + 4, later);
    expect(slow.gapKinds).toEqual(['beginning']);
    // Captures give several segments one time, and some clocks have a coarse tick.
    expect(answer(slow, first + 50, later).gapKinds).toEqual(['beginning']);
    expect(answer(slow, first + 1000, later + SECOND).finish().gapKinds).toEqual(['beginning']);
  });

  test('may have been used after all: others count microseconds, and it sent nothing any more', () => {
    const sends = (perSecond: number) => {
      const one = firstSegment(300_000);
      for (const tenths of [1, 2, 3, 4]) {
        const [time, timestamps] = [(3 + tenths / 10) * SECOND, [77 + (tenths * perSecond) / 10, 1] as const];
        one.segment({ sequence: 1 + WHOLE.length, bytes: NOTHING, time, timestamps });
      }
      return one.finish().gapKinds;
    };
    expect(sends(1000)).toEqual(['beginning']);
    expect(sends(1_000_000)).toEqual(['beginning', 'vague']);
  });

  test('may have been used: no answer came, or only later', () => {
    expect(firstSegment(undefined).gapKinds).toEqual([]);
    expect(firstSegment(undefined).finish().gapKinds).toEqual(['vague']);
    const next = { sequence: 1 + WHOLE.length, bytes: WHOLE, time: 5 * SECOND };
    expect(answer(firstSegment(undefined).segment(next), 9000, 5.1 * SECOND).gapKinds).toEqual(['vague']);
  });

  test('not where the opening was captured, or the connection came with the first frame', () => {
    const opened = new Conversation(5555).begin(SECOND).open(1);
    expect(opened.segment({ sequence: 1, bytes: WHOLE }).finish().gapKinds).toEqual([]);
    const first = new Conversation(5555).begin(SECOND).segment({ sequence: 1, bytes: WHOLE, time: SECOND });
    expect(first.finish().gapKinds).toEqual([]);
  });
});
