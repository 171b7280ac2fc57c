import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/run.ts';
import { type Packet, pcap } from '../capture/build-captures.ts';
import { ethernet, ipv4, text, udp } from '../support/build-packets.ts';

export const PROGRAM = fileURLToPath(new URL('../../dist/syncgrep.js', import.meta.url));
export const RECORDINGS = fileURLToPath(new URL('../../fixtures/captures', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  /** What is piped in; nothing (/dev/null) if not given. */
  readonly input?: Uint8Array;
  readonly environment?: NodeJS.ProcessEnv;
  /** What starts Node.js, in its place; the last word is Node.js itself. */
  readonly through?: readonly string[];
}

/** Runs the built program as a script would: in UTC, without what this terminal says about colours. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const child = startSyncgrep(args, options);
  child.stdin?.end(options.input);
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: output(), errors: errors() };
}

/** Only one command line at a time has this process to itself. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command line as `runProgram` does, in this process: to start another one takes longer than most of them
 * take. It reads no standard input, and starts no other program of ours.
 */
export function syncgrep(
  args: readonly string[],
  { environment = {} }: Pick<RunOptions, 'environment'> = {},
): Promise<Result> {
  const result = last.then(() => runHere(args, environment));
  last = result.catch(() => {});
  return result;
}

/** What a command tells with `--json`, an object a line; it ends well. */
export async function jsonOf(...args: readonly string[]): Promise<readonly Json[]> {
  const { code, output } = await syncgrep([...args, '--json']);
  if (code !== 0) throw new Error(`exit code ${code}: ${args.join(' ')}`);
  return objectsOf(output);
}

/** Of NDJSON. Nobody but the test knows what is in it. */
export function objectsOf(output: string): readonly Json[] {
  if (output !== '' && !output.endsWith('\n')) throw new Error('a line without its end');
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

type Json = ReturnType<typeof JSON.parse>;

async function runHere(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Result> {
  const [output, errors] = [new Collected(), new Collected()];
  const before = { stdout: process.stdout, stderr: process.stderr };
  const variables = setVariables({ ...AS_A_SCRIPT, ...environment });
  replace('stdout', output);
  replace('stderr', errors);
  try {
    const code = await run(args);
    return { code, output: output.text, errors: errors.text };
  } finally {
    replace('stdout', before.stdout);
    replace('stderr', before.stderr);
    setVariables(variables);
  }
}

function replace(name: 'stdout' | 'stderr', value: unknown): void {
  Object.defineProperty(process, name, { value, configurable: true, writable: true });
}

/** Returns what they were. */
function setVariables(wanted: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const before: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(wanted)) {
    before[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return before;
}

/** Takes what is written, as a pipe does whose reader is quick. */
class Collected extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

/** What this terminal says about colours and letters is not for those who compare texts. */
const AS_A_SCRIPT: NodeJS.ProcessEnv = {
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  SSLKEYLOGFILE: undefined,
  TZ: 'UTC',
  LC_ALL: 'C.UTF-8',
};

export function startSyncgrep(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const [command = process.execPath, ...first] = options.through ?? [];
  const child = spawn(command, [...first, PROGRAM, ...args], {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...AS_A_SCRIPT, ...options.environment },
  });
  // It may end before it has read everything.
  child.stdin?.on('error', () => {});
  return child;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** A temporary directory; `remove` it in `afterAll`. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'syncgrep-cli-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file and returns its path. */
  file(name: string, bytes: Uint8Array | string): string {
    const path = this.path(name);
    writeFileSync(path, bytes);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** When the first frame of `capture` was captured, in seconds since 1970: 2026-01-02T03:04:05Z. */
export const BEGIN = 1_767_323_045;

/** A capture of SIP messages over UDP, one a second; each text from its own Call-ID's user. */
export function capture(messages: readonly Uint8Array[]): Buffer {
  return pcap(messages.map(packet));
}

export function packet(message: Uint8Array, at: number): Packet {
  const data = ethernet(0x0800, ipv4(17, udp(message), { identification: at + 1 }));
  return { seconds: BEGIN + at, fraction: 0, data };
}

/** An OPTIONS request of a user; `extra` are whole header lines. */
export function options(user: string, extra = ''): Uint8Array {
  return text(
    `OPTIONS sip:${user}@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${user}\r\n` +
      `From: <sip:${user}@example.com>;tag=1\r\nTo: <sip:peer@example.com>\r\n` +
      `Call-ID: ${user}@192.0.2.1\r\nCSeq: 1 OPTIONS\r\n${extra}Content-Length: 0\r\n\r\n`,
  );
}

/** `count` different requests, of the users 1000, 1001, ... */
export function optionsOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => options(String(1000 + at)));
}
