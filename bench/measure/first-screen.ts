import type { IPty } from '@lydell/node-pty';
import { terminalEnvironment } from './environment.ts';
import { METHODS_AND_CAPABILITIES } from './known-names.ts';

export interface ScreenOptions {
  readonly command: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  /** Is the first screen there? Given all rows. */
  readonly isThere?: (rows: readonly string[]) => boolean;
  /** How far the program has read, in any unit that grows; undefined where the screen does not say. */
  readonly progressOf?: (rows: readonly string[]) => number | undefined;
  /** Seconds to wait for the first screen. */
  readonly timeout?: number;
  /** Seconds to watch the progress afterwards. */
  readonly watch?: number;
  /** Seconds that the program has to end after `q`. */
  readonly patience?: number;
}

/** All in milliseconds from the start of the process. */
export interface ScreenTimes {
  /** First byte of output. */
  readonly firstOutput: number | undefined;
  /** Rows of flows or messages are on the screen. */
  readonly firstScreen: number | undefined;
  /** When the shown progress had grown for the first time. */
  readonly progressMoved: number | undefined;
  /** How often it grew while it was watched. */
  readonly progressSteps: number;
  /** Longest time between two steps. */
  readonly longestStandstill: number | undefined;
  /** Of the last step seen. */
  readonly lastStep: number | undefined;
  readonly lastRows: readonly string[];
}

/** Starts a program in a terminal of its own and looks at its screen as a user would. */
export async function watchScreen(options: ScreenOptions): Promise<ScreenTimes> {
  const { spawn } = await import('@lydell/node-pty');
  const headless = await import('@xterm/headless');
  // A CommonJS package: named exports are there or not, by who loads it.
  const { Terminal } = headless.default ?? headless;
  const { columns = 120, rows = 40, timeout = 20, watch = 10, patience = 1 } = options;
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const readRows = (): readonly string[] =>
    Array.from(
      { length: rows },
      (_, row) =>
        terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
    );
  const [program = '', ...args] = options.command;
  const env = { ...terminalEnvironment(), TERM: 'xterm-256color', FORCE_COLOR: '3' };
  const begun = performance.now();
  const pty = spawn(program, args, { cols: columns, rows, name: 'xterm-256color', env });
  const watcher = new ScreenWatcher(begun, readRows, options);
  terminal.onData((answer: string) => pty.write(answer));
  pty.onData((text) => {
    const arrived = performance.now();
    terminal.write(text, () => watcher.look(arrived));
  });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  await Promise.race([watcher.untilThere(timeout * 1000), exited]);
  if (watcher.isThere) await Promise.race([pause(watch * 1000), exited]);
  const times = watcher.times();
  await quit(pty, exited, patience * 1000);
  return times;
}

class ScreenWatcher {
  isThere = false;
  private readonly begun: number;
  private readonly readRows: () => readonly string[];
  private readonly hasScreen: (rows: readonly string[]) => boolean;
  private readonly progressOf: (rows: readonly string[]) => number | undefined;
  private firstOutput: number | undefined;
  private firstScreen: number | undefined;
  private progressMoved: number | undefined;
  private progress: number | undefined;
  private progressSteps = 0;
  private lastStep: number | undefined;
  private longestStandstill: number | undefined;
  private wake: (() => void) | undefined;

  constructor(begun: number, readRows: () => readonly string[], options: ScreenOptions) {
    this.begun = begun;
    this.readRows = readRows;
    this.hasScreen = options.isThere ?? hasMessageRows;
    this.progressOf = options.progressOf ?? shownPercentage;
  }

  look(arrived: number): void {
    const time = arrived - this.begun;
    const rows = this.readRows();
    this.firstOutput ??= time;
    if (!this.isThere && this.hasScreen(rows)) {
      this.isThere = true;
      this.firstScreen = time;
      this.wake?.();
    }
    this.follow(time, this.progressOf(rows));
  }

  times(): ScreenTimes {
    const { firstOutput, firstScreen, progressMoved, progressSteps, longestStandstill, lastStep } = this;
    const lastRows = this.readRows();
    return { firstOutput, firstScreen, progressMoved, progressSteps, longestStandstill, lastStep, lastRows };
  }

  untilThere(timeout: number): Promise<void> {
    if (this.isThere) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private follow(time: number, progress: number | undefined): void {
    if (progress === undefined) return;
    if (this.progress !== undefined && progress > this.progress) {
      this.progressMoved ??= time;
      this.progressSteps++;
      this.longestStandstill = Math.max(this.longestStandstill ?? 0, time - (this.lastStep ?? time));
      this.lastStep = time;
    }
    this.lastStep ??= time;
    this.progress = Math.max(progress, this.progress ?? 0);
  }
}

const MESSAGE_ROWS = 3;
/** What a row of a flow shows: its number and its kind. */
const FLOW = /^\W*f\d+ .*\b(?:registration|call|subscription|message|options|other)\b/;

/** Several rows that name a flow, a SIP method or a BIN capability: a single one might be a title or a hint. */
export function hasMessageRows(rows: readonly string[]): boolean {
  const isRow = (row: string): boolean => FLOW.test(row) || METHODS_AND_CAPABILITIES.test(row);
  return rows.filter(isRow).length >= MESSAGE_ROWS;
}

/** The first `12%` or `12.5 %` on the screen. */
export function shownPercentage(rows: readonly string[]): number | undefined {
  for (const row of rows) {
    const found = /(\d+(?:\.\d+)?)\s?%/.exec(row)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}

/** Asks the program to end as a user would, and ends it where it does not listen. */
async function quit(pty: IPty, exited: Promise<void>, patience: number): Promise<void> {
  try {
    pty.write('q');
    if (await Promise.race([exited.then(() => true), pause(patience).then(() => false)])) return;
    pty.kill('SIGKILL');
    await exited;
  } catch {
    // It has ended already.
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
