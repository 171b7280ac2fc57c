import { readFileSync } from 'node:fs';
import type { IPty } from '@lydell/node-pty';

interface Emulator {
  write(text: string, done: () => void): void;
  onData(listener: (answer: string) => void): unknown;
  readonly buffer: { readonly active: { getLine(y: number): EmulatedLine | undefined } };
}

interface EmulatedLine {
  translateToString(trim: boolean): string;
  getCell(x: number): { isInverse(): number; isDim(): number } | undefined;
}

/** What is on a screen. */
export interface SeenScreen {
  readonly lines: readonly string[];
  /** The text of the row with the bar; undefined if there is none. */
  readonly selected: string | undefined;
}

/** Erases the whole screen or all that was scrolled, or resets the terminal: flickers. */
const FULL_CLEAR = /\x1b\[[23]J|\x1bc/g;
/** Around a frame (DEC mode 2026): in between, the screen shows some of this one and some of the last. */
const FRAME_BEGINS = '\x1b[?2026h';
const FRAME_ENDS = '\x1b[?2026l';

/** What a program in a terminal of its own shows, and when that came. */
export class WatchedScreen {
  /** When the last output arrived that was drawn. */
  arrived = 0;
  bytes = 0;
  fullClears = 0;
  private readonly terminal: Emulator;
  private readonly rows: number;
  private look: (() => void) | undefined;
  /** The end of what has come, in case that a mark goes on in what comes next. */
  private tail = '';
  private isDrawing = false;

  constructor(pty: IPty, terminal: Emulator, rows: number) {
    this.terminal = terminal;
    this.rows = rows;
    terminal.onData((answer) => pty.write(answer));
    pty.onData((text) => {
      const arrived = performance.now();
      this.bytes += Buffer.byteLength(text);
      this.fullClears += text.match(FULL_CLEAR)?.length ?? 0;
      const seen = this.tail + text;
      this.tail = seen.slice(-FRAME_BEGINS.length);
      this.isDrawing = isWithinFrame(seen, this.isDrawing);
      const { isDrawing } = this;
      terminal.write(text, () => {
        if (isDrawing) return;
        this.arrived = arrived;
        this.look?.();
      });
    });
  }

  get seen(): SeenScreen {
    const { active } = this.terminal.buffer;
    const at = Array.from({ length: this.rows }, (_, y) => y).find((y) => hasBar(active.getLine(y)));
    const selected = at === undefined ? undefined : active.getLine(at)?.translateToString(true);
    return { lines: this.lines, selected };
  }

  get lines(): readonly string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  }

  /** False where that did not come within so many milliseconds. */
  until(wanted: (screen: SeenScreen) => boolean, patience: number): Promise<boolean> {
    if (wanted(this.seen)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (came: boolean): void => {
        clearTimeout(timer);
        this.look = undefined;
        resolve(came);
      };
      const timer = setTimeout(() => end(false), patience);
      this.look = () => {
        if (wanted(this.seen)) end(true);
      };
    });
  }
}

/** Is a frame not whole yet after this output? `before`: it was not before. */
function isWithinFrame(output: string, before: boolean): boolean {
  const [begins, ends] = [output.lastIndexOf(FRAME_BEGINS), output.lastIndexOf(FRAME_ENDS)];
  return begins === ends ? before : begins > ends;
}

/** A bar is inverse from its first column on; that of a pane without the keys is dim besides. */
function hasBar(line: EmulatedLine | undefined): boolean {
  const cell = line?.getCell(0);
  return cell !== undefined && cell.isInverse() !== 0 && cell.isDim() === 0;
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
