import { render } from 'ink';
import { App } from './chrome/app.tsx';
import type { Chrome, Sides } from './chrome/chrome-texts.ts';
import { paintSides } from './chrome/two-sides.ts';
import type { Program } from './program.ts';
import { FrameSink, Mark, type Screen } from './terminal/frame-sink.ts';
import type { Theme } from './terminal/theme.ts';

/** Draws a program on a screen: Ink what stands around the panes, the sink the panes themselves. */
export class Painter {
  private readonly program: Program;
  private readonly theme: Theme;
  private readonly sink: FrameSink;
  private readonly ink: ReturnType<typeof render>;
  private chrome: Chrome;
  private drawn = '';

  constructor(program: Program, screen: Screen, theme: Theme, ascii = false) {
    this.program = program;
    this.theme = theme;
    const ready = {
      [Mark.Header]: () => this.sides(this.chrome.header),
      [Mark.Body]: () => program.rows(),
      [Mark.Status]: () => this.sides(this.chrome.status),
    };
    this.chrome = program.chrome();
    this.sink = new FrameSink(screen, ready, ascii);
    this.ink = render(this.element(), {
      stdout: this.sink as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
  }

  /** Ink draws only where what it has to draw has changed. */
  paint(): void {
    this.program.prepare();
    this.chrome = this.program.chrome();
    const { header, filter, status, footer } = this.chrome;
    const drawn = JSON.stringify([!header, filter, !status, footer, this.program.state.size]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.ink.rerender(this.element());
    }
    this.sink.paint();
  }

  /** All of it, whatever is on the screen now. */
  repaint(): void {
    this.sink.forget();
    this.paint();
  }

  close(): void {
    this.ink.unmount();
  }

  private sides(sides: Sides | undefined): readonly string[] {
    return sides === undefined ? [] : [paintSides(sides, this.program.state.size.columns, this.theme)];
  }

  private element(): React.ReactNode {
    const { columns } = this.program.state.size;
    return <App chrome={this.chrome} columns={columns} theme={this.theme} />;
  }
}
