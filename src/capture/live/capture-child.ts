import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * Waits for a line, starts the program, and waits for our end of the pipe to close: however we end, even
 * by a signal that nobody can catch, the program does not stay behind. Further lines ask it for its counts.
 */
const WATCHDOG =
  'read -r line || exit 0; "$@" </dev/null & pid=$!; exec >/dev/null 2>&1; ' +
  'while read -r line; do kill -USR1 $pid; done; kill $pid; wait $pid';

/** Bytes of what the program says that are kept: the first, which tell why it fails, and the last. */
const MOST_SAID = 8192;

/** A program that captures, as a child of this process. */
export class CaptureChild {
  /** What it captures, as a pcap or pcapng. */
  readonly output: Readable;
  /** Resolves when the program has ended and said everything. */
  readonly ended: Promise<void>;
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  private said = '';

  /** The program begins with `start`: until then, it can be had later with the rights of now. */
  constructor(program: string, args: readonly string[]) {
    this.process = spawn('sh', ['-c', WATCHDOG, 'sh', program, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C on the terminal is meant for us: what was captured is still to be handed over.
      detached: true,
    });
    this.output = this.process.stdout;
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    // Whoever does not read any more does not want it any more.
    this.output.on('close', () => this.stop());
    this.process.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.process.on('error', () => resolve());
      this.process.on('close', () => resolve());
    });
  }

  /** What the program has written to standard error. */
  get messages(): string {
    return this.said;
  }

  start(): void {
    this.tell();
  }

  /** Asks a program that knows SIGUSR1 as that to say its counts; others end by it. */
  askForCounts(): void {
    this.tell();
  }

  /** Asks it to end. */
  stop(): void {
    this.process.stdin.end();
  }

  private tell(): void {
    if (this.process.stdin.writable) this.process.stdin.write('\n');
  }

  private hear(text: string): void {
    const all = this.said + text;
    this.said = all.length <= MOST_SAID ? all : all.slice(0, MOST_SAID / 2) + all.slice(-MOST_SAID / 2);
  }
}
