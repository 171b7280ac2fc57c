import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * Waits for a line, then starts the program, and ends it when our end of the pipe is closed. So it never
 * outlives us, even if we are killed by a signal that cannot be caught. Each further line asks the program
 * for its counts.
 */
const WATCHDOG =
  'read -r line || exit 0; "$@" </dev/null & pid=$!; exec >/dev/null 2>&1; ' +
  'while read -r line; do kill -USR1 $pid; done; kill $pid; wait $pid';

/** How much of the program's messages is kept: the first bytes, which tell why it fails, and the last. */
const MOST_SAID = 8192;

/** A capturing program, as a child of this process. */
export class CaptureChild {
  /** The capture, as pcap or pcapng. */
  readonly output: Readable;
  /** Resolves when the program has exited and its output has been read. */
  readonly ended: Promise<void>;
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  private said = '';

  /**
   * The program only begins with `start`, so that a child made now can capture with today's privileges later.
   */
  constructor(program: string, args: readonly string[]) {
    this.process = spawn('sh', ['-c', WATCHDOG, 'sh', program, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // In a process group of its own: Ctrl-C on the terminal is meant for us, and what was captured has yet
      // to be delivered.
      detached: true,
    });
    this.output = this.process.stdout;
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    // Once nobody reads the output any more, the program can end.
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

  /** Sends SIGUSR1, at which tcpdump prints its counts. Other programs would be killed by it. */
  askForCounts(): void {
    this.tell();
  }

  /** Asks the program to end. */
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
