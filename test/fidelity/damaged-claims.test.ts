import { afterAll, describe, expect, test } from 'vitest';
import { Folder } from '../capture/reading.ts';
import { type RecordedFrame, readCapture, writeCapture } from '../recordings/capture-frames.ts';
import { keyLogsOf, readAll, recording, recordings } from '../recordings/recordings.ts';
import { EVERYTHING } from '../support/everything.ts';
import { type Claims, judgeClaims } from './claims.ts';
import { compareNodes } from './nodes.ts';
import { compareTogether } from './stepping-analysis.ts';

/**
 * Captures that lack something, against what the nodes said of themselves: less may be known of them, but
 * what is said of contacts and dialogs has to be true. "Not captured" is never "not sent".
 */
const folder = new Folder();
afterAll(() => folder.remove());

type Damage = (frames: readonly RecordedFrame[], random: () => number) => readonly RecordedFrame[];

const DAMAGES: Readonly<Record<string, Damage>> = {
  '2 % of the frames lost': (frames, random) => frames.filter(() => random() > 0.02),
  'half of the BIN frames lost': (frames, random) =>
    frames.filter(({ segment }) => segment?.stream.includes(' 5555') !== true || random() > 0.5),
  'forty frames lost': (frames, random) => {
    const from = Math.floor(random() * frames.length);
    return frames.filter((_, at) => at < from || at >= from + 40);
  },
  'begun late': (frames, random) => frames.slice(Math.floor(random() * frames.length)),
  'ended early': (frames, random) => frames.slice(0, Math.floor(random() * frames.length)),
  'two hundred frames lost': (frames, random) => {
    const from = Math.floor(random() * frames.length);
    return frames.filter((_, at) => at < from || at >= from + 200);
  },
  '10 % of the SIP frames lost': (frames, random) =>
    frames.filter(({ segment }) => segment?.stream.includes(' 5555') === true || random() > 0.1),
  'half of the SIP frames lost': (frames, random) =>
    frames.filter(({ segment }) => segment?.stream.includes(' 5555') === true || random() > 0.5),
  'three times up to two hundred frames lost': (frames, random) => {
    let left = frames;
    for (let hole = 0; hole < 3; hole++) {
      const from = Math.floor(random() * left.length);
      const to = from + 40 + Math.floor(random() * 160);
      left = left.filter((_, at) => at < from || at >= to);
    }
    return left;
  },
  'frames cut short': (frames) => frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, 200) })),
  'frames cut short anywhere': (frames, random) => {
    const length = 60 + Math.floor(random() * 600);
    return frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, length) }));
  },
  'some frames cut short': (frames, random) =>
    frames.map((frame) =>
      random() > 0.1 ? frame : { ...frame, bytes: frame.bytes.subarray(0, 54 + Math.floor(random() * 400)) },
    ),
};

/** A few recordings with every run; `ALL_CAPTURES=1` takes all, and more of each damage. */
const SOME = ['3.4/register', '3.4/restart', '3.4/calls-shared-sockets', '3.4/tls12'];
const NAMES = EVERYTHING
  ? recordings().flatMap(({ name, captures }) =>
      captures.some((path) => path.endsWith('/bridge.pcap.gz')) ? name : [],
    )
  : SOME;
const RUNS = EVERYTHING ? 4 : 1;

describe.each(NAMES)('%s', (name) => {
  const random = linear(name.length);

  test.each(Object.entries(DAMAGES))('%s: what is still said is true', async (_, damage) => {
    for (let run = 0; run < RUNS; run++) expect((await claimsOf(name, damage, random)).false).toEqual([]);
  });
});

test('frames that are lost are not called packets that were not sent', async () => {
  const whole = await claimsOf('3.4/register', (frames) => frames, Math.random);
  expect(whole.false).toEqual([]);
  const lossy = await claimsOf('3.4/register', DAMAGES['half of the BIN frames lost'] as Damage, linear(1));
  expect(lossy.true).toBeLessThan(whole.true);
});

test('captures that end one after the other', async () => {
  const { captures } = recording('3.4/register');
  const nodes = captures.filter((path) => /\/node\d\.pcap\.gz$/.test(path));
  const random = linear(4);
  const paths = nodes.map((path) => fileOf(path, DAMAGES['ended early'] as Damage, random));
  const session = await readAll(paths);
  session.align();
  expect(judgeClaims(recording('3.4/register'), session).false).toEqual([]);
  session.close();
});

/** What one capture lacks another one may have, or show that something was told by then. */
describe.each(['3.0/calls-elsewhere', '3.3/register-odd', '3.6/calls-shared-sockets'])('%s', (name) => {
  const { captures } = recording(name);
  const nodes = captures.filter((path) => /\/node\d+\.pcap\.gz$/.test(path));

  test.each(['ended early', 'two hundred frames lost'])('each of several captures: %s', async (damage) => {
    const random = linear(name.length);
    for (let run = 0; run < 4 * RUNS; run++) {
      const session = await readAll(nodes.map((path) => fileOf(path, DAMAGES[damage] as Damage, random)));
      session.align();
      expect(judgeClaims(recording(name), session, 0, 0).false).toEqual([]);
      session.close();
    }
  });
});

test.each(['3.6/all-capabilities', '3.4/ipv6'])('%s: seeds, capabilities and tags', async (name) => {
  const [path = ''] = recording(name).captures.filter((one) => one.endsWith('/bridge.pcap.gz'));
  const random = linear(20);
  for (const damage of ['2 % of the frames lost', 'half of the BIN frames lost', 'forty frames lost']) {
    const damaged = fileOf(path, DAMAGES[damage] as Damage, random);
    const session = await readAll([damaged]);
    const [nodes] = compareTogether(session, ['nodes'], compareNodes(recording(name), session));
    const told = nodes.filter(({ what }) => ['seed', 'capability', 'tag'].includes(what));
    session.close();
    expect(told.filter(({ verdict }) => verdict === 'same').length).toBeGreaterThan(0);
    expect(told.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  }
});

async function claimsOf(name: string, damage: Damage, random: () => number): Promise<Claims> {
  const [path = ''] = recording(name).captures.filter((one) => one.endsWith('/bridge.pcap.gz'));
  const session = await readAll([fileOf(path, damage, random)], { keyLogs: keyLogsOf([path]) });
  const claims = judgeClaims(recording(name), session, 0, 0);
  session.close();
  return claims;
}

function fileOf(path: string, damage: Damage, random: () => number): string {
  const { linkType, frames } = readCapture(path);
  return folder.file(writeCapture({ linkType, frames: damage(frames, random) }).file);
}

/** The same numbers from 0 to 1 in each run. */
function linear(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}
