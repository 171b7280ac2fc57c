import { createServer, type Server, type Socket } from 'node:net';
import type { CaptureSource } from '../../capture/capture-source.ts';
import type { Frame } from '../../capture/frame.ts';
import { type HostPort, hostPortText } from '../../capture/remote/host-port.ts';
import { listeningRefusal } from '../../capture/remote/listening-refusal.ts';
import type { Session, SessionTap } from '../../engine/session.ts';
import { counted } from '../../view/text/counts.ts';
import { type ByteSink, OutputError } from '../frames/byte-sink.ts';
import { PcapngWriter } from '../frames/pcapng-writer.ts';
import { VERSION } from '../version.ts';
import { replay } from './replay.ts';

/** Bytes that may wait for a client; it is disconnected if there are more. */
const MOST_WAITING = 32 * 1024 * 1024;
const MOST_CLIENTS = 32;

/**
 * Offers the frames of a session over TCP (pcap-over-ip): each client gets a pcapng of everything that is
 * read from then on, as Wireshark, Arkime and syncgrep itself accept it; after all files have been read, all of them.
 */
export class CaptureServer implements SessionTap {
  private readonly session: Session;
  private readonly address: HostPort;
  private readonly server: Server;
  private readonly clients = new Map<Socket, PcapngWriter>();
  /** Clients that came after all had been read. */
  private readonly late = new Set<Socket>();
  private served = 0;
  private tooSlow = 0;
  private frames = 0;

  private constructor(session: Session, address: HostPort) {
    this.session = session;
    this.address = address;
    this.server = createServer((socket) => this.accept(socket));
    this.server.maxConnections = MOST_CLIENTS;
  }

  /** Rejects with an OutputError if it cannot listen at the address. */
  static listen(session: Session, address: HostPort): Promise<CaptureServer> {
    const serving = new CaptureServer(session, address);
    const { server } = serving;
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(new OutputError(hostPortText(address), listeningRefusal(error))),
      );
      server.listen(address, () => {
        server
          .removeAllListeners('error')
          .on('error', (error) => session.news.tell(`--serve: ${error.message}`));
        resolve(serving);
      });
    });
  }

  frame(source: CaptureSource, frame: Frame): void {
    this.frames++;
    for (const writer of this.clients.values()) writer.write(source, frame);
  }

  read(): void {
    for (const writer of this.clients.values()) writer.flush();
  }

  /** Ends all connections once they have taken what is waiting. */
  async close(): Promise<void> {
    this.read();
    this.server.close();
    for (const socket of this.late) socket.destroy();
    await Promise.all([...this.clients.keys()].map((socket) => ended(socket)));
  }

  /** A remark for the end, on what was sent. */
  get summary(): string {
    const slow = this.tooSlow === 0 ? '' : `, ${this.tooSlow} sent away: too slow`;
    return `served at ${hostPortText(this.address)}: ${counted(this.frames, 'frame')} to ${counted(this.served, 'client')}${slow}`;
  }

  private accept(socket: Socket): void {
    this.served++;
    socket.setNoDelay(true);
    // What a client sends is ignored, but has to be read to notice its end.
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.clients.delete(socket);
      this.late.delete(socket);
    });
    if (this.session.ended) {
      this.late.add(socket);
      void this.repeat(socket);
      return;
    }
    const writer = new PcapngWriter(this.sinkTo(socket), this.session.tables.base, VERSION);
    this.clients.set(socket, writer);
    writer.flush();
  }

  /** Who comes after all has been read gets it at the own pace, and then the end. */
  private async repeat(socket: Socket): Promise<void> {
    const { session } = this;
    const { base } = session.tables;
    const writer = new PcapngWriter(pacedSink(socket), base, VERSION);
    const missing = await replay(session.sources, base, writer, () => socket.destroyed);
    this.frames += writer.count;
    if (missing.length > 0)
      session.news.tell(`not served once more, as it cannot be read again: ${missing.join(', ')}`);
    socket.end();
  }

  private sinkTo(socket: Socket): ByteSink {
    const done = () => Promise.resolve();
    return { write: (bytes) => this.send(socket, bytes), drained: done, close: done };
  }

  /**
   * A slow client is not waited for: that would take memory without bound, or make the capture lose packets.
   */
  private send(socket: Socket, bytes: Uint8Array): boolean {
    if (socket.destroyed) return false;
    if (socket.writableLength + bytes.length <= MOST_WAITING) return socket.write(bytes);
    this.tooSlow++;
    const who = hostPortText({ host: socket.remoteAddress ?? '?', port: socket.remotePort ?? 0 });
    this.session.news.tell(`${who} is too slow for what is served and was sent away; it may connect again`);
    this.clients.delete(socket);
    socket.destroy();
    return false;
  }
}

/** Waits for the client whenever it takes less than there is. */
function pacedSink(socket: Socket): ByteSink {
  return {
    write: (bytes) => !socket.destroyed && socket.write(bytes),
    drained: () =>
      new Promise((resolve) => {
        const go = () => {
          socket.off('drain', go).off('close', go);
          resolve();
        };
        if (socket.writableNeedDrain && !socket.destroyed) socket.on('drain', go).on('close', go);
        else setImmediate(go);
      }),
    close: () => Promise.resolve(),
  };
}

/** Milliseconds for a client to take the rest. */
const LAST_BYTES = 2000;

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), LAST_BYTES);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end();
  });
}
