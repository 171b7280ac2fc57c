import { writeSync } from 'node:fs';
import { awaitAnswer } from './await-answer.ts';
import { type Answer, ASK_BACKGROUND } from './background-query.ts';
import { type Key, KeyDecoder } from './key-decoder.ts';

/**
 * Alternate screen, cursor off, autowrap off, pasted text marked as such; bidirectional text left as it
 * is sent (BDSM, ECMA-48 7.2.1): a terminal that turns it round itself would exchange whole columns.
 */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[8l';
/** Clicks, what moves while a button is held, and the wheel, as SGR reports. */
const ENTER_MOUSE = '\x1b[?1000h\x1b[?1002h\x1b[?1006h';
/** All of it undone, whatever was half written when the program ended. */
const LEAVE =
  '\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[8h\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';

/** Milliseconds after which an Esc is the key, not the beginning of another one. */
const ESC_PATIENCE = 30;
/** As `ESC_PATIENCE`, for what is no key: the rest of pasted text or of an answer. */
const STRING_PATIENCE = 1000;
/** Milliseconds after which a terminal that was asked will not answer. */
const ANSWER_PATIENCE = 1000;
/** Milliseconds for a slow terminal to take the sequence that restores it. */
const LEAVE_PATIENCE = 200;

const EXIT_OF_SIGNAL = 128;
const EXIT_SOFTWARE = 70;

export interface TerminalEvents {
  key(key: Key): void;
  /** All keys of a chunk were handed over. */
  keysDone(): void;
  resized(): void;
  /** The terminal has answered the query for its background colour. */
  grounded(isBright: boolean): void;
  /** The screen may hold anything: draw it anew. */
  returned(): void;
}

export interface TerminalOptions {
  /** The terminal reports clicks and the wheel. */
  readonly mouse: boolean;
  /** The terminal is asked for its background colour. */
  readonly asks: boolean;
}

/**
 * Takes over the terminal, and restores it however the program ends: by key, signal, exception or `process.exit`. If
 * the terminal itself goes away, the process ends at once.
 */
export class Terminal {
  private readonly input: NodeJS.ReadStream;
  private readonly output: NodeJS.WriteStream;
  private readonly events: TerminalEvents;
  private readonly mouse: boolean;
  private readonly asks: boolean;
  /** Time until which an answer may come; 0 if none is expected. */
  private awaitedUntil = 0;
  private readonly decoder = new KeyDecoder();
  private readonly undo: (() => void)[] = [];
  private escape: NodeJS.Timeout | undefined;
  private isGone = false;
  private entered = false;

  constructor(
    input: NodeJS.ReadStream,
    output: NodeJS.WriteStream,
    events: TerminalEvents,
    { mouse, asks }: TerminalOptions,
  ) {
    this.input = input;
    this.output = output;
    this.events = events;
    this.mouse = mouse;
    this.asks = asks;
  }

  open(): void {
    this.listen();
    this.enter();
    this.input.setEncoding('utf8');
    this.input.resume();
    if (this.asks) this.ask();
  }

  private ask(): void {
    this.output.write(ASK_BACKGROUND);
    this.awaitedUntil = performance.now() + ANSWER_PATIENCE;
  }

  close(): void {
    this.leave();
    clearTimeout(this.escape);
    for (const undo of this.undo.splice(0)) undo();
    this.input.pause();
    this.input.unref();
  }

  /** False while the screen is that of the shell: nothing may be drawn then. */
  get isEntered(): boolean {
    return this.entered;
  }

  /** Stops the process as Ctrl-Z does anywhere; `returned` is called when it goes on. */
  suspend(): void {
    this.leave();
    try {
      // The whole job: npm or a wrapper script stops with us, or the shell would not come back.
      process.kill(0, 'SIGTSTP');
    } catch {
      // No job control here.
    }
    setTimeout(() => this.comeBack(), 100);
  }

  private comeBack(): void {
    this.enter();
    this.events.returned();
    // A stopped process is not told that the size has changed: this signal makes Node.js ask for it.
    process.kill(process.pid, 'SIGWINCH');
  }

  private enter(): void {
    if (this.entered) return;
    this.entered = true;
    if (this.input.isTTY) this.input.setRawMode(true);
    this.output.write(this.mouse ? ENTER + ENTER_MOUSE : ENTER);
  }

  /** Keys come one by one again: a program before us in the pipe may have set the terminal back as it ended. */
  reclaim(): void {
    if (!this.entered || !this.input.isTTY) return;
    // Without the first call the second would find nothing to do.
    this.input.setRawMode(false);
    this.input.setRawMode(true);
  }

  private leave(): void {
    if (!this.entered) return;
    this.entered = false;
    writeAtOnce(LEAVE);
    awaitAnswer(this.awaitedUntil - performance.now());
    this.awaitedUntil = 0;
    try {
      if (this.input.isTTY) this.input.setRawMode(false);
    } catch {
      // The terminal is gone.
    }
  }

  private listen(): void {
    const { input, output } = this;
    this.on(input, 'data', (chunk: string) => this.take(chunk));
    for (const event of ['end', 'error', 'close']) this.on(input, event, () => this.gone());
    this.on(output, 'error', () => this.gone());
    this.on(output, 'resize', () => this.events.resized());
    this.on(process, 'SIGTERM', () => this.end(EXIT_OF_SIGNAL + 15));
    this.on(process, 'SIGINT', () => this.end(EXIT_OF_SIGNAL + 2));
    this.on(process, 'SIGHUP', () => this.gone());
    this.on(process, 'SIGCONT', () => this.comeBack());
    this.on(process, 'exit', () => this.leave());
    this.on(process, 'uncaughtException', (error: unknown) => this.failed(error));
    this.on(process, 'unhandledRejection', (error: unknown) => this.failed(error));
  }

  private on<Value>(emitter: NodeJS.EventEmitter, event: string, listener: (value: Value) => void): void {
    emitter.on(event, listener);
    this.undo.push(() => emitter.off(event, listener));
  }

  private take(chunk: string): void {
    clearTimeout(this.escape);
    this.handOver(this.decoder.push(chunk));
    if (this.decoder.waits) {
      const patience = this.decoder.waitsForString ? STRING_PATIENCE : ESC_PATIENCE;
      this.escape = setTimeout(() => this.handOver(this.decoder.flush()), patience);
    }
  }

  private handOver(decoded: readonly Key[]): void {
    const keys = decoded.filter(({ answer }) => answer === undefined);
    for (const key of keys) this.events.key(key);
    if (keys.length > 0) this.events.keysDone();
    for (const { answer } of decoded) if (answer !== undefined) this.hear(answer);
  }

  private hear(answer: Answer): void {
    if (answer.kind === 'identity') this.awaitedUntil = 0;
    else this.events.grounded(answer.isBright);
  }

  private end(code: number): void {
    this.leave();
    process.exit(code);
  }

  /**
   * Hung up, or nobody reads what we write: there is nobody to work for. Not by `process.exit`, which
   * aborts where it cannot reset a terminal that is gone.
   */
  private gone(): void {
    if (this.isGone) return;
    this.isGone = true;
    // The end of the shell sends the signal a second time, which must not end the process before it has tidied up.
    process.on('SIGHUP', () => undefined);
    try {
      // Listeners that tidy up at the end, such as that of the spool, are not called when a signal ends the process.
      process.emit('exit', EXIT_OF_SIGNAL + 1);
    } finally {
      process.removeAllListeners('SIGHUP');
      process.kill(process.pid, 'SIGHUP');
      // In case SIGHUP is ignored (nohup).
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
    }
  }

  private failed(error: unknown): void {
    this.leave();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    try {
      writeSync(2, `syncgrep: internal error: ${text}\n`);
    } finally {
      process.exit(EXIT_SOFTWARE);
    }
  }
}

/** Past all buffers: the process may be about to end. A terminal that takes nothing is given up. */
function writeAtOnce(text: string): void {
  const until = performance.now() + LEAVE_PATIENCE;
  let rest = Buffer.from(text);
  while (rest.length > 0 && performance.now() < until) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
    }
  }
}
