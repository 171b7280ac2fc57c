import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from './environment.ts';

/** What a program cost. */
export interface ChildRun {
  /** Seconds from the start to the end of the process. */
  readonly wall: number;
  /** Seconds of user and system time together. */
  readonly cpu: number | undefined;
  /** Most memory that was resident at a time, in bytes. */
  readonly peak: number | undefined;
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

export interface RunOptions {
  /** Processor that the program may use; any where undefined or where `taskset` is missing. */
  readonly core?: number | undefined;
  /** Seconds; then the program is stopped. */
  readonly timeout?: number;
  /** For tests: read /proc even where GNU time is installed. */
  readonly withoutTime?: boolean;
}

const GNU_TIME = '/usr/bin/time';
const POLL = 10;
const CLOCK_TICKS = 100;

export const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
const hasTime = existsSync(GNU_TIME) && spawnSync(GNU_TIME, ['-v', 'true']).status === 0;

/** The same command, bound to a processor. */
export function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return core === undefined || !hasTaskset ? command : ['taskset', '-c', `${core}`, ...command];
}

/**
 * Runs a program to its end, with nothing on its standard input and its output in a file, and measures
 * it: by GNU time where that is installed, else by looking into /proc every 10 ms.
 */
export async function runChild(command: readonly string[], options: RunOptions = {}): Promise<ChildRun> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await runIn(folder, command, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, command: readonly string[], options: RunOptions): Promise<ChildRun> {
  const useTime = hasTime && options.withoutTime !== true;
  const [output, errors, times] = ['out', 'err', 'time'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const measured = useTime ? [GNU_TIME, '-v', '-o', times, ...command] : command;
  const [program = '', ...args] = pinned(measured, options.core);
  const files = [openSync(output, 'w'), openSync(errors, 'w')] as const;
  const env = plainEnvironment();
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', ...files], detached: true, env });
  for (const file of files) closeSync(file);
  const poll = useTime ? undefined : new ProcessWatch(child.pid);
  const status = await ended(child, (options.timeout ?? 3600) * 1000);
  const wall = (performance.now() - begun) / 1000;
  poll?.stop();
  const cost = useTime ? readTimes(times) : { cpu: poll?.cpu, peak: poll?.peak };
  const text = { output: beginningOf(output), errors: beginningOf(errors) };
  return { wall, ...cost, ...text, status };
}

/** Payload as hex is longer than a string can be, and nobody asks for it. */
const MOST_OUTPUT = 256 * 1024 * 1024;

function beginningOf(path: string): string {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(Math.min(fstatSync(file).size, MOST_OUTPUT));
  const length = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return bytes.toString('latin1', 0, length);
}

function ended(child: ChildProcess, timeout: number): Promise<number | null> {
  // The group: GNU time does not pass signals on. It is a group of its own, which Ctrl-C does not reach.
  const kill = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const interrupted = (): void => {
    kill();
    process.exit(130);
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(kill, timeout);
    process.once('SIGINT', interrupted);
    const settle = (): void => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code) => {
      settle();
      resolve(code);
    });
  });
}

/** What `time -v` has written. */
function readTimes(path: string): Pick<ChildRun, 'cpu' | 'peak'> {
  const text = readFileSync(path, 'latin1');
  const number = (label: string): number | undefined => {
    const found = new RegExp(`${label}: ([0-9.]+)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const user = number('User time \\(seconds\\)');
  const system = number('System time \\(seconds\\)');
  const kilobytes = number('Maximum resident set size \\(kbytes\\)');
  return {
    cpu: user === undefined || system === undefined ? undefined : user + system,
    peak: kilobytes === undefined ? undefined : kilobytes * 1024,
  };
}

/** Reads /proc while a process lives: what it used up to the last look. */
class ProcessWatch {
  cpu: number | undefined;
  peak: number | undefined;
  private readonly pid: number | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number | undefined) {
    this.pid = pid;
    this.timer = setInterval(() => this.look(), POLL);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'latin1');
      const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      if (kilobytes !== undefined) this.peak = Number(kilobytes) * 1024;
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'latin1');
      // Behind the name in parentheses: user and system time are fields 14 and 15 of the line.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      this.cpu = (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    } catch {
      // No /proc here, or the process has just ended.
    }
  }
}
