import { afterAll, expect, test } from 'vitest';
import { roomForState } from '../../src/cli/memory-room.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { flowLimits } from '../../src/flows/flow-index.ts';
import { limitTexts } from '../../src/view/complaints/limit-texts.ts';
import { Workplace } from '../cli/run-program.ts';
import { readAll } from '../recordings/recordings.ts';
import { strangers } from '../support/strangers.ts';

const place = new Workplace();
afterAll(() => place.remove());

test('a small heap has room for less, and a large one for no more than the usual', () => {
  expect(roomForState(512 * 2 ** 20)).toBe(1 / 8);
  expect(roomForState(64 * 2 ** 30)).toBe(1);
  expect(flowLimits(1 / 8)).toEqual({ flows: 125_000, live: 25_000 });
  expect(flowLimits(1e-9)).toEqual({ flows: 1, live: 1 });
});

test('what was dropped for lack of room is counted and shown, and nothing else', async () => {
  const file = place.file('strangers.pcap', strangers(500));
  const told = async (room: number) => {
    const session = await readAll([file], { room });
    const analysis = new Analysis(session);
    while (analysis.advance(100) === 'more');
    session.close();
    expect(analysis.flows.liveCount).toBeLessThanOrEqual(200_000 * room);
    return limitTexts(analysis.limitsReached);
  };
  expect(await told(1)).toEqual([]);
  const [flows, atOnce] = await told(1e-4);
  expect(flows).toMatch(/^\d+ flows, the oldest ones: there are too many$/);
  expect(atOnce).toMatch(/^\d+ flows to their end: too many went on at once$/);
});
