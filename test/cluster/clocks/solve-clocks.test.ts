import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SharedMessage } from '../../../src/cluster/clocks/clock-samples.ts';
import { type ClockSolution, solveClocks } from '../../../src/cluster/clocks/solve-clocks.ts';
import type { AddressId, SourceId } from '../../../src/ids.ts';

/** A clock that shows `time + offset + drift * time`. */
interface Clock {
  readonly offset: number;
  readonly drift: number;
}

interface Traffic {
  readonly clocks: readonly Clock[];
  /** Pairs of hosts that talk; an observer stands on each host and sees only its own traffic. */
  readonly links: readonly (readonly [number, number])[];
  readonly messages: number;
  /** Nanoseconds from one host to another. */
  readonly delay: number;
  /** Added at random to each delay. */
  readonly jitter: number;
  readonly seconds: number;
  /** One of so many messages is wrong by up to a second. */
  readonly outlierEvery?: number;
  readonly random: () => number;
}

function* traffic(setup: Traffic): Generator<SharedMessage> {
  const { clocks, links, messages, delay, jitter, seconds, random } = setup;
  for (let number = 0; number < messages; number++) {
    const sent = Math.round((seconds * 1e9 * number) / messages);
    const link = links[number % links.length] ?? [0, 1];
    const [from, to] = Math.floor(number / links.length) % 2 === 0 ? link : [link[1], link[0]];
    const late = number % (setup.outlierEvery ?? Infinity) === 1 ? random() * 1e9 : 0;
    const received = sent + delay + random() * jitter + late;
    yield {
      sender: from as AddressId,
      receiver: to as AddressId,
      sights: [
        { source: from as SourceId, time: shown(clocks[from], sent), frame: number },
        { source: to as SourceId, time: shown(clocks[to], received), frame: number },
      ],
    };
  }
}

function shown(clock: Clock | undefined, time: number): number {
  return Math.round(time + (clock?.offset ?? 0) + (clock?.drift ?? 0) * time);
}

/** By how much two observers' aligned clocks differ at a time. */
function difference(solution: ClockSolution, clocks: readonly Clock[], at: number): number {
  const aligned = clocks.map((clock, source) => {
    const time = shown(clock, at);
    return time - solution.offsetAt(source as SourceId, time);
  });
  return Math.max(...aligned) - Math.min(...aligned);
}

/** Numbers from 0 to 1 that are the same in each run. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const offset = fc.integer({ min: -100_000, max: 100_000 }).map((millis) => millis * 1e6);
const drift = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -100, max: 100 }).map((ppm) => ppm / 1e6),
);
const clock = fc.record({ offset, drift });
const MESH = [
  [0, 1],
  [1, 2],
  [2, 0],
] as const;

describe('clocks of several observers', () => {
  test('offsets and drifts are found, whatever they are, with one outlier in ten', () => {
    fc.assert(
      fc.property(fc.array(clock, { minLength: 3, maxLength: 3 }), fc.integer(), (clocks, seed) => {
        const setup = { clocks, links: MESH, messages: 900, delay: 200_000, jitter: 50_000, seconds: 60 };
        const solution = solveClocks(traffic({ ...setup, outlierEvery: 10, random: randomFrom(seed) }), 3);
        for (const at of [0, 30e9, 60e9]) {
          expect(difference(solution, clocks, at)).toBeLessThan(100_000);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('ways of unequal length: the error stays within the uncertainty that is told', () => {
    const setup = {
      clocks: [
        { offset: 0, drift: 0 },
        { offset: 3e9, drift: 0 },
      ],
      links: [[0, 1]] as const,
    };
    const rest = { messages: 400, delay: 0, jitter: 0, seconds: 20, random: randomFrom(1) };
    const unequal = [...traffic({ ...setup, ...rest })].map((message) => {
      const delay = message.sender < message.receiver ? 9e6 : 1e6;
      const [sent, received] = message.sights;
      return {
        ...message,
        sights: [sent, { source: received?.source ?? 0, time: (received?.time ?? 0) + delay }],
      } as SharedMessage;
    });
    const solution = solveClocks(unequal, 2);
    const other = solution.perSource.find(({ role }) => role === 'linked');
    const error = Math.abs(Math.abs(other?.offset ?? 0) - 3e9);
    expect(error).toBe(4e6);
    expect(other?.uncertainty).toBeGreaterThan(error);
    expect(other?.uncertainty).toBeLessThan(6e6);
  });

  test('observers that share nothing are brought together by those between them', () => {
    const clocks = [0, 5e9, -7e9, 60e9].map((ahead) => ({ offset: ahead, drift: 0 }));
    const chain = [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const;
    const setup = { clocks, links: chain, messages: 300, delay: 100_000, jitter: 0, seconds: 10 };
    const solution = solveClocks(traffic({ ...setup, random: randomFrom(2) }), 4);
    expect(solution.perSource.map(({ role }) => role)).toEqual(['reference', 'linked', 'linked', 'linked']);
    expect(solution.perSource.map((one) => one.offset)).toEqual([0, 5e9, -7e9, 60e9]);
    expect(difference(solution, clocks, 5e9)).toBe(0);
  });

  test('an observer that shares no message is unlinked, and left alone', () => {
    const clocks = [0, 5e9, 9e9].map((ahead) => ({ offset: ahead, drift: 0 }));
    const setup = { clocks, links: [[0, 1]] as const, messages: 50, delay: 1000, jitter: 0, seconds: 10 };
    const solution = solveClocks(traffic({ ...setup, random: randomFrom(3) }), 3);
    expect(solution.perSource[2]).toMatchObject({ role: 'unlinked', offset: 0, pairs: 0, reference: 2 });
    expect(solution.offsetAt(2 as SourceId, 12e9)).toBe(0);
  });

  test('clocks that agree are not touched by the noise of measuring', () => {
    const clocks = [0, 0, 0].map(() => ({ offset: 0, drift: 0 }));
    const setup = { clocks, links: MESH, messages: 300, delay: 60_000, jitter: 40_000, seconds: 20 };
    const solution = solveClocks(traffic({ ...setup, random: randomFrom(4) }), 3);
    for (const source of [0, 1, 2]) expect(solution.offsetAt(source as SourceId, 3e9)).toBe(0);
  });

  test('the order of the sources does not matter', () => {
    const clocks = [3e9, -1e9, 0].map((ahead) => ({ offset: ahead, drift: 20e-6 }));
    const setup = { clocks, links: MESH, messages: 600, delay: 90_000, jitter: 30_000, seconds: 60 };
    const messages = [...traffic({ ...setup, random: randomFrom(5) })];
    const turned = messages.map((message) => ({
      ...message,
      sights: message.sights.map((sight) => ({ ...sight, source: (2 - sight.source) as SourceId })),
    }));
    const one = solveClocks(messages, 3);
    const other = solveClocks(turned, 3);
    for (const source of [0, 1, 2]) {
      for (const time of [0, 20e9, 61e9]) {
        const there = other.offsetAt((2 - source) as SourceId, time);
        expect(Math.abs(one.offsetAt(source as SourceId, time) - there)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('traffic one way only: the network’s delay cannot be told from the offset, and that is said', () => {
    const clocks = [0, 2e9].map((ahead) => ({ offset: ahead, drift: 0 }));
    const setup = { clocks, links: [[0, 1]] as const, messages: 100, delay: 1e6, jitter: 0, seconds: 10 };
    const messages = [...traffic({ ...setup, random: randomFrom(6) })].filter(({ sender }) => sender === 0);
    const [, other] = solveClocks(messages, 2).perSource;
    expect(other?.offset).toBe(2e9 + 1e6);
    expect(other?.uncertainty).toBeGreaterThan(1e6);
  });

  test('no clock drifts by two thousandths: messages came later and later', () => {
    const clocks = [
      { offset: 0, drift: 0 },
      { offset: 0, drift: 2e-3 },
    ];
    const setup = { clocks, links: [[0, 1]] as const, messages: 100, delay: 1e5, jitter: 0, seconds: 20 };
    const solution = solveClocks(traffic({ ...setup, random: randomFrom(8) }), 2);
    expect(solution.perSource.map(({ driftPpm }) => driftPpm)).toEqual([0, 0]);
  });

  test('many hosts with a message or two each: their scatter is part of the uncertainty', () => {
    const random = randomFrom(7);
    const messages = Array.from({ length: 400 }, (_, at): SharedMessage => {
      const phone = (10 + (at >>> 1)) as AddressId;
      const node = 1 as AddressId;
      const delay = 1e6 + random() * 4e6;
      const [sender, receiver] = at % 2 === 0 ? [phone, node] : [node, phone];
      const seen = 7e9 + (at % 2 === 0 ? delay : -delay);
      const sights = [
        { source: 0 as SourceId, time: at * 1e7, frame: at },
        { source: 1 as SourceId, time: Math.round(at * 1e7 + seen), frame: at },
      ];
      return { sender, receiver, sights };
    });
    const [, other] = solveClocks(messages, 2).perSource;
    const error = Math.abs((other?.offset ?? 0) - 7e9);
    expect(error).toBeLessThan(1e6);
    expect(other?.uncertainty).toBeGreaterThan(error);
    expect(other?.uncertainty).toBeLessThan(6e6);
  });

  test('nothing is solved from nothing', () => {
    expect(solveClocks([], 0).perSource).toEqual([]);
    expect(solveClocks([], 1).offsetAt(0 as SourceId, 5)).toBe(0);
  });
});
