import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { tourText } from '../../scripts/tour-text.ts';
import { PtySession } from '../tui/support/pty-session.ts';
import { commandOf, hasBegun, JOURNEYS, keyStrokes } from './journeys.ts';

const PROGRAM = 'dist/syncgrep.js';

let session: PtySession | undefined;
afterEach(async () => {
  session?.kill('SIGKILL');
  await session?.exited;
});

test.skipIf(!existsSync(PROGRAM)).each(JOURNEYS)('$title', async (journey) => {
  session = new PtySession(commandOf(journey), 120, 34);
  await session.until(({ text }) => hasBegun(text, journey));
  for (const { keys, shows } of journey.steps) {
    for (const stroke of keyStrokes(keys)) session.type(stroke);
    await session.until(({ text }) => shows.test(text) && !text.includes('analysing'));
  }
  session.type('\x03');
  expect((await session.exited).exitCode).toBe(0);
  // What was written last may be on its way through the terminal still.
  await session.until(({ alternate }) => !alternate);
});

test('docs/tour.md is what the journeys say', () => {
  expect(readFileSync('docs/tour.md', 'utf8')).toBe(tourText(JOURNEYS));
});
