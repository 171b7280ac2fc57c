import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTcpAddress } from '../../src/capture/remote/host-port.ts';
import type { RemoteRequest } from '../../src/capture/remote/open-remote.ts';
import { Session } from '../../src/engine/session.ts';
import type { SessionOptions } from '../../src/engine/session-options.ts';
import { HepSender } from '../../src/output/sharing/hep-sender.ts';
import type { Finishing } from '../live/started-program.ts';
import { keyLogsOf, readAll, recordings } from '../recordings/recordings.ts';
import { EVERYTHING } from '../support/everything.ts';
import { type Reports, readLive, reportsOf } from './reports.ts';
import { served } from './served-bytes.ts';

/** A few in turn with every run; `ALL_CAPTURES=1` replays all. */
const SOME = ['3.4/register', '3.4/sync', '2.4/calls', '4.0/restart', 'mixed/'];
const all = recordings();
const chosen = EVERYTHING ? all : all.filter(({ name }) => SOME.some((some) => name.startsWith(some)));

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WAYS: Readonly<Record<string, (test: Finishing, captures: readonly string[]) => Promise<Session>>> = {
  'a pipe': throughPipes,
  'pcap-over-ip': overTcp,
  'a file that grows': fromGrowingFiles,
};

describe.each(chosen)('$name gives the same reports', ({ captures }) => {
  // Two observers at most: what several tell is compared where all are read.
  const observers = captures.filter((path) => /bridge\.pcap\.gz|node1\.pcap\.gz/.test(path));

  it.each(Object.keys(WAYS))('through %s', async (way) => {
    const wanted = await fromFiles(observers);
    const finishing: (() => void)[] = [];
    const test: Finishing = { onTestFinished: (done) => void finishing.push(done as () => void) };
    const session = await (WAYS[way] as (typeof WAYS)[string])(test, observers);
    await readLive(session, wanted.frames);
    expect(session.progress.frames).toBe(wanted.frames);
    expect(reportsOf(session)).toEqual(wanted.reports);
    session.close();
    for (const done of finishing) done();
  });

  it('of its SIP, sent as HEP', async () => {
    const [capture = ''] = observers;
    const only: SessionOptions = { binPorts: [1] };
    const file = await readAll([capture], only);
    const wanted = reportsOf(file);
    const address = { transport: 'tcp', host: '127.0.0.1', port: 25_700 } as const;
    const session = await Session.open([], { ...only, remote: [{ kind: 'hep', address }] });
    const sender = new HepSender(file, address, 7);
    sender.read();
    await sender.close();
    await readLive(session, file.tables.index.size);
    expect(session.tables.index.size).toBe(file.tables.index.size);
    expect(whatHappened(reportsOf(session))).toEqual(whatHappened(wanted));
    session.close();
    file.close();
  });
});

/** Of SIP alone, without what was sent again: HEP brings each message once. */
function whatHappened({ flows, dialogs, aors }: Reports): object {
  return { flows: flows.map((line) => ({ ...JSON.parse(line), retransmissions: 0 })), dialogs, aors };
}

const fromFile = new Map<string, Promise<{ readonly frames: number; readonly reports: Reports }>>();

function fromFiles(captures: readonly string[]) {
  const key = captures.join();
  const known = fromFile.get(key) ?? readFiles(captures);
  fromFile.set(key, known);
  return known;
}

async function readFiles(captures: readonly string[]) {
  const session = await readAll(captures);
  const reports = reportsOf(session);
  session.close();
  return { frames: session.progress.frames, reports };
}

async function overTcp(test: Finishing, captures: readonly string[]): Promise<Session> {
  const remote: RemoteRequest[] = [];
  for (const capture of captures) {
    const path = await served(test, gunzipSync(readFileSync(capture)));
    const address = parseTcpAddress(path);
    if (address !== undefined) remote.push({ kind: 'tcp', path, address, mayEnd: true });
  }
  return Session.open([], { keyLogs: keyLogsOf(captures), remote });
}

function throughPipes(_test: Finishing, captures: readonly string[]): Promise<Session> {
  const pipes = captures.map((capture, at) => {
    const pipe = join(folder, `${Date.now()}-${at}`);
    execFileSync('mkfifo', [pipe]);
    execFile('sh', ['-c', 'zcat "$1" > "$2"', 'sh', capture, pipe]);
    return pipe;
  });
  return Session.open(pipes, { keyLogs: keyLogsOf(captures) });
}

async function fromGrowingFiles(_test: Finishing, captures: readonly string[]): Promise<Session> {
  const remote: RemoteRequest[] = [];
  for (const [at, capture] of captures.entries()) {
    const path = join(folder, `${Date.now()}-${at}-${basename(capture, '.gz')}`);
    const bytes = gunzipSync(readFileSync(capture));
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, bytes.subarray(0, 30));
    void grow(path, bytes, 30);
    remote.push({ kind: 'follow', path });
  }
  return Session.open([], { keyLogs: keyLogsOf(captures), remote });
}

/** In pieces that end anywhere, as a program's buffer is written out. */
async function grow(path: string, bytes: Buffer, from: number): Promise<void> {
  const piece = Math.max(1000, Math.ceil(bytes.length / 5));
  for (let at = from; at < bytes.length; at += piece) {
    await setTimeout(20);
    appendFileSync(path, bytes.subarray(at, at + piece));
  }
}
