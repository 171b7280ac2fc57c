import { readFileSync } from 'node:fs';
import type { IPty } from '@lydell/node-pty';
import { summarise } from './statistics.ts';

export interface InteractionOptions {
  /** A shell command; the process to be measured is the last of its pipe. */
  readonly command: string;
  readonly columns: number;
  readonly rows: number;
  /** Keys before anything is measured: the view to look at. */
  readonly prelude: string;
  /** Is everything there that is to be there before keys are measured? Given all rows. */
  readonly isReady: (rows: readonly string[]) => boolean;
  /** Seconds to wait for that. */
  readonly patience: number;
  readonly keys: number;
}

/** How the screen answers. */
export interface Interaction {
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds from a key to the row that it selects on the screen. */
  readonly median: number;
  readonly p95: number;
  readonly most: number;
  /** Milliseconds of processor time for a frame, all of the process counted. */
  readonly cpuPerFrame: number;
  readonly bytesPerFrame: number;
  /** Percent of a processor while nobody does anything. */
  readonly idle: number;
}

/** Milliseconds between two keys: as fast as a held key repeats on a slow keyboard. */
const BETWEEN = 83;
const IDLE_SECONDS = 3;
/** Milliseconds after which a key counts as lost. */
const LOST = 2000;

/** Presses `j` again and again in a terminal of its own, and looks when the next row is selected. */
export async function measureInteraction(options: InteractionOptions): Promise<Interaction | undefined> {
  const { spawn } = await import('@lydell/node-pty');
  const headless = await import('@xterm/headless');
  const { Terminal } = headless.default ?? headless;
  const { columns: cols, rows } = options;
  const terminal = new Terminal({ cols, rows, allowProposedApi: true });
  const { CI, CONTINUOUS_INTEGRATION, NO_COLOR, ...env } = process.env;
  const pty = spawn('sh', ['-c', options.command], { cols, rows, name: 'xterm-256color', env });
  const screen = new WatchedScreen(pty, terminal, rows);
  try {
    if (!(await screen.until((lines) => lines.some((line) => line !== ''), options.patience * 1000)))
      return undefined;
    await pause(500);
    pty.write(options.prelude);
    if (!(await screen.until(options.isReady, options.patience * 1000))) return undefined;
    await pause(500);
    return await pressKeys(screen, pty, options);
  } finally {
    pty.kill('SIGKILL');
  }
}

async function pressKeys(
  screen: WatchedScreen,
  pty: IPty,
  options: InteractionOptions,
): Promise<Interaction> {
  const pid = lastProcess(pty.pid);
  const idleFrom = cpuMilliseconds(pid);
  await pause(IDLE_SECONDS * 1000);
  const idle = (cpuMilliseconds(pid) - idleFrom) / IDLE_SECONDS / 10;
  const times: number[] = [];
  const cpuFrom = cpuMilliseconds(pid);
  const begun = performance.now();
  const bytesFrom = screen.bytes;
  for (let key = 0; key < options.keys; key++) {
    const before = selectedPlace(screen.lines);
    const pressed = performance.now();
    pty.write('j');
    const moved = await screen.until((lines) => selectedPlace(lines) !== before, LOST);
    times.push(moved ? screen.arrived - pressed : LOST);
    await pause(Math.max(0, BETWEEN - (performance.now() - pressed)));
  }
  const seconds = (performance.now() - begun) / 1000;
  const cpu = cpuMilliseconds(pid) - cpuFrom - idle * 10 * seconds;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    columns: options.columns,
    rows: options.rows,
    median: summarise(times).median,
    p95: sorted[Math.floor(sorted.length * 0.95)] ?? LOST,
    most: sorted.at(-1) ?? LOST,
    cpuPerFrame: cpu / options.keys,
    bytesPerFrame: (screen.bytes - bytesFrom) / options.keys,
    idle,
  };
}

/** `7/1,000` on the status line: where the user is. */
function selectedPlace(lines: readonly string[]): string | undefined {
  return /(?:^|\s)([\d,.]+)\/[\d,.]+/.exec(lines.at(-2) ?? '')?.[1];
}

interface Emulator {
  write(text: string, done: () => void): void;
  onData(listener: (answer: string) => void): unknown;
  readonly buffer: {
    readonly active: { getLine(y: number): { translateToString(trim: boolean): string } | undefined };
  };
}

class WatchedScreen {
  /** When the last output arrived that was drawn. */
  arrived = 0;
  bytes = 0;
  private readonly terminal: Emulator;
  private readonly rows: number;
  private look: (() => void) | undefined;

  constructor(pty: IPty, terminal: Emulator, rows: number) {
    this.terminal = terminal;
    this.rows = rows;
    terminal.onData((answer) => pty.write(answer));
    pty.onData((text) => {
      const arrived = performance.now();
      this.bytes += Buffer.byteLength(text);
      terminal.write(text, () => {
        this.arrived = arrived;
        this.look?.();
      });
    });
  }

  get lines(): readonly string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  }

  /** False where that did not come within so many milliseconds. */
  until(wanted: (lines: readonly string[]) => boolean, patience: number): Promise<boolean> {
    if (wanted(this.lines)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (came: boolean): void => {
        clearTimeout(timer);
        this.look = undefined;
        resolve(came);
      };
      const timer = setTimeout(() => end(false), patience);
      this.look = () => {
        if (wanted(this.lines)) end(true);
      };
    });
  }
}

/** The last process of a shell's pipe; the shell itself where it became that process. */
function lastProcess(shell: number): number {
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
  const last = children === '' ? undefined : children.split(' ').at(-1);
  return last === undefined ? shell : Number(last);
}

/** Processor time of a process, in milliseconds; proc(5): fields 14 and 15 of stat, in ticks of 10 ms. */
function cpuMilliseconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
