import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { PtySession } from './support/pty-session.ts';

const PROGRAM = 'dist/syncgrep.js';
const CAPTURE = 'fixtures/captures/3.4/register/bridge.pcap.gz';

const sessions: PtySession[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) {
    session.kill('SIGKILL');
    await session.exited;
  }
});

/** In a shell, whose screen has to be there again afterwards. */
async function start(
  columns = 80,
  rows = 24,
  variables: Readonly<Record<string, string>> = {},
): Promise<PtySession> {
  const script = `echo before; ${process.execPath} ${PROGRAM} --utc ${CAPTURE}; echo "after $?"; sleep 5`;
  const session = new PtySession(['sh', '-c', script], columns, rows, variables);
  sessions.push(session);
  await session.until(({ text }) => /\n1\/10 /.test(text));
  return session;
}

function expectRestored(session: PtySession): void {
  expect(session.alternate).toBe(false);
  expect(session.cursorShown).toBe(true);
  expect(session.wraps).toBe(true);
  expect(session.lines[0]).toBe('before');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
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
    await session.until(({ text }) => text.includes('Filter: method:REGISTER  (A clears it)'));
    session.type('?');
    await session.until(({ text }) => text.includes('Keys and filter'));
    session.type('q');
    await session.until(({ text }) => !text.includes('Keys and filter'));
    session.type('q');
    await session.until(({ text }) => text.includes('after 0'));
    expectRestored(session);
  });

  it('follows changes of size', async () => {
    const session = await start();
    session.resize(120, 40);
    await session.until(
      ({ lines }) =>
        lines[39]?.includes('quit') === true && lines.some((line) => line.startsWith('  flow▲  start')),
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

  it('gives the terminal back on Ctrl-C and SIGTERM', async () => {
    const stopped = await start();
    stopped.type('\x03');
    await stopped.until(({ text }) => text.includes('after 0'));
    expectRestored(stopped);

    const direct = new PtySession([process.execPath, PROGRAM, CAPTURE], 80, 24);
    sessions.push(direct);
    await direct.until(({ text }) => /\n1\/10 /.test(text));
    direct.kill('SIGTERM');
    expect((await direct.exited).exitCode).toBe(143);
    expect(direct.alternate).toBe(false);
    expect(direct.cursorShown).toBe(true);
  });

  it('ends when its terminal goes away', async () => {
    const session = new PtySession([process.execPath, PROGRAM, CAPTURE], 80, 24);
    await session.until(({ text }) => /\n1\/10 /.test(text));
    session.kill('SIGHUP');
    await session.exited;
    await session.until(() => !isAlive(session.pid), 2000);
  });

  it('stops on Ctrl-Z with the terminal restored, and comes back', async () => {
    const session = new PtySession(['bash', '--norc', '-i'], 80, 24, { PS1: 'shell> ' });
    sessions.push(session);
    await session.until(({ text }) => text.includes('shell>'));
    session.type(`${process.execPath} ${PROGRAM} ${CAPTURE}\r`);
    await session.until(({ text }) => /\n1\/10 /.test(text));
    session.type('\x1a');
    await session.until((screen) => !screen.alternate && /Stopped/.test(screen.text));
    expect(session.cursorShown).toBe(true);
    session.type('fg\r');
    await session.until((screen) => screen.alternate && /\n1\/10 /.test(screen.text));
    session.type('jj');
    await session.until(({ text }) => /\n3\/\d+/.test(text));
    session.type('q');
    await session.until((screen) => !screen.alternate);
  });
});
