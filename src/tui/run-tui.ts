import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { ReadState } from '../engine/reading/frame-reading.ts';
import type { Session } from '../engine/session.ts';
import type { FilterNode } from '../filter/ast.ts';
import { explain } from '../filter/explain.ts';
import { parseFilter } from '../filter/parser.ts';
import { putIntoTmux } from './copy/tmux-buffer.ts';
import { FrameTimes } from './frame-times.ts';
import { KeyTable, type OwnKeys, USUAL_KEYS } from './keys/key-table.ts';
import type { Size } from './model.ts';
import { Painter } from './painter.ts';
import type { Preferences } from './preferences.ts';
import { AFTER_KEYS, Program } from './program.ts';
import type { Request } from './program-options.ts';
import { canBeAsked } from './terminal/background-query.ts';
import type { Key } from './terminal/key-decoder.ts';
import { shortenPauses } from './terminal/short-pauses.ts';
import { Terminal } from './terminal/terminal.ts';
import { COLOURED, LIGHT, PLAIN, type Theme } from './terminal/theme.ts';
import type { ViewName } from './views/view-names.ts';

export interface TuiOptions {
  /** The filter by all options of the command line together. */
  readonly filter: FilterNode;
  /** The filter as it was typed, for editing. */
  readonly filterText: string;
  /** Internal messages are shown from the start. */
  readonly all: boolean;
  readonly utc: boolean;
  /** Clocks of several captures are aligned. */
  readonly align: boolean;
  /** `ask`: light if the terminal says that its background is bright, else dark. */
  readonly theme: 'dark' | 'light' | 'mono' | 'ask';
  readonly ascii: boolean;
  readonly mouse: boolean;
  readonly view: ViewName;
  /** Styles that replace those of the theme. */
  readonly colours?: Partial<Theme> | undefined;
  /** Keys that replace the usual ones. */
  readonly keys?: OwnKeys | undefined;
  readonly preferences: Preferences;
}

const THEMES = { ask: COLOURED, dark: COLOURED, light: LIGHT, mono: PLAIN };

/** Milliseconds of reading between two checks for keys: a key waits for little more than that. */
const SLICE = 4;
/** As `SLICE`, for a short time after a key, which is often followed by another one. */
const SHORT_SLICE = 2;
/** As `SLICE`, before the first frame: code is not compiled yet, and with less time the frame would have no rows. */
const FIRST_SLICE = 12;
/** Milliseconds for the first rows to be read, analysed and shown. */
const INK_AFTER = 150;
/** Milliseconds between two checks of what changes with time alone. */
const TICK = 1000;
/**
 * Shows the session until the user leaves; resolves with the exit code. The session is open and not
 * read; it is read here, and still open afterwards. Needs a terminal on standard output.
 */
export function runTui(session: Session, options: TuiOptions): Promise<number> {
  return new Promise((resolve) => new Run(session, options, resolve).start());
}

/** A program on the terminal of this process, with the turns in which it reads and draws. */
class Run {
  private readonly session: Session;
  private readonly program: Program;
  private readonly painter: Painter;
  private readonly terminal: Terminal;
  private readonly done: (code: number) => void;
  private readonly frames = new FrameTimes();
  private keysUntil = 0;
  private over = false;
  /** Draws a frame when the last one is old enough. */
  private later: NodeJS.Timeout | undefined;
  /** The next turn draws a frame. */
  private due = false;
  /** The next slice of work is scheduled. */
  private working = false;
  /** Waiting for a source that has nothing to read yet. */
  private waiting = false;
  /** A check is scheduled for the end of the second. */
  private ticking = false;
  /** Work that a key has begun goes on: what comes of it is drawn at once. */
  private answering = false;
  /** Everything is read. */
  private ended = false;
  /** No message has been on the screen yet. */
  private empty = true;

  constructor(session: Session, options: TuiOptions, done: (code: number) => void) {
    const { stdout } = process;
    const theme = { ...THEMES[options.theme], ...options.colours };
    const { ascii } = options;
    const keys = options.keys === undefined && !ascii ? USUAL_KEYS : new KeyTable(options.keys, ascii);
    const filterText = initialFilter(options.filter, options.filterText);
    const { all: internal, utc, align, view, preferences } = options;
    const inTmux = (process.env.TMUX ?? '') !== '';
    const clipboard = {
      inTmux,
      write: (sequence: string, text: string) => {
        stdout.write(sequence);
        if (inTmux) putIntoTmux(text);
      },
    };
    const size = sizeOf(stdout);
    const settings = { filterText, internal, utc, align, theme, clipboard, view, size, keys, preferences };
    this.session = session;
    this.done = done;
    this.program = new Program(session, settings, (request) => this.take(request));
    this.painter = new Painter(this.program, stdout, theme, ascii);
    const events = {
      key: (key: Key) => this.program.key(key),
      keysDone: () => this.keysDone(),
      resized: () => this.resized(),
      returned: () => this.resized(),
      grounded: (isBright: boolean) => {
        if (isBright) this.lighten({ ...LIGHT, ...options.colours });
      },
    };
    const { mouse } = options;
    this.terminal = new Terminal(keyboard(), stdout, events, {
      mouse,
      asks: options.theme === 'ask' && canBeAsked(),
    });
  }

  start(): void {
    this.terminal.open();
    // A file has rows at once: the first frame shows them, and need not be drawn twice.
    this.program.work(FIRST_SLICE);
    this.empty = this.session.progress.messages === 0;
    this.paint();
    // Not earlier: Node.js has to load a module of its own for it.
    shortenPauses();
    this.goOn();
    setTimeout(() => void this.loadInk(), INK_AFTER).unref();
  }

  /** Called when the screen has some content, which would be later if it had to wait for Ink. */
  private async loadInk(): Promise<void> {
    if (this.over) return;
    const { InkFrame } = await import('./chrome/ink-frame.tsx');
    this.painter.frameBy((stream, props) => new InkFrame(stream, props));
  }

  private readonly work = (): void => {
    this.working = false;
    if (this.over) return;
    if (this.due) {
      this.paint();
      this.goOn();
      return;
    }
    const state = this.program.work(performance.now() < this.keysUntil ? SHORT_SLICE : SLICE);
    const first = this.empty && this.session.progress.messages > 0;
    if (first) this.empty = false;
    const answered = this.answering && state !== 'more';
    if (answered) this.answering = false;
    if (state === 'end' || first || answered) this.paint();
    else if (state === 'wait') this.paintSoon();
    // While there is work, a frame gets a turn of its own, so that a key waits for a slice or for a frame, and not
    // for both.
    else this.due = this.frames.untilNext <= 0;
    this.goOnFrom(state);
  };

  private goOnFrom(state: ReadState): void {
    // Not only when everything is analysed: until then no key would be handled.
    if (this.session.ended && !this.ended) {
      this.ended = true;
      this.terminal.reclaim();
    }
    if (state === 'more') this.goOn();
    else if (state === 'wait') this.wait();
  }

  private wait(): void {
    this.tick();
    if (!this.waiting) {
      this.waiting = true;
      void this.session.whenReady().then(() => {
        this.waiting = false;
        this.goOn();
      });
    }
  }

  /** Draws what counts down or was kept back, though nothing comes in. */
  private tick(): void {
    if (this.ticking || !this.program.ticks) return;
    this.ticking = true;
    setTimeout(() => {
      this.ticking = false;
      if (this.waiting) this.goOn();
    }, TICK).unref();
  }

  private goOn(): void {
    if (this.working || this.over) return;
    this.working = true;
    // Keys that have arrived are handled first.
    setImmediate(this.work);
  }

  /**
   * While there is work, keys come first. Otherwise the work that they have started, such as a new filter, begins
   * before the frame: it is then often finished, and nothing has to be drawn twice. What the frame can do without
   * follows it.
   */
  private keysDone(): void {
    if (this.over) return;
    this.keysUntil = performance.now() + AFTER_KEYS;
    const state = this.working ? 'more' : this.program.work(SLICE, true);
    this.answering = state === 'more';
    this.paint();
    this.goOnFrom(state);
  }

  private resized(): void {
    if (this.over) return;
    this.program.resize(sizeOf(process.stdout));
    this.repaint();
  }

  /** If packets come in one by one, not each of them gets a frame. */
  private paintSoon(): void {
    const { untilNext } = this.frames;
    if (untilNext <= 0) this.paint();
    else this.later ??= setTimeout(() => this.paint(), untilNext);
  }

  private paint(): void {
    clearTimeout(this.later);
    this.later = undefined;
    if (!this.terminal.isEntered) return;
    this.painter.paint();
    this.frames.drawn();
    this.due = false;
  }

  private take(request: Request): void {
    if (request === 'quit') this.quit();
    else if (request === 'suspend') this.terminal.suspend();
    else if (request === 'changed') this.paint();
    else this.repaint();
  }

  private repaint(): void {
    if (this.terminal.isEntered) this.painter.repaint();
  }

  /** The first frame does not wait for the terminal's answer. */
  private lighten(theme: Theme): void {
    if (this.over) return;
    this.program.paintBy(theme);
    this.painter.paintBy(theme);
  }

  private quit(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.later);
    this.painter.close();
    this.terminal.close();
    this.done(0);
  }
}

/** The filter as typed, unless other options of the command line add to it. */
function initialFilter(filter: FilterNode, typed: string): string {
  const all = explain(filter);
  return all === explain(parseFilter(typed).filter) ? typed.trim() : all;
}

/** A terminal that does not know its size says 0. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}

/** The keyboard of the terminal, even if standard input is a capture. */
function keyboard(): NodeJS.ReadStream {
  return process.stdin.isTTY ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
}
