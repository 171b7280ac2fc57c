import type { ByteSink } from '../frames/byte-sink.ts';

/** Text is written in pieces of about this many UTF-16 units. */
const PIECE = 64 * 1024;

/** The only way to standard output: buffers lines, and copes with a reader that is slower than we are. */
export class TextWriter {
  private readonly sink: ByteSink;
  private lines: string[] = [];
  private units = 0;
  private flowing = true;

  constructor(sink: ByteSink) {
    this.sink = sink;
  }

  /** If true, await `flush` before going on. */
  get full(): boolean {
    return this.units >= PIECE || !this.flowing;
  }

  line(text: string): void {
    this.lines.push(text);
    this.units += text.length + 1;
  }

  /** Resolves when the reader accepts more. Rejects with an OutputError. */
  async flush(): Promise<void> {
    if (this.lines.length > 0) {
      this.flowing = this.sink.write(Buffer.from(`${this.lines.join('\n')}\n`, 'utf8'));
      this.lines = [];
      this.units = 0;
    }
    if (!this.flowing) await this.sink.drained();
    this.flowing = true;
  }

  /** Resolves when everything has left the process. Rejects with an OutputError. */
  async close(): Promise<void> {
    await this.flush();
    await this.sink.close();
  }
}
