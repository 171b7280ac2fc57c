import { afterAll, describe, expect, test } from 'vitest';
import type { SourceId } from '../../src/ids.ts';
import { clockJson } from '../../src/output/clocks.ts';
import { Blocks } from '../capture/build-captures.ts';
import { Folder } from '../capture/reading.ts';
import { nodesOf } from '../flows/analysed.ts';
import { type Reports, reportsOf } from '../remote/reports.ts';
import { EVERYTHING } from '../support/everything.ts';
import { type RecordedCapture, type RecordedFrame, readCapture, writeCapture } from './capture-frames.ts';
import { keyLogsOf, nameInManifest, type Recording, readAll, recordings } from './recordings.ts';

/**
 * What is reported does not depend on how the input is cut into files, on their format, or on the order in
 * which they are named. A few recordings with every run; `ALL_CAPTURES=1` takes all.
 */
const SOME = ['2.4/register', '3.4/clock-offset', '3.4/tls12'];
const chosen = EVERYTHING ? recordings() : recordings().filter(({ name }) => SOME.includes(name));

const folder = new Folder();
afterAll(() => folder.remove());

describe.each(chosen)('$name', (recording) => {
  const [bridge] = recording.captures.filter((path) => nameInManifest(path) === 'bridge.pcap');
  let known: Promise<Reports> | undefined;
  /** Of the bridge's capture as it is. */
  const ofBridge = (): Promise<Reports> => {
    known ??= reports(recording, [bridge ?? '']);
    return known;
  };

  test('the order of the files', async () => {
    const nodes = nodesOf(recording);
    const all = [...nodes, ...(bridge === undefined ? [] : [bridge])];
    const wanted = await reports(recording, all);
    const orders = EVERYTHING
      ? [all.toReversed(), ...all.map((_, at) => turned(all, at))]
      : [all.toReversed()];
    for (const order of orders) expect(await reports(recording, order)).toEqual(wanted);
  });

  test.runIf(bridge !== undefined)('one file, or several that go on where the one before ended', async () => {
    const whole = readCapture(bridge ?? '');
    const wanted = await ofBridge();
    for (const count of EVERYTHING ? [2, 3, 4, 5] : [3]) {
      const parts = partsOf(whole, count);
      expect(await reports(recording, parts)).toEqual(wanted);
      expect(await reports(recording, parts.toReversed())).toEqual(wanted);
    }
  });

  test.runIf(bridge !== undefined)('datagrams alone, and many small files', async () => {
    const whole = readCapture(bridge ?? '');
    const datagrams = { ...whole, frames: whole.frames.filter(({ segment }) => segment === undefined) };
    if (datagrams.frames.length > 0) {
      const wanted = await reports(recording, [file(datagrams)]);
      expect(await reports(recording, rotated(datagrams, 7))).toEqual(wanted);
    }
    const wanted = await ofBridge();
    for (const count of EVERYTHING ? [20, 50] : [50]) {
      expect(await reports(recording, rotated(whole, count))).toEqual(wanted);
    }
  });

  test.runIf(bridge !== undefined)('pcap or pcapng, read in pieces of any size', async () => {
    const wanted = await ofBridge();
    expect(await reports(recording, [folder.file(pcapng(readCapture(bridge ?? '')))])).toEqual(wanted);
    expect(await reports(recording, [bridge ?? ''], 1021)).toEqual(wanted);
  });
});

test('captures of several nodes, each in several files', async () => {
  const [recording] = recordings().filter(({ name }) => name === '3.4/calls');
  const nodes = nodesOf(recording as Recording);
  const parts = nodes.flatMap((path) => partsOf(readCapture(path), 3));
  const scattered = parts.toSorted((a, b) => hash(a) - hash(b));
  expect(await reports(recording as Recording, scattered)).toEqual(
    await reports(recording as Recording, nodes),
  );
});

test('frames are counted in the file in which they are', async () => {
  const [recording] = recordings().filter(({ name }) => name === '3.4/sip-framing');
  const [bridge = ''] = (recording as Recording).captures.filter((path) => /bridge\.pcap\./.test(path));
  const whole = readCapture(bridge);
  const session = await readAll(partsOf(whole, 3));
  const one = await readAll([bridge]);
  const per = Math.ceil(whole.frames.length / 3);
  expect(session.tables.index.size).toBe(one.tables.index.size);
  expect([...clockJson(session)].map((line) => JSON.parse(line).role)).toEqual([
    'reference',
    'sequel',
    'sequel',
  ]);
  const bytes: string[] = [];
  for (let id = 0; id < one.tables.index.size; id++) {
    const message = id as Parameters<typeof one.sightsOf>[0];
    const [sight] = one.sightsOf(message);
    const [again] = session.sightsOf(message);
    const place = again === undefined ? undefined : session.succession.placeOf(again);
    expect(place?.no).toBe((((sight?.frame ?? 0) - 1) % per) + 1);
    expect(place?.capture).toBe(session.captureName(Math.floor(((sight?.frame ?? 0) - 1) / per) as SourceId));
    bytes.push(Buffer.from(session.reader.bytes(message)).toString('latin1'));
    expect(bytes.at(-1)).toBe(Buffer.from(one.reader.bytes(message)).toString('latin1'));
  }
  for (const each of [session, one]) each.close();
});

/** Whoever stands on another host is somebody else, however their clocks and captures lie. */
describe.each(chosen.filter(({ name }) => !/tls|clock-offset|cluster-bridge/.test(name)))(
  '$name',
  (recording) => {
    const captures = recording.captures.filter((path) => /^node\d\.pcap$/.test(nameInManifest(path)));
    const pairs = captures.flatMap((one) => captures.map((other) => [one, other] as const));
    const apart = pairs.filter(([one, other]) => one !== other);

    test.runIf(apart.length > 0)('a host’s capture does not go on from that of another host', async () => {
      for (const [first, second] of EVERYTHING ? apart : apart.slice(0, 4)) {
        const [one, other] = [readCapture(first), readCapture(second)];
        const end = one.frames.at(-1)?.time ?? 0;
        const shift = end - (other.frames[0]?.time ?? 0) + 1e6;
        const session = await readAll([file(one), file(later(other, shift))]);
        session.align();
        expect(session.succession.rootOf(1 as SourceId)?.id).toBe(1);
        const [a, b] = session.clocks?.perSource ?? [];
        expect(Math.abs((b?.offset ?? 0) - (a?.offset ?? 0) - shift * 1e3)).toBeLessThan(1e6);
        session.close();

        const middle = one.frames[one.frames.length >>> 1]?.time ?? 0;
        const before = { ...one, frames: one.frames.filter(({ time }) => time <= middle) };
        const after = { ...other, frames: other.frames.filter(({ time }) => time > middle) };
        const isDatagram = ({ segment }: RecordedFrame) => segment === undefined;
        for (const [first, second] of [
          [before.frames, after.frames],
          [before.frames, after.frames.slice(0, 8)],
          [before.frames.filter(isDatagram), after.frames.filter(isDatagram)],
        ] as const) {
          if (first.length === 0 || second.length === 0) continue;
          const halves = await readAll([
            folder.file(writeCapture({ ...one, frames: first }).file, 'sbc-001.pcap'),
            folder.file(writeCapture({ ...other, frames: second }).file, 'sbc-002.pcap'),
          ]);
          expect(halves.succession.rootOf(1 as SourceId)?.id).toBe(1);
          halves.close();
        }
      }
    });
  },
);

/** Between hosts, the bytes of a host's connections are the same as on the host: who else is seen tells. */
describe.each(recordings().filter(({ name }) => EVERYTHING || name === '2.4/register'))(
  '$name',
  (recording) => {
    const [bridge] = recording.captures.filter((path) => nameInManifest(path) === 'bridge.pcap');
    const hosts = recording.captures.filter((path) => /^node\d-eth0\.pcap$/.test(nameInManifest(path)));

    test.runIf(bridge !== undefined && hosts.length > 0)(
      'a host’s capture does not go on from one between hosts, nor that from the host’s',
      async () => {
        for (const host of hosts) {
          const [between, own] = [readCapture(bridge ?? ''), readCapture(host)];
          // A cluster that only begins shows little of who is where.
          for (const part of [0.3, 0.5, 0.7]) {
            expect(await isJoined(...cutAt(between, own, part))).toBe(false);
            expect(await isJoined(...cutAt(own, between, part))).toBe(false);
            expect(await isJoined(...cutAt(between, between, part))).toBe(true);
            expect(await isJoined(...cutAt(own, own, part))).toBe(true);
          }
        }
      },
    );
  },
);

test('between hosts, one of them may be all that is heard for hundreds of frames', async () => {
  const [recording] = recordings().filter(({ name }) => name === '3.4/coalesce');
  const [bridge = ''] = (recording as Recording).captures.filter((path) => /bridge\.pcap\./.test(path));
  const whole = readCapture(bridge);
  expect(await isJoined(...cutAt(whole, whole, 0.1))).toBe(true);
});

/** What one capture has until then, and another one from then on. */
function cutAt(one: RecordedCapture, other: RecordedCapture, part: number) {
  const first = one.frames[0]?.time ?? 0;
  const at = first + ((one.frames.at(-1)?.time ?? 0) - first) * part;
  return [
    { ...one, frames: one.frames.filter(({ time }) => time <= at) },
    { ...other, frames: other.frames.filter(({ time }) => time > at) },
  ] as const;
}

async function isJoined(before: RecordedCapture, after: RecordedCapture): Promise<boolean> {
  const names = ['before.pcap', 'after.pcap'] as const;
  const session = await readAll(
    [before, after].map((one, at) => folder.file(writeCapture(one).file, names[at])),
  );
  const root = session.succession.rootOf(1 as SourceId);
  session.close();
  return root?.id === 0;
}

async function reports(recording: Recording, captures: readonly string[], chunk?: number): Promise<Reports> {
  const keyLogs = keyLogsOf(recording.captures);
  const session = await readAll(captures, {
    keyLogs,
    ...(chunk === undefined ? {} : { capture: { chunk } }),
  });
  const found = reportsOf(session);
  session.close();
  return found;
}

function partsOf({ linkType, frames }: RecordedCapture, count: number): readonly string[] {
  const per = Math.ceil(frames.length / count);
  return Array.from({ length: count }, (_, at) =>
    file({ linkType, frames: frames.slice(at * per, (at + 1) * per) }),
  );
}

/** As dumpcap -b names them. */
function rotated({ linkType, frames }: RecordedCapture, count: number): readonly string[] {
  const per = Math.ceil(frames.length / count);
  return Array.from({ length: Math.ceil(frames.length / per) }, (_, at) => {
    const part = { linkType, frames: frames.slice(at * per, (at + 1) * per) };
    const name = `part_${String(at + 1).padStart(5, '0')}_${20_250_131_120_000 + at}.pcap`;
    return folder.file(writeCapture(part).file, name);
  });
}

function file(capture: RecordedCapture): string {
  return folder.file(writeCapture(capture).file);
}

function later({ linkType, frames }: RecordedCapture, microseconds: number): RecordedCapture {
  return { linkType, frames: frames.map((frame) => ({ ...frame, time: frame.time + microseconds })) };
}

function pcapng({ linkType, frames }: RecordedCapture): Buffer {
  const blocks = new Blocks(true);
  const packets = frames.map(({ time, bytes, originalLength }) =>
    blocks.enhanced(0, BigInt(time), bytes, [], originalLength),
  );
  return Buffer.concat([blocks.section(), blocks.interface(linkType), ...packets]);
}

function turned<Item>(items: readonly Item[], by: number): readonly Item[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
}
