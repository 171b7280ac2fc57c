import headless from '@xterm/headless';

import { Session } from '../../../src/engine/session.ts';
import { InkFrame } from '../../../src/tui/chrome/ink-frame.tsx';
import type { KeyTable } from '../../../src/tui/keys/key-table.ts';
import type { Size } from '../../../src/tui/model.ts';
import { Painter } from '../../../src/tui/painter.ts';
import { Program } from '../../../src/tui/program.ts';
import type { Request } from '../../../src/tui/program-options.ts';
import { KeyDecoder } from '../../../src/tui/terminal/key-decoder.ts';
import { COLOURED, type Theme } from '../../../src/tui/terminal/theme.ts';
import type { ViewName } from '../../../src/tui/views/view-names.ts';

export interface ScreenOptions extends Size {
  readonly filterText?: string;
  readonly internal?: boolean;
  readonly theme?: Theme;
  /** Messages, if not given. */
  readonly view?: ViewName;
  readonly keys?: KeyTable;
  /** False: before Ink is loaded. */
  readonly ink?: boolean;
}

/** The program on the screen of an emulated terminal, in this process. */
export class TestScreen {
  readonly requests: Request[] = [];
  /** Sequences for the terminal's clipboard. */
  readonly copied: string[] = [];
  readonly program: Program;
  /** All that was written since the last look. */
  written = '';
  private readonly terminal: InstanceType<typeof headless.Terminal>;
  private readonly painter: Painter;
  private readonly keys = new KeyDecoder();

  constructor(session: Session, options: ScreenOptions) {
    const {
      columns,
      rows,
      filterText = '',
      internal = false,
      theme = COLOURED,
      view = 'messages',
      ink = true,
    } = options;
    this.terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.terminal.write('\x1b[?7l');
    const clipboard = { inTmux: false, write: (sequence: string) => void this.copied.push(sequence) };
    const settings = {
      clipboard,
      filterText,
      internal,
      utc: true,
      align: true,
      theme,
      view,
      size: { columns, rows },
      ...(options.keys === undefined ? {} : { keys: options.keys }),
    };
    this.program = new Program(session, settings, (request) => this.requests.push(request));
    const { program } = this;
    const screen = {
      get columns() {
        return program.state.size.columns;
      },
      get rows() {
        return program.state.size.rows;
      },
      writableNeedDrain: false,
      write: (text: string) => {
        this.written += text;
        this.terminal.write(text);
        return true;
      },
      once: () => undefined,
    };
    this.painter = new Painter(this.program, screen, theme);
    if (ink) this.painter.frameBy((stream, props) => new InkFrame(stream, props));
  }

  /** Reads all of the session. */
  async read(): Promise<void> {
    for (;;) {
      const state = this.program.work(50);
      if (state === 'end') return;
      if (state === 'wait') await this.program.session.whenReady();
    }
  }

  /** Keys as a terminal sends them: `jjj`, `\r`, `\x1b[B`. A single Esc is the key. */
  type(text: string): void {
    for (const key of [...this.keys.push(text), ...this.keys.flush()]) this.program.key(key);
  }

  resize(size: Size): void {
    this.terminal.resize(size.columns, size.rows);
    this.program.resize(size);
    this.painter.repaint();
  }

  async lines(): Promise<readonly string[]> {
    this.painter.paint();
    await new Promise<void>((resolve) => this.terminal.write('', resolve));
    const { buffer } = this.terminal;
    return Array.from(
      { length: this.terminal.rows },
      (_, y) => buffer.active.getLine(y)?.translateToString(true) ?? '',
    );
  }

  async text(): Promise<string> {
    return `\n${(await this.lines()).join('\n')}\n`;
  }

  /** What stands in some columns of each row, by the terminal's own count. */
  cells(from: number, count: number): readonly string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: this.terminal.rows },
      (_, y) => active.getLine(y)?.translateToString(false, from, from + count) ?? '',
    );
  }

  /** Rows that are drawn inverse from their first column. */
  inverseRows(): readonly number[] {
    const { active } = this.terminal.buffer;
    const rows = Array.from({ length: this.terminal.rows }, (_, y) => y);
    return rows.filter((y) => active.getLine(y)?.getCell(0)?.isInverse() !== 0);
  }

  close(): void {
    this.painter.close();
    this.program.session.close();
  }
}

/** The program with all of a capture read. */
export async function openScreen(paths: readonly string[], options: ScreenOptions): Promise<TestScreen> {
  const screen = new TestScreen(await Session.open(paths), options);
  await screen.read();
  return screen;
}
