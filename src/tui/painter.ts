import type { AppProps } from './chrome/app.tsx';
import type { Chrome, Sides } from './chrome/chrome-model.ts';
import { plainFrame } from './chrome/plain-frame.ts';
import { paintSides } from './chrome/two-sides.ts';
import type { Program } from './program.ts';
import { FrameSink, Mark, type Screen } from './terminal/frame-sink.ts';
import type { Theme } from './terminal/theme.ts';

/** Draws the rows around the panes, as Ink does (see `InkFrame`). */
export interface FrameDrawer {
  draw(props: AppProps): void;
  close(): void;
}

/** Makes a drawer for a stream that takes whole frames. */
export type FrameMaker = (stream: FrameSink, props: AppProps) => FrameDrawer;

/**
 * Draws a program on a screen: Ink draws the rows around the panes, the sink the panes themselves. Until Ink is
 * loaded, the sink draws everything, because loading Ink takes longer than reading the first messages.
 */
export class Painter {
  private readonly program: Program;
  private theme: Theme;
  private readonly sink: FrameSink;
  private drawer: FrameDrawer | undefined;
  private closed = false;
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
  }

  /** From now on, this drawer draws the rows around the panes. */
  frameBy(make: FrameMaker): void {
    if (!this.closed) this.drawer ??= make(this.sink, this.props);
  }

  /** The rows around the panes are drawn only if something in them has changed. */
  paint(): void {
    this.program.prepare();
    this.chrome = this.program.chrome();
    const { header, filter, status, footer } = this.chrome;
    const drawn = JSON.stringify([!header, filter, !status, footer, this.program.state.size]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      if (this.drawer === undefined) this.sink.frameRows = plainFrame(this.props);
      else this.drawer.draw(this.props);
    }
    this.sink.paint();
  }

  /** Draws everything with another theme, at once. */
  paintBy(theme: Theme): void {
    this.theme = theme;
    this.drawn = '';
    this.paint();
  }

  /** Draws everything, whatever is on the screen now. */
  repaint(): void {
    this.sink.forget();
    this.paint();
  }

  close(): void {
    this.closed = true;
    this.drawer?.close();
  }

  private sides(sides: Sides | undefined): readonly string[] {
    return sides === undefined ? [] : [paintSides(sides, this.program.state.size.columns, this.theme)];
  }

  private get props(): AppProps {
    return { chrome: this.chrome, columns: this.program.state.size.columns, theme: this.theme };
  }
}
