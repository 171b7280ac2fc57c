import { afterAll, describe, expect, test } from 'vitest';
import type { SourceId } from '../../src/ids.ts';
import { Folder } from '../capture/reading.ts';
import { syncgrep } from '../cli/run-program.ts';
import { analysed, signature } from '../flows/analysed.ts';
import { EVERYTHING } from '../support/everything.ts';
import { type RecordedCapture, readCapture, writeCapture } from './capture-frames.ts';
import { nameInManifest, readAll, recording, recordings } from './recordings.ts';

/**
 * Captures of the nodes of a recording, which had one clock, as if each had been made by a clock of its own.
 * A few recordings with every run; `ALL_CAPTURES=1` takes all.
 */
const SOME = ['3.4/calls', '3.4/midstream', '3.6/register'];
const chosen = recordings().filter(({ name }) => EVERYTHING || SOME.includes(name));

const folder = new Folder();
afterAll(() => folder.remove());

/** What a clock shows at a time; both in microseconds since 1970. */
type Clock = (time: number) => number;

const right: Clock = (time) => time;

function ahead(microseconds: number, ppm = 0, since = 0): Clock {
  return (time) => Math.round(time + microseconds + (time - since) * ppm * 1e-6);
}

/** A clock that is set forward by so many microseconds while it captures, or back. */
function set(microseconds: number, at: number): Clock {
  return (time) => time + (time > at ? microseconds : 0);
}

/** By the first frame: the clocks of the captures, as many as there are. */
const CLOCKS: Readonly<Record<string, (begin: number) => readonly Clock[]>> = {
  'seconds apart': () => [right, ahead(2.5e6), ahead(-7.1e6), ahead(61e6)],
  'milliseconds apart': () => [right, ahead(3000), ahead(-1500), ahead(400)],
  'a day apart': () => [right, ahead(86_400e6), ahead(-3600e6), ahead(1e6)],
  'of different speed': (begin) => [
    right,
    ahead(1e6, 50, begin),
    ahead(-2e6, -50, begin),
    ahead(3e6, 20, begin),
  ],
  'set while they capture': (begin) => [
    set(3.7e6, begin + 9e6),
    right,
    set(-1.3e6, begin + 6e6),
    set(250e3, begin + 12e6),
  ],
};
/** A path on which a packet is under way for longer than the clocks differ says nothing of them. */
const SLOW_PATH = /coalesce|loss-reorder/;

describe.each(chosen)('$name', (one) => {
  const captures = one.captures
    .filter((path) => /^node\d\.pcap$/.test(nameInManifest(path)))
    .map((path) => readCapture(path));
  const usable = captures.length > 1 && !/tls|clock-offset/.test(one.name);

  test.runIf(usable).each(Object.keys(CLOCKS))(
    'clocks that are %s: found, and the same flows',
    async (name) => {
      const begin = Math.min(...captures.map(({ frames }) => frames[0]?.time ?? Number.POSITIVE_INFINITY));
      const clocks = CLOCKS[name]?.(begin) ?? [];
      const files = captures.map((capture, at) => file(capture, clocks[at]));
      if (!SLOW_PATH.test(one.name)) {
        for (const { role, error, uncertainty } of await errorsOf(files, captures, clocks)) {
          // Nodes of two clusters share no message.
          if (role === 'unlinked' && one.name === '4.0/cluster-bridge') continue;
          expect(role).not.toBe('unlinked');
          expect(error).toBeLessThan(1e6);
          expect(error).toBeLessThanOrEqual(uncertainty + 10_000);
        }
      }
      expect(await flowsOf(files)).toEqual(await flowsOf(captures.map((capture) => file(capture))));
    },
  );
});

describe.each([3.7e6, 3600e6, 250e3, -250e3, -1.3e6, -3600e6])(
  'one capture, its clock set by %i us',
  (by) => {
    test('told once, with the frame, and the same flows', async () => {
      const at = first.frames[Math.floor(first.frames.length * 0.6)]?.time ?? 0;
      const files = [file(first, set(by, at))];
      const session = await readAll(files);
      session.align();
      const steps = session.clocks?.steps ?? [];
      session.close();
      expect(steps).toHaveLength(1);
      expect(Math.abs((steps[0]?.by ?? 0) - by * 1000)).toBeLessThan(4e6);
      expect(steps[0]?.frame).toBe(first.frames.findIndex(({ time }) => time > at) + 1);
      expect(await flowsOf(files)).toEqual(await flowsOf([file(first)]));
      const { errors } = await syncgrep(['check', ...files]);
      expect(errors).toContain(`its clock was set ${by < 0 ? 'back' : 'forward'} by`);
      expect(errors).not.toContain('do not compare');
      const left = await syncgrep(['check', '--no-align', ...files]);
      expect(left.errors).not.toContain('its clock was set');
      if (by < -1e6) expect(left.errors).toContain('times before and after do not compare');
    });
  },
);

test.each([150e3, -150e3])(
  'one capture, its clock set by %i us: told as a doubt, and nothing is corrected',
  async (by) => {
    const at = first.frames[Math.floor(first.frames.length * 0.6)]?.time ?? 0;
    const files = [file(first, set(by, at))];
    const { errors } = await syncgrep(['check', ...files]);
    expect(errors).toContain(`its clock may have been set ${by < 0 ? 'back' : 'forward'} by 0.1`);
    expect(errors).not.toContain('its clock was set');
  },
);

const [first, second, third] = ['node1', 'node2', 'node3'].map((node) =>
  readCapture(recording('3.4/calls').captures.find((path) => path.includes(`/${node}.pcap.`)) ?? ''),
) as [RecordedCapture, RecordedCapture, RecordedCapture];

test('observers that share nothing are aligned by one that shares with both', async () => {
  const middle = first.frames[first.frames.length >>> 1]?.time ?? 0;
  const early = during(first, 0, middle);
  const late = during(third, middle + 1, Number.POSITIVE_INFINITY);
  const captures = [early, second, late];
  const clocks = [right, ahead(40e6), ahead(-90e6)];
  const files = captures.map((capture, at) => file(capture, clocks[at]));
  for (const { role, error, uncertainty } of await errorsOf(files, captures, clocks)) {
    expect(role).not.toBe('unlinked');
    expect(error).toBeLessThan(1e6);
    expect(error).toBeLessThanOrEqual(uncertainty + 10_000);
  }
  const [a, , c] = files;
  const apart = await errorsOf([a ?? '', c ?? ''], [early, late], [right, ahead(-90e6)]);
  expect(apart.map(({ role }) => role)).toEqual(['unlinked', 'unlinked']);
});

test('captures that overlap for a second', async () => {
  const middle = first.frames[first.frames.length >>> 1]?.time ?? 0;
  const captures = [during(first, 0, middle + 1e6), during(second, middle, Number.POSITIVE_INFINITY)];
  const clocks = [right, ahead(12e6)];
  const files = captures.map((capture, at) => file(capture, clocks[at]));
  for (const { role, error, uncertainty } of await errorsOf(files, captures, clocks)) {
    expect(role).not.toBe('unlinked');
    expect(error).toBeLessThan(1e6);
    expect(error).toBeLessThanOrEqual(uncertainty + 10_000);
  }
});

test('time stamps of which one in ten is wrong', async () => {
  const wrong: Clock = (time) => time + 5e6 + (time % 10 === 3 ? ((time % 997) - 498) * 100 : 0);
  const captures = [first, second, third];
  const files = captures.map((capture, at) => file(capture, [right, wrong, ahead(-2e6)][at]));
  const [, other] = await errorsOf(files, captures, [right, ahead(5e6), ahead(-2e6)]);
  expect(other?.error).toBeLessThan(1e6);
});

test('a retransmission in the next file of a capture is not taken for another clock', async () => {
  const lossy = recording('3.4/loss-reorder').captures.find((path) => path.includes('/node3.pcap.')) ?? '';
  const whole = readCapture(lossy);
  const middle = whole.frames[whole.frames.length >>> 1]?.time ?? 0;
  const parts = [during(whole, 0, middle), during(whole, middle + 1, Number.POSITIVE_INFINITY)];
  const session = await readAll(parts.map((part) => file(part)));
  session.align();
  expect(session.clocks?.perSource.map(({ offset }) => offset)).toEqual([0, 0]);
  session.close();
});

test('captures that share nothing: each report says so', async () => {
  const middle = first.frames[first.frames.length >>> 1]?.time ?? 0;
  const files = [file(during(first, 0, middle)), file(during(third, middle + 1, Number.POSITIVE_INFINITY))];
  for (const report of ['aors', 'flows', 'packets']) {
    const { code, errors } = await syncgrep([report, '--json', ...files]);
    expect(code).toBe(0);
    expect(errors).toContain('no message in common with another capture');
  }
});

interface ClockError {
  readonly role: string;
  /** Nanoseconds, the largest over the capture. */
  readonly error: number;
  readonly uncertainty: number;
}

async function errorsOf(
  files: readonly string[],
  captures: readonly RecordedCapture[],
  clocks: readonly Clock[],
): Promise<readonly ClockError[]> {
  const session = await readAll(files);
  session.align();
  const aligned = (source: number, time: number) => {
    const microseconds = BigInt((clocks[source] ?? right)(time));
    const shown = session.tables.base.sessionTimeOf(microseconds * 1000n);
    return session.alignedTime(source as SourceId, shown);
  };
  const found = (session.clocks?.perSource ?? []).map(({ role, reference, uncertainty }, source) => {
    const { frames = [] } = captures[source] ?? {};
    const times = [frames[0], frames[frames.length >>> 1], frames.at(-1)].map((frame) => frame?.time ?? 0);
    const errors = times.map((time) => Math.abs(aligned(source, time) - aligned(reference, time)));
    return { role, error: Math.max(...errors), uncertainty };
  });
  session.close();
  return found;
}

async function flowsOf(files: readonly string[]): Promise<readonly string[]> {
  const found = await analysed(files);
  const flows = found.flows.map((flow) => JSON.stringify(signature(found, flow))).sort();
  found.session.close();
  return flows;
}

function file({ linkType, frames }: RecordedCapture, clock: Clock = right): string {
  const shown = frames.map((frame) => ({ ...frame, time: clock(frame.time) }));
  return folder.file(writeCapture({ linkType, frames: shown }).file);
}

/** Microseconds since 1970. */
function during({ linkType, frames }: RecordedCapture, from: number, to: number): RecordedCapture {
  return { linkType, frames: frames.filter(({ time }) => time >= from && time <= to) };
}
