// Writes docs/screen.svg, a picture of the program on a recording: `npx tsx scripts/picture.ts`, after a build.
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PtySession } from '../test/tui/support/pty-session.ts';
import { svgOf } from './screen-svg.ts';

const PICTURE = fileURLToPath(new URL('../docs/screen.svg', import.meta.url));
const TITLE = 'syncgrep: a call across nodes, the replication that it caused, and one message decoded';
const COLUMNS = 150;
const ROWS = 34;
/** Calls over addresses that the nodes share. */
const RECORDING = ['node1', 'node2', 'node3'].map(
  (node) => `fixtures/captures/3.6/calls-shared-sockets/${node}.pcap.gz`,
);
const KEYS = ['/method:INVITE\r', '\r', 'jjjj'];
/** Milliseconds after a key until the screen has settled. */
const SETTLED = 700;

const command = [process.execPath, 'dist/syncgrep.js', '--utc', ...RECORDING];
const session = new PtySession(command, COLUMNS, ROWS);
await setTimeout(3 * SETTLED);
for (const keys of KEYS) {
  session.type(keys);
  await setTimeout(SETTLED);
}
writeFileSync(PICTURE, session.picture(svgOf, TITLE));
session.kill();
process.exit();
