import '../production.ts';
import { type Instance, render } from 'ink';
import { App, type AppProps } from './app.tsx';

/** The frame of the screen as Ink draws it, on a stream that takes whole frames. */
export class InkFrame {
  private readonly ink: Instance;

  constructor(stream: NodeJS.WritableStream, props: AppProps) {
    this.ink = render(<App {...props} />, {
      stdout: stream as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
  }

  draw(props: AppProps): void {
    this.ink.rerender(<App {...props} />);
  }

  close(): void {
    this.ink.unmount();
  }
}
