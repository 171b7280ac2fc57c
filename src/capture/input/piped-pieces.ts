import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** As much as a pipe holds on Linux. */
const PIECE = 64 * 1024;

/** What an input comes from, piece by piece; a piece is valid until the next one is asked for. */
export interface Pieces extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

/**
 * What comes through a pipe or a socket, in memory that is reused. Node.js otherwise allocates each piece anew, and for
 * every 64 MB of them V8 goes through its whole heap: several times a second while nothing is done but reading.
 */
export class PipedPieces implements Pieces {
  readonly socket: Socket;
  private readonly memory = Buffer.allocUnsafeSlow(PIECE);
  /** Bytes that have come and were not taken yet; nothing is read meanwhile. */
  private there = 0;
  private isOver = false;
  private error: Error | undefined;
  private wake: () => void = () => {};

  constructor(descriptor: number) {
    const onread = { buffer: this.memory, callback: (length: number) => this.came(length) };
    const options: SocketConstructorOpts & ConnectOpts = {
      fd: descriptor,
      readable: true,
      writable: false,
      onread,
    };
    this.socket = new Socket(options);
    this.socket.on('error', (error) => {
      this.error = error;
      this.over();
    });
    this.socket.on('end', () => this.over());
    this.socket.on('close', () => this.over());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.there === 0 && !this.isOver) await this.more();
      const length = this.there;
      if (length === 0) break;
      this.there = 0;
      yield this.memory.subarray(0, length);
    }
    if (this.error !== undefined) throw this.error;
  }

  destroy(): void {
    this.socket.destroy();
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.socket.resume();
    });
  }

  /** False: not to read on. */
  private came(length: number): false {
    this.there = length;
    this.wake();
    return false;
  }

  private over(): void {
    this.isOver = true;
    this.wake();
  }
}
