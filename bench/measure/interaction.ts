import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPty } from '@lydell/node-pty';
import { terminalEnvironment } from './environment.ts';
import { MEASURED_VIEWS, type MeasuredView } from './measured-views.ts';
import { cpuMilliseconds, lastProcess, pause, WatchedScreen } from './watched-screen.ts';

export interface InteractionOptions {
  /** A shell command; the process to be measured is the last of its pipe, with `frame-clock.mjs` loaded. */
  readonly command: string;
  readonly columns: number;
  readonly rows: number;
  /** Is everything there that is to be there before keys are measured? Given all rows. */
  readonly isReady: (rows: readonly string[]) => boolean;
  /** Seconds to wait for that. */
  readonly patience: number;
  /** In each view. */
  readonly keys: number;
  /** Is it to be measured, too, what the program does while nobody does anything? */
  readonly idles: boolean;
}

/** How one view answers. */
export interface Interaction {
  readonly view: string;
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds from a key to its effect on the screen. */
  readonly median: number;
  readonly p95: number;
  readonly most: number;
  /** Milliseconds of processor time from a key to the frame that was written for it, mean. */
  readonly frame: number;
  /** Milliseconds of processor time for a key, all of the process counted. */
  readonly cpuPerKey: number;
  readonly bytesPerFrame: number;
  /** How often the whole screen was cleared meanwhile. */
  readonly fullClears: number;
  /** Percent of a processor while nobody does anything; undefined where that was not measured. */
  readonly idle: number | undefined;
  /** Messages a second that were taken in meanwhile, as the screen tells. */
  readonly taken: number;
}

/** Milliseconds between two keys: as fast as a held key repeats on a slow keyboard. */
const BETWEEN = 83;
const IDLE_SECONDS = 3;
/** Percent of a processor from which on a program has work to do. */
const BUSY = 5;
/** Milliseconds after which a key counts as lost. */
const LOST = 2000;
/** Milliseconds for a view to come up, and for it to show where the user is after the first key. */
const COMING = 20_000;
/** Milliseconds before the first key in a view: nobody is faster who looks at what has come up. */
const GLANCE = 200;
/** Milliseconds after the first key in a view: what that began is over. */
const SETTLED = 700;

/** Of a view that does not come up, every key is lost. */
const NEVER: Omit<Interaction, 'view' | 'columns' | 'rows'> = {
  median: LOST,
  p95: LOST,
  most: LOST,
  frame: 0,
  cpuPerKey: 0,
  bytesPerFrame: 0,
  fullClears: 0,
  idle: undefined,
  taken: 0,
};

/** Goes through each view key by key in a terminal of its own, and looks when the screen shows the step. */
export async function measureInteraction(options: InteractionOptions): Promise<readonly Interaction[]> {
  const { spawn } = await import('@lydell/node-pty');
  const headless = await import('@xterm/headless');
  const { Terminal } = headless.default ?? headless;
  const { columns: cols, rows } = options;
  const terminal = new Terminal({ cols, rows, allowProposedApi: true });
  const folder = mkdtempSync(join(tmpdir(), 'syncgrep-bench-'));
  const clock = join(folder, 'frames');
  const env = { ...terminalEnvironment(), FRAME_CLOCK: clock };
  const pty = spawn('sh', ['-c', options.command], { cols, rows, name: 'xterm-256color', env });
  const screen = new WatchedScreen(pty, terminal, rows);
  const results: Interaction[] = [];
  try {
    if (!(await screen.until(({ lines }) => options.isReady(lines), options.patience * 1000))) return [];
    const pid = lastProcess(pty.pid);
    for (const view of MEASURED_VIEWS) {
      pty.write(view.open);
      if (!(await screen.until(view.isThere, COMING))) {
        results.push({ ...NEVER, view: view.name, columns: cols, rows });
        continue;
      }
      await pause(GLANCE);
      const opened = view.subject(screen.seen);
      pty.write(view.begin);
      // Until the page is whole, this key waits for it, and the first that is measured would wait behind it.
      await screen.until((seen) => isMoved(view.subject(seen), opened), COMING);
      await pause(SETTLED);
      // What was read is analysed, and the page of the view is made of all of it.
      if (options.idles) await untilIdle(pid, options.patience);
      results.push(await goThrough(view, screen, pty, options, clock));
    }
    return results;
  } finally {
    pty.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function goThrough(
  view: MeasuredView,
  screen: WatchedScreen,
  pty: IPty,
  { keys, columns, rows, idles }: InteractionOptions,
  clock: string,
): Promise<Interaction> {
  const pid = lastProcess(pty.pid);
  const idle = idles ? await idleShare(pid) : undefined;
  const before = { cpu: cpuMilliseconds(pid), bytes: screen.bytes, clears: screen.fullClears };
  const messagesBefore = messagesOn(screen.lines);
  const begun = performance.now();
  const times = await pressKeys(view, screen, pty, keys);
  const seconds = (performance.now() - begun) / 1000;
  const taken = (messagesOn(screen.lines) - messagesBefore) / seconds;
  const frames = readFileSync(clock, 'utf8').trim().split('\n').slice(-keys).map(Number);
  const sorted = times.toSorted((a, b) => a - b);
  const share = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? LOST;
  return {
    view: view.name,
    columns,
    rows,
    median: share(0.5),
    p95: share(0.95),
    most: sorted.at(-1) ?? LOST,
    frame: frames.reduce((sum, one) => sum + one, 0) / Math.max(1, frames.length),
    cpuPerKey: (cpuMilliseconds(pid) - before.cpu - (idle ?? 0) * 10 * seconds) / keys,
    bytesPerFrame: (screen.bytes - before.bytes) / keys,
    fullClears: screen.fullClears - before.clears,
    idle,
    taken,
  };
}

/** What was read is analysed; in vain where that takes longer than so many seconds. */
async function untilIdle(pid: number, patience: number): Promise<void> {
  const until = performance.now() + patience * 1000;
  while (performance.now() < until && (await idleShare(pid)) > BUSY);
}

async function idleShare(pid: number): Promise<number> {
  const from = cpuMilliseconds(pid);
  await pause(IDLE_SECONDS * 1000);
  return (cpuMilliseconds(pid) - from) / IDLE_SECONDS / 10;
}

/** Milliseconds that each key took to be seen on the screen. */
async function pressKeys(
  view: MeasuredView,
  screen: WatchedScreen,
  pty: IPty,
  keys: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  let [key, other] = [view.on, view.back];
  for (let count = 0; count < keys; count++) {
    const before = screen.seen;
    if (view.isEnd(before, key === view.on ? 'on' : 'back')) [key, other] = [other, key];
    const here = view.subject(before);
    const pressed = performance.now();
    pty.write(key);
    const moved = await screen.until((seen) => isMoved(view.subject(seen), here), LOST);
    times.push(moved ? screen.arrived - pressed : LOST);
    await pause(Math.max(0, BETWEEN - (performance.now() - pressed)));
  }
  return times;
}

/** The key is carried out: something else is selected than before. */
function isMoved(subject: string | undefined, before: string | undefined): boolean {
  return subject !== undefined && subject !== before;
}

/** Messages that were read, by the first row. */
export function messagesOn([first = '']: readonly string[]): number {
  return Number(/([\d,]+) messages?/.exec(first)?.[1]?.replaceAll(',', '') ?? 0);
}
