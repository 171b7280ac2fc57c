import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Folder } from '../capture/reading.ts';
import { FOREIGN_NAMES, foreignNames } from '../support/foreign-names.ts';
import { PtySession } from './support/pty-session.ts';

const PROGRAM = 'dist/syncgrep.js';
const FAILS = fileURLToPath(new URL('support/fails-on-signal.cjs', import.meta.url));
const CAPTURE = 'fixtures/captures/3.4/register/bridge.pcap.gz';

const folder = new Folder();
afterAll(() => folder.remove());
const sessions: PtySession[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) {
    session.kill('SIGKILL');
    await session.exited;
  }
});

/** In a shell, whose screen and modes have to be there again afterwards. */
async function start(
  columns = 80,
  rows = 24,
  variables: Readonly<Record<string, string>> = {},
): Promise<PtySession> {
  const program = `${process.execPath} ${PROGRAM} --utc ${CAPTURE}`;
  const script = `echo before; stty -a >&2; ${program}; echo "after $?"; stty -a; sleep 5`;
  const session = open(['sh', '-c', script], columns, rows, variables);
  await session.until(hasRows);
  return session;
}

function open(
  command: readonly string[],
  columns = 80,
  rows = 24,
  variables: Readonly<Record<string, string>> = {},
): PtySession {
  const session = new PtySession(command, columns, rows, variables);
  sessions.push(session);
  return session;
}

function hasRows({ text }: PtySession): boolean {
  return /\n1\/10 /.test(text);
}

/** The program ended with this code, and the terminal is as it was, its line discipline included. */
async function expectRestored(session: PtySession, code: number): Promise<void> {
  // What the terminal has got it draws a little later.
  await session.until(({ alternate }) => !alternate);
  await session.until(({ output }) => output.includes(`after ${code}`) && modesOf(output).length === 2);
  await session.until(({ lines }) => lines[0] === 'before');
  expect(session.cursorShown).toBe(true);
  expect(session.isPlain).toBe(true);
  const [before, after] = modesOf(session.output);
  expect(after).toBe(before);
}

/** Of `58 min 56 s`. */
function secondsOf(text: string): number {
  const [, minutes, seconds] = /(\d+) min (\d+) s/.exec(text) ?? [];
  return 60 * Number(minutes) + Number(seconds);
}

/** What `stty -a` said of modes, each time. */
function modesOf(output: string): readonly string[] {
  return output.match(/(?<=^|\n)-?parenb[\s\S]*?echoke[^\n]*/g) ?? [];
}

/** The only child of a process: the program that a shell has started. */
function childOf(pid: number): number {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return Number(child);
}

/** Runs, stopped or not; one that has ended and whose end nobody asked for does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe.skipIf(!existsSync(PROGRAM))('the program in a terminal', () => {
  it('counts joined keys, filters, helps, and gives the terminal back', async () => {
    const session = await start();
    session.type('jjj');
    await session.until(({ text }) => /\n4\/\d+/.test(text));
    session.type('/method:REGISTERX');
    await session.until(({ lines }) => lines[1]?.startsWith('Filter: method:REGISTERX') === true);
    session.type('\x7f\r');
    await session.until(({ text }) => text.includes('Filter: method:REGISTER  (Esc clears it)'));
    session.type('?');
    await session.until(({ text }) => text.includes('Keys and filter'));
    session.type('q');
    await session.until(({ text }) => !text.includes('Keys and filter'));
    session.type('q');
    await expectRestored(session, 0);
  });

  it('counts down what is left of registrations while nothing comes in', async () => {
    const path = folder.file(
      foreignNames(Math.floor(Date.now() / 1000) - 5 * FOREIGN_NAMES.length),
      'now.pcap',
    );
    const session = open(['sh', '-c', `(cat ${path}; sleep 20) | ${process.execPath} ${PROGRAM} -`]);
    await session.until(({ text }) => /^ {2}f1 /m.test(text));
    session.type('4');
    const left = ({ text }: PtySession): string =>
      /plain@192\.0\.2\.10.* (\d+ min \d+ s)$/m.exec(text)?.[1] ?? '';
    // All has come in by then.
    await session.until(
      (screen) => left(screen) !== '' && screen.text.includes(`1/${FOREIGN_NAMES.length} `),
    );
    const first = left(session);
    await session.until((screen) => left(screen) !== first);
    expect(secondsOf(left(session))).toBeLessThan(secondsOf(first));
  });

  it('copies by the clipboard of the terminal', async () => {
    const session = await start();
    session.type('y');
    await session.until(({ output }) => output.includes('\x1b]52;c;'));
    const [, copied = ''] = /\x1b\]52;c;([^\x07\x1b]*)/.exec(session.output) ?? [];
    expect(Buffer.from(copied, 'base64').toString()).toBe('1-21029@10.9.0.11');
    await session.until(({ text }) => text.includes('copied'));
  });

  it('gives what is copied to the tmux that it is in, also to an old one', async () => {
    const place = mkdtempSync(join(folder.path, 'tmux-'));
    const script = '#!/bin/sh\n[ "$2" = -w ] && exit 1\ncat > "$COPIED"\n';
    writeFileSync(join(place, 'tmux'), script, { mode: 0o755 });
    const copied = join(place, 'copied');
    const variables = { TMUX: '/nowhere,1,0', PATH: `${place}:${process.env.PATH}`, COPIED: copied };
    const session = await start(80, 24, variables);
    session.type('y');
    await session.until(() => existsSync(copied) && readFileSync(copied, 'utf8') === '1-21029@10.9.0.11');
    session.type('q');
    await expectRestored(session, 0);
  });

  it('follows changes of size', async () => {
    const session = await start();
    session.resize(120, 40);
    await session.until(
      ({ lines }) =>
        lines[39]?.includes('quit') === true && lines.some((line) => /^ {2}flow▲ +start/.test(line)),
    );
    session.resize(20, 5);
    await session.until(
      ({ lines }) =>
        lines.length === 5 &&
        lines.every((line) => line.length <= 20) &&
        lines.some((line) => line.startsWith('  f1 ')),
    );
    session.resize(80, 24);
    await session.until(({ lines }) => lines[23]?.includes('quit') === true);
  });

  it('draws under CI, and without colours where they are not wanted', async () => {
    const session = await start(80, 24, { CI: '1', NO_COLOR: '1' });
    session.type('j');
    await session.until(({ text }) => /\n2\/\d+/.test(text));
    expect(session.output).not.toMatch(/\x1b\[(?:\d+;)*3[0-7]m/);
    session.resize(100, 30);
    await session.until(({ lines }) => lines[29]?.includes('quit') === true);
  });

  it('gives the terminal back on Ctrl-C', async () => {
    const session = await start();
    session.type('\x03');
    await expectRestored(session, 0);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('gives the terminal back on %s', async (signal, code) => {
    const session = await start();
    process.kill(childOf(session.pid), signal);
    await expectRestored(session, code);
  });

  it.each(['failure', 'rejection'])('gives the terminal back on a %s that nobody expected', async (kind) => {
    const session = await start(80, 24, { NODE_OPTIONS: `--require ${FAILS}`, FAILS_AS: kind });
    process.kill(childOf(session.pid), 'SIGUSR2');
    await expectRestored(session, 70);
    expect(session.text).toContain('syncgrep: internal error: Error: as the test wants it');
  });

  it.each([
    ['its terminal goes away', ''],
    ['its terminal goes away though it was told to ignore that', "trap '' HUP; "],
  ])('ends when %s', async (_, before) => {
    const session = open(['sh', '-c', `${before}${process.execPath} ${PROGRAM} ${CAPTURE}; true`]);
    await session.until(hasRows);
    const program = childOf(session.pid);
    session.hangUp();
    await session.until(() => !isAlive(program), 2000);
  });

  it('takes its spool along when its terminal goes away', async () => {
    const place = mkdtempSync(join(folder.path, 'spool-'));
    const script = `(gzip -dc ${CAPTURE}; exec sleep 20) | ${process.execPath} ${PROGRAM} -`;
    const session = open(['sh', '-c', script], 80, 24, { TMPDIR: place });
    await session.until(hasRows);
    expect(readdirSync(place)).toHaveLength(1);
    session.hangUp();
    await session.until(() => readdirSync(place).length === 0);
  });

  it('is light where the terminal says that its ground is bright, however late, and takes that for no key', async () => {
    const session = await start(80, 24, { COLORFGBG: '', FORCE_COLOR: '1' });
    const { output } = session;
    expect(output).toContain('\x1b]11;?');
    expect(output).not.toContain('\x1b[34m');
    session.type('\x1b]11;rgb:ffff/fff');
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.type('f/ffff\x1b\\j');
    await session.until((shown) => shown.output.includes('\x1b[34m') && /\n2\/10 /.test(shown.text));
    session.type('q');
    await expectRestored(session, 0);
  });

  it('does not ask where the environment has said it', async () => {
    const session = await start(80, 24, { COLORFGBG: '15;0' });
    expect(session.output).not.toContain('\x1b]11;');
    session.type('q');
    await expectRestored(session, 0);
  });

  it('is whole after a storm of sizes', async () => {
    const session = await start();
    for (let at = 0; at < 200; at++) session.resize(20 + ((at * 37) % 180), 3 + ((at * 13) % 57));
    session.type('j');
    session.resize(100, 30);
    await session.until(({ text }) => /\n2\/10 /.test(text));
    await session.until(({ lines }) => lines[29]?.includes('quit') === true);
    // Its output may come in parts.
    await session.until(({ lines }) => lines.filter((line) => /^ {2}f\d+ /.test(line)).length === 10);
    session.type('q');
    await session.until(({ output }) => output.includes('after 0'));
  });

  it('stops on Ctrl-Z with the terminal restored, and comes back', async () => {
    const session = open(['bash', '--norc', '-i'], 80, 24, { PS1: 'shell> ' });
    await session.until(({ text }) => text.includes('shell>'));
    session.type(`${process.execPath} ${PROGRAM} ${CAPTURE}\r`);
    await session.until(hasRows);
    // What the next key takes away is not drawn on the screen of the shell.
    session.type('\x1b');
    await session.until(({ text }) => text.includes('Nothing to go back to'));
    session.type('\x1a');
    await session.until((screen) => !screen.alternate && /Stopped/.test(screen.text));
    expect(session.cursorShown).toBe(true);
    // The window is of another size when it comes back.
    session.resize(90, 20);
    session.type('fg\r');
    await session.until((screen) => screen.alternate && hasRows(screen));
    await session.until(({ lines }) => lines[19]?.includes('quit') === true);
    session.type('jj');
    await session.until(({ text }) => /\n3\/\d+/.test(text));
    session.type('q');
    await session.until((screen) => !screen.alternate && /fg\n[\s\S]*shell> *\n*$/.test(screen.text));
    expect(session.text).not.toMatch(/\d\/10|quit/);
  });
});
