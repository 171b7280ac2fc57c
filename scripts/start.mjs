// `npm start`: syncgrep on a recording of a cluster that comes with it; `npm start -- ARGS`: on whatever is named.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'dist/syncgrep.js');

/** Registrations and calls on a cluster of four, captured on three of its nodes at the same time. */
const TOUR = ['node1', 'node2', 'node3'].map(
  (node) => `fixtures/captures/3.6/calls-shared-sockets/${node}.pcap.gz`,
);

if (!existsSync(PROGRAM)) await import('./build.mjs');
const given = process.argv.slice(2);
// Paths that somebody types count from where they are, not from where npm went.
const cwd = given.length === 0 ? ROOT : (process.env.INIT_CWD ?? process.cwd());
const child = spawn(process.execPath, [PROGRAM, ...(given.length === 0 ? TOUR : given)], {
  cwd,
  stdio: 'inherit',
});
// The terminal sends these to both of us; the program decides what comes of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
