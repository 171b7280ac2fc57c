import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

/** Not declared by the package: closes the terminal's side of the line, as a window that is closed does. */
type Terminated = IPty & { destroy(): void };

/** A program in a terminal of its own, as a person would start it. */
export class PtySession {
  readonly exited: Promise<{ readonly exitCode: number; readonly signal: number | undefined }>;
  readonly pid: number;
  /** All that the program wrote. */
  output = '';
  private readonly pty: Terminated;
  private readonly terminal: InstanceType<typeof headless.Terminal>;

  constructor(
    command: readonly string[],
    columns: number,
    rows: number,
    variables: Readonly<Record<string, string>> = {},
  ) {
    const [program = '', ...args] = command;
    const { CI, CONTINUOUS_INTEGRATION, NO_COLOR, ...rest } = process.env;
    const env = { ...rest, TZ: 'UTC', ...variables };
    this.terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.pty = spawn(program, args, { cols: columns, rows, name: 'xterm-256color', env }) as Terminated;
    this.pid = this.pty.pid;
    this.terminal.onData((answer) => this.pty.write(answer));
    this.pty.onData((text) => {
      this.output += text;
      this.terminal.write(text);
    });
    this.exited = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal }) => resolve({ exitCode, signal }));
    });
  }

  get lines(): readonly string[] {
    const { active } = this.terminal.buffer;
    // What a line held beyond the last column before the terminal shrank is not on the screen.
    const { rows, cols } = this.terminal;
    return Array.from({ length: rows }, (_, y) => active.getLine(y)?.translateToString(true, 0, cols) ?? '');
  }

  get text(): string {
    return this.lines.join('\n');
  }

  get alternate(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  get cursorShown(): boolean {
    return this.output.lastIndexOf('\x1b[?25h') > this.output.lastIndexOf('\x1b[?25l');
  }

  /** The terminal breaks long lines, and reports neither mouse nor pasting. */
  get isPlain(): boolean {
    const isOn = (mode: number): boolean =>
      this.output.lastIndexOf(`\x1b[?${mode}h`) > this.output.lastIndexOf(`\x1b[?${mode}l`);
    return isOn(7) && ![1000, 1002, 1006, 2004, 2026].some(isOn);
  }

  /** What somebody makes of the terminal's cells. */
  picture(
    draw: (terminal: InstanceType<typeof headless.Terminal>, title: string) => string,
    title: string,
  ): string {
    return draw(this.terminal, title);
  }

  type(keys: string): void {
    this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  /** The terminal goes away. */
  hangUp(): void {
    this.pty.destroy();
  }

  kill(signal?: string): void {
    this.pty.kill(signal);
  }

  /** Waits until the screen is as wanted, also on a busy host; throws with the screen where that never comes. */
  async until(wanted: (screen: PtySession) => boolean, milliseconds = 15_000): Promise<void> {
    const end = performance.now() + milliseconds;
    while (!wanted(this)) {
      if (performance.now() > end) throw new Error(`never came:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
