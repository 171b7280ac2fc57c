import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClockEvidence, ClockStep, Leap } from '../../../src/cluster/clocks/clock-evidence.ts';
import type { SharedMessage } from '../../../src/cluster/clocks/clock-samples.ts';
import { findSteps } from '../../../src/cluster/clocks/find-steps.ts';
import { solveClocks } from '../../../src/cluster/clocks/solve-clocks.ts';
import type { AddressId, EndpointId, SourceId } from '../../../src/ids.ts';

const SECOND = 1e9;
const MILLISECOND = 1e6;
const DELAY = 200_000;
const COUNT = 600;
const SECONDS = 60;

/** What an observer's clock shows at a time. */
type Clock = (time: number) => number;

const right: Clock = (time) => time;

function set(by: number, at: number): Clock {
  return (time) => time + (time >= at ? by : 0);
}

interface Seen {
  readonly messages: readonly SharedMessage[];
  readonly evidence: readonly ClockEvidence[];
}

/** Hosts that talk to each other in turn, each with an observer; `late` is added to the delay of a message. */
function traffic(clocks: readonly Clock[], late: (from: number, at: number) => number = () => 0): Seen {
  const hosts = clocks.length;
  const frames: { readonly time: number; readonly sent: number }[][] = clocks.map(() => []);
  const messages: SharedMessage[] = [];
  for (let number = 0; number < COUNT; number++) {
    const sent = Math.round((SECONDS * SECOND * number) / COUNT);
    const from = number % hosts;
    const to = (from + 1 + (Math.floor(number / hosts) % (hosts - 1))) % hosts;
    const sights = [from, to].map((host) => {
      const at = sent + (host === to ? DELAY + late(from, sent) : 0);
      const time = Math.round((clocks[host] ?? right)(at));
      const frame = (frames[host] ?? []).push({ time, sent: at });
      return { source: host as SourceId, time, frame };
    });
    messages.push({ sender: from as AddressId, receiver: to as AddressId, sights });
  }
  const evidence = frames.map((own): ClockEvidence => ({ doubts: [], leaps: leapsOf(own) }));
  return { messages, evidence };
}

function leapsOf(frames: readonly { readonly time: number }[]): readonly Leap[] {
  return frames.flatMap(({ time }, at) => {
    const by = time - (frames[at - 1]?.time ?? time);
    return by > 50 * MILLISECOND || by < -20 * MILLISECOND ? [{ frame: at + 1, time, by }] : [];
  });
}

const stepsOf = ({ messages, evidence }: Seen) => findSteps(evidence, messages, addressOf);
const addressOf = (endpoint: EndpointId) => endpoint as number as AddressId;

describe('steps of clocks, by messages that several observers saw', () => {
  test.each([5, -5, 0.3, -0.3])('one of three was set by %f s', (seconds) => {
    const steps = stepsOf(traffic([right, set(seconds * SECOND, 30 * SECOND), right]));
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ source: 1, shownBy: 'observers' });
    expect(Math.abs((steps[0]?.by ?? 0) - seconds * SECOND)).toBeLessThan(MILLISECOND);
  });

  test('none was set where one sender says so, and more hosts say that the clock went on as usual', () => {
    const seconds = 0.37;
    const { messages, evidence } = traffic([right, set(seconds * SECOND, 30 * SECOND), right]);
    const [step] = stepsOf({ messages, evidence });
    const { frame, time, by } = step as ClockStep;
    const denialOf = (sender: number) => ({ sender: sender as EndpointId, from: frame - 1, to: frame });
    const doubt = { from: frame - 1, to: frame, toTime: time, by, senders: [7 as EndpointId] };
    const doubted = (denials: readonly number[]) =>
      evidence.map((one, at) =>
        at === 1 ? { ...one, doubts: [{ ...doubt, denials: denials.map(denialOf) }] } : one,
      );
    expect(stepsOf({ messages, evidence: doubted([8]) })).toHaveLength(1);
    expect(stepsOf({ messages, evidence: doubted([8, 9]) })).toEqual([]);
  });

  test.each([3.7, -3.7])('one of two was set by %f s: the frames tell which', (seconds) => {
    const steps = stepsOf(traffic([right, set(seconds * SECOND, 30 * SECOND)]));
    expect(steps.map(({ source }) => source)).toEqual([1]);
  });

  test('none was set where a network becomes slow in one direction', () => {
    const slow = (from: number, at: number) => (from === 0 && at > 30 * SECOND ? 0.4 * SECOND : 0);
    expect(stepsOf(traffic([right, right], slow))).toEqual([]);
    expect(stepsOf(traffic([right, right, right], slow))).toEqual([]);
  });

  test('none was set where clocks differ and drift, and single messages are late', () => {
    const clocks: Clock[] = [right, (time) => time * (1 + 200e-6) + 90 * SECOND, (time) => time - 5 * SECOND];
    const late = (_: number, at: number) =>
      Math.floor(at / SECOND) % 7 === 0 ? (at % 997) * MILLISECOND : 0;
    expect(stepsOf(traffic(clocks, late))).toEqual([]);
  });

  test('whatever is set, times are aligned to within the delay', () => {
    const by = fc.integer({ min: -9000, max: 9000 }).filter((value) => Math.abs(value) > 250);
    const when = fc.integer({ min: 10, max: 50 });
    const offset = fc.integer({ min: -60_000, max: 60_000 });
    fc.assert(
      fc.property(by, when, fc.array(offset, { minLength: 3, maxLength: 3 }), (by, when, offsets) => {
        const clocks = offsets.map((offset, host): Clock => {
          const one = host === 1 ? set(by * MILLISECOND, when * SECOND) : right;
          return (time) => one(time) + offset * MILLISECOND;
        });
        const { messages, evidence } = traffic(clocks);
        const steps = stepsOf({ messages, evidence });
        expect(steps).toHaveLength(1);
        const solution = solveClocks(messages, 3, [], steps);
        for (const { sights } of messages) {
          const [left = 0, arrived = 0] = sights.map(
            ({ source, time, frame }) => time - solution.offsetAt(source, time, frame),
          );
          expect(Math.abs(arrived - left - DELAY)).toBeLessThan(MILLISECOND);
        }
      }),
      { numRuns: 40 },
    );
  });
});
