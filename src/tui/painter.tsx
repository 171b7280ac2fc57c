import { render } from 'ink';
import { App } from './chrome/app.tsx';
import type { Program } from './program.ts';
import { FrameSink, type Screen } from './terminal/frame-sink.ts';
import type { Theme } from './terminal/theme.ts';

/** Draws a program on a screen: Ink what stands around the panes, the sink the panes themselves. */
export class Painter {
  private readonly program: Program;
  private readonly theme: Theme;
  private readonly sink: FrameSink;
  private readonly ink: ReturnType<typeof render>;
  private drawn = '';

  constructor(program: Program, screen: Screen, theme: Theme, ascii = false) {
    this.program = program;
    this.theme = theme;
    this.sink = new FrameSink(screen, () => program.rows(), ascii);
    this.ink = render(this.element(), {
      stdout: this.sink as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
  }

  /** Ink draws only where what stands around the panes has changed. */
  paint(): void {
    this.program.prepare();
    const chrome = JSON.stringify([this.program.chrome(), this.program.state.size]);
    if (chrome !== this.drawn) {
      this.drawn = chrome;
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

  private element(): React.ReactNode {
    const { columns } = this.program.state.size;
    return <App chrome={this.program.chrome()} columns={columns} theme={this.theme} />;
  }
}
