// Writes docs/tour.md and its pictures: `npm run tour`, after a build.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandOf, hasBegun, JOURNEYS, type Journey, keyStrokes } from '../test/tour/journeys.ts';
import { PtySession } from '../test/tui/support/pty-session.ts';
import { svgOf } from './screen-svg.ts';
import { pictureName, tourText } from './tour-text.ts';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
/** Milliseconds until a screen that shows what it should is also at rest. */
const SETTLED = 300;

async function photograph(journey: Journey, number: number): Promise<void> {
  const session = new PtySession(commandOf(journey), 120, 34);
  await session.until(({ text }) => hasBegun(text, journey));
  for (const [at, { keys, shows, says, picture }] of journey.steps.entries()) {
    for (const stroke of keyStrokes(keys)) session.type(stroke);
    await session.until(({ text }) => shows.test(text) && !text.includes('analysing'));
    await setTimeout(SETTLED);
    if (picture === true) writeFileSync(DOCS + pictureName(number, at + 1), session.picture(svgOf, says));
  }
  session.kill();
}

rmSync(`${DOCS}tour`, { recursive: true, force: true });
mkdirSync(`${DOCS}tour`);
for (const [at, journey] of JOURNEYS.entries()) await photograph(journey, at + 1);
writeFileSync(`${DOCS}tour.md`, tourText(JOURNEYS));
process.exit();
