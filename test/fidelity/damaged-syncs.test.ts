import { afterAll, describe, expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { Folder } from '../capture/reading.ts';
import { type RecordedFrame, readCapture, writeCapture } from '../recordings/capture-frames.ts';
import { readAll, recording } from '../recordings/recordings.ts';

/**
 * All syncs of the recordings are complete. Whatever a capture of them lacks, nobody may be accused of
 * having sent less, and what is called complete has to be what it is in the whole capture.
 */
const folder = new Folder();
afterAll(() => folder.remove());

type Damage = (frames: readonly RecordedFrame[], random: () => number) => readonly RecordedFrame[];

const DAMAGES: Readonly<Record<string, Damage>> = {
  '2 % of the frames lost': (frames, random) => frames.filter(() => random() > 0.02),
  '20 % of the frames lost': (frames, random) => frames.filter(() => random() > 0.2),
  'forty frames lost': (frames, random) => {
    const from = Math.floor(random() * frames.length);
    return frames.filter((_, at) => at < from || at >= from + 40);
  },
  'begun late': (frames, random) => frames.slice(Math.floor(random() * frames.length)),
  'ended early': (frames, random) => frames.slice(0, Math.floor(random() * frames.length)),
  'frames cut short': (frames) => frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, 200) })),
};
const RUNS = 2;

describe.each(['3.6/all-capabilities', '3.2/all-capabilities', '2.4/all-capabilities'])('%s', (name) => {
  const [path = ''] = recording(name).captures.filter((one) => one.endsWith('/bridge.pcap.gz'));
  const { linkType, frames } = readCapture(path);
  const random = linear(name.length);
  const whole = syncsOf(linkType, frames);

  test.each(Object.entries(DAMAGES))('%s', async (_, damage) => {
    const all = (await whole).map(nameOf);
    expect(all.length).toBeGreaterThan(5);
    for (let run = 0; run < RUNS; run++) {
      const left = [...all];
      for (const sync of await syncsOf(linkType, damage(frames, random))) {
        if (sync.verdict === 'not captured') continue;
        expect(sync.verdict).toBe('complete');
        const at = left.indexOf(nameOf(sync));
        expect(at, nameOf(sync)).toBeGreaterThanOrEqual(0);
        left.splice(at, 1);
      }
    }
  });
});

async function syncsOf(linkType: number, frames: readonly RecordedFrame[]): Promise<readonly SyncReport[]> {
  const session = await readAll([folder.file(writeCapture({ linkType, frames }).file)]);
  const analysis = new Analysis(session, { parts: ['syncs'] });
  while (analysis.advance(1000) === 'more');
  session.close();
  return analysis.syncs.reports();
}

function nameOf({ cluster, donor, receiver, capability, chunksSeen, bytes }: SyncReport): string {
  return `${cluster}/${donor} to ${receiver} ${capability}: ${chunksSeen} chunks, ${bytes} bytes`;
}

/** The same numbers from 0 to 1 in each run. */
function linear(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}
