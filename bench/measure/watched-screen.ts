import { readFileSync } from 'node:fs';
import type { IPty } from '@lydell/node-pty';

interface Emulator {
  write(text: string, done: () => void): void;
  onData(listener: (answer: string) => void): unknown;
  readonly buffer: {
    readonly active: { getLine(y: number): { translateToString(trim: boolean): string } | undefined };
  };
}

/** Erases the whole screen or all that was scrolled, or resets the terminal: flickers. */
const FULL_CLEAR = /\x1b\[[23]J|\x1bc/g;

/** What a program in a terminal of its own shows, and when that came. */
export class WatchedScreen {
  /** When the last output arrived that was drawn. */
  arrived = 0;
  bytes = 0;
  fullClears = 0;
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
      this.fullClears += text.match(FULL_CLEAR)?.length ?? 0;
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
export function lastProcess(shell: number): number {
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
  const last = children === '' ? undefined : children.split(' ').at(-1);
  return last === undefined ? shell : Number(last);
}

/** Processor time of a process, in milliseconds; proc(5): fields 14 and 15 of stat, in ticks of 10 ms. */
export function cpuMilliseconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
