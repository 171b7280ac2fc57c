import { connect, createServer, type Server, type Socket } from 'node:net';
import { type BinPacket, decodePacket } from '../../decoders/bin/decode-packet.ts';
import { frameLength } from '../../decoders/bin/frame.ts';
import { CATALOGUE } from '../../decoders/bin/registry.ts';
import type { ReleaseSet } from '../../decoders/bin/releases.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Listens where a node does, and hands over each packet that arrives, decoded. */
export class BinListener {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly releases: ReleaseSet;
  private readonly take: (packet: BinPacket) => void;

  constructor(releases: ReleaseSet, take: (packet: BinPacket) => void) {
    this.releases = releases;
    this.take = take;
    this.server = createServer((socket) => this.accept(socket));
  }

  open({ address: host, port }: Place): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port }, resolve);
    });
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 8 && rest.length >= frameLength(rest, 0)) {
        const length = frameLength(rest, 0);
        this.take(decodePacket(CATALOGUE, rest, 0, length, this.releases));
        rest = rest.subarray(length);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/** The connection that a node opens to another, from its own address, to send (spec bin-core 11). */
export class BinSender {
  private readonly socket: Socket;

  constructor(from: string, to: Place) {
    this.socket = connect({ host: to.address, port: to.port, localAddress: from, noDelay: true });
    // Whoever is not there does not answer: the ping that is missing says so.
    this.socket.on('error', () => this.socket.destroy());
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Everything written is on its way. */
  async flushed(): Promise<void> {
    if (this.socket.writableLength === 0 || !this.isOpen) return;
    await new Promise<void>((resolve) => this.socket.once('drain', resolve));
  }

  close(): void {
    this.socket.destroy();
  }
}
