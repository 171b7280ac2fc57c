import { type ChildProcess, spawnSync } from 'node:child_process';
import { type TestContext, vi } from 'vitest';
import { type BackendName, launcherOf } from '../../src/capture/live/backends.ts';
import { type RunOptions, startSyncgrep } from '../cli/run-program.ts';

/** Only root, or who was given the right, may capture. */
export const mayCapture = process.getuid?.() === 0;

/** Can this test capture by it? The package was built for the Node.js that installed it; this may be another one. */
export function isUsable(backend: BackendName): boolean {
  if (!mayCapture || launcherOf(backend) === undefined) return false;
  return backend !== 'cap' || spawnSync(process.execPath, ['-e', 'require("cap")']).status === 0;
}

/** Where a program is not there, its tests are skipped. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}

/** Of a test: tests that run side by side each have their own. */
export type Finishing = Pick<TestContext, 'onTestFinished'>;

/** The program while it runs; it is gone when the test is over. */
export class StartedProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';
  errors = '';

  constructor(test: Finishing, args: readonly string[], options: RunOptions = {}) {
    this.process = startSyncgrep(args, options);
    test.onTestFinished(() => void this.process.kill('SIGKILL'));
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
  }

  /** Until it says so, on standard error. */
  async says(text: RegExp, milliseconds = 30_000): Promise<void> {
    await vi.waitFor(
      () => {
        if (!text.test(this.errors)) throw new Error(`${text} is not in: ${this.errors}`);
      },
      { timeout: milliseconds, interval: 20 },
    );
  }

  /** Until so many lines have come. */
  async prints(lines: number, milliseconds = 30_000): Promise<void> {
    await vi.waitFor(
      () => {
        const count = this.output.split('\n').length - 1;
        if (count < lines) throw new Error(`${count} of ${lines} lines; ${this.errors}`);
      },
      { timeout: milliseconds, interval: 20 },
    );
  }

  /** As Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null> {
    this.process.kill('SIGINT');
    return this.ended;
  }

  json<Line>(): readonly Line[] {
    const lines = this.output.split('\n').filter((line) => line !== '');
    return lines.map((line): Line => JSON.parse(line));
  }
}
