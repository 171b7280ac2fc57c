import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { startsLikeHep } from '../../../decoders/tunnel/hep.ts';
import { CaptureError } from '../capture-error.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import type { LiveCapture, LiveCounts } from '../live/live-capture.ts';
import type { BlockStream } from './block-stream.ts';
import { HepFramer } from './hep-framer.ts';
import { type HepEnd, hepFrame, LONGEST_HEP, RAW_IP } from './hep-frames.ts';
import { type HostPort, hostPortText } from './host-port.ts';
import { listeningRefusal } from './listening-refusal.ts';
import { interfaceBlock } from './pcapng-encoding.ts';

/** Where HEP packets (version 3) are received: `udp:0.0.0.0:9060`. */
export interface HepAddress extends HostPort {
  readonly transport: 'udp' | 'tcp';
}

/** Bytes that the kernel may buffer while we are busy. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
/** Bytes that may wait for the spool; what comes beyond is dropped and counted. */
const MOST_WAITING = 64 * 1024 * 1024;
const MOST_AGENTS = 1000;

/**
 * Listens like a Homer server. Packets go into the capture as they came, broken ones included: those are
 * counted where every capture is read. What is no HEP at all is counted here.
 */
export class HepListener implements LiveCapture {
  readonly device: string;
  readonly backend = 'hep';
  readonly fromKernel = false;
  readonly outages = [];
  private readonly address: HepAddress;
  private readonly stream: BlockStream;
  private readonly warnings: CaptureWarnings;
  private readonly agents = new Set<Socket>();
  private server: Server | DatagramSocket | undefined;
  private received = 0;
  private foreign = 0;
  private dropped = 0;

  constructor(address: HepAddress, stream: BlockStream, warnings: CaptureWarnings) {
    this.address = address;
    this.device = `${address.transport}:${hostPortText(address)}`;
    this.stream = stream;
    this.warnings = warnings;
    stream.add(interfaceBlock(RAW_IP, 0, 6));
    stream.on('close', () => void this.stop());
  }

  get counts(): LiveCounts {
    return { received: this.received, dropped: undefined };
  }

  get remarks(): readonly string[] {
    return [
      ...(this.foreign === 0 ? [] : [`${this.foreign} not HEP version 3`]),
      ...(this.dropped === 0 ? [] : [`${this.dropped} dropped: they came faster than the disk takes them`]),
    ];
  }

  /** Rejects with a CaptureError if it cannot listen at the address. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(new CaptureError(this.device, listeningRefusal(error)));
      const { host, port } = this.address;
      const server = this.address.transport === 'udp' ? this.datagrams() : this.connections();
      this.server = server;
      server.once('error', refuse);
      const listening = () => {
        server.off('error', refuse);
        server.on('error', (error: Error) => this.failed(error));
        resolve();
      };
      if ('bind' in server) server.bind({ address: host, port }, listening);
      else server.listen({ host, port }, listening);
    });
  }

  stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const agent of this.agents) agent.destroy();
    this.stream.finish();
    if (server === undefined) return Promise.resolve();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  private datagrams(): DatagramSocket {
    const type = this.address.host.includes(':') ? 'udp6' : 'udp4';
    const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER });
    const to = { address: this.address.host, port: this.address.port };
    socket.on('message', (message, from) => {
      if (startsLikeHep(message, 0, message.length)) this.take(message, from, to);
      else this.refuse(message.length);
    });
    return socket;
  }

  private connections(): Server {
    const server = createServer((agent) => {
      const from = { address: agent.remoteAddress ?? '', port: agent.remotePort ?? 0 };
      const to = { address: agent.localAddress ?? '', port: agent.localPort ?? 0 };
      const framer = new HepFramer();
      this.agents.add(agent);
      agent.on('close', () => this.agents.delete(agent)).on('error', () => {});
      agent.on('data', (piece: Buffer) => {
        for (const hep of framer.push(piece)) this.take(hep, from, to);
        if (framer.skipped > 0) this.refuse(framer.skipped);
        framer.skipped = 0;
      });
    });
    server.maxConnections = MOST_AGENTS;
    return server;
  }

  private take(hep: Uint8Array, from: HepEnd, to: HepEnd): void {
    this.received++;
    if (this.stream.readableLength > MOST_WAITING || hep.length > LONGEST_HEP) this.dropped++;
    else void this.stream.add(hepFrame(hep, from, to));
  }

  private refuse(bytes: number): void {
    this.foreign++;
    const text = `${bytes} bytes that are no HEP version 3 came to ${this.device}; further ones are counted`;
    this.warnings.addOnce('damaged', this.stream.size, text);
  }

  private failed(error: Error): void {
    this.warnings.add('interrupted', this.stream.size, `listening failed: ${error.message}`);
  }
}
