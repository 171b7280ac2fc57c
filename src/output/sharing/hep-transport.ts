import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import type { HepAddress } from '../../capture/remote/hep-listener.ts';
import { hostPortText } from '../../capture/remote/host-port.ts';

/** A connection over which HEP packets are sent. */
export interface HepTransport {
  /** False if the packet was dropped: the other side does not keep up, or is not there. */
  send(packet: Buffer): boolean;
  /** Resolves when everything that was waiting is sent. */
  close(): Promise<void>;
}

/** `news` is called when a connection is lost, and when it is back. */
export function hepTransport(address: HepAddress, news: (text: string) => void): HepTransport {
  return address.transport === 'udp' ? new Datagrams(address, news) : new Stream(address, news);
}

/** Datagrams that may wait for the kernel. */
const MOST_DATAGRAMS = 4096;
/** Longest payload of a UDP datagram over IPv4. */
const LONGEST_DATAGRAM = 65_507;
const MOST_WAITING = 16 * 1024 * 1024;
/** Milliseconds between two attempts to connect. */
const PAUSE = 2000;
/** Milliseconds for the other side to take the rest. */
const LAST_PACKETS = 2000;

class Datagrams implements HepTransport {
  private readonly socket: DatagramSocket;
  private readonly address: HepAddress;
  private readonly news: (text: string) => void;
  private waiting = 0;
  private isTold = false;
  private wake: (() => void) | undefined;

  constructor(address: HepAddress, news: (text: string) => void) {
    this.address = address;
    this.news = news;
    this.socket = createSocket(address.host.includes(':') ? 'udp6' : 'udp4');
    this.socket.on('error', (error) => this.failed(error));
  }

  send(packet: Buffer): boolean {
    if (this.waiting >= MOST_DATAGRAMS || packet.length > LONGEST_DATAGRAM) return false;
    this.waiting++;
    this.socket.send(packet, this.address.port, this.address.host, (error) => {
      this.waiting--;
      if (error !== null) this.failed(error);
      if (this.waiting === 0) this.wake?.();
    });
    return true;
  }

  async close(): Promise<void> {
    if (this.waiting > 0) await soon((done) => (this.wake = done));
    this.socket.close();
  }

  private failed(error: Error): void {
    if (!this.isTold) this.news(`HEP to ${hostPortText(this.address)}: ${error.message}`);
    this.isTold = true;
  }
}

class Stream implements HepTransport {
  private readonly address: HepAddress;
  private readonly news: (text: string) => void;
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isTold = false;
  private isClosed = false;

  constructor(address: HepAddress, news: (text: string) => void) {
    this.address = address;
    this.news = news;
    this.connect();
  }

  send(packet: Buffer): boolean {
    const { socket } = this;
    if (socket === undefined || socket.writableLength + packet.length > MOST_WAITING) return false;
    socket.write(packet);
    return true;
  }

  async close(): Promise<void> {
    const { socket } = this;
    this.isClosed = true;
    clearTimeout(this.timer);
    if (socket === undefined) return;
    await soon((done) => socket.once('close', done).end(done));
    socket.destroy();
  }

  /** Packets sent before the connection stands are buffered in the socket. */
  private connect(): void {
    const socket = connect({ host: this.address.host, port: this.address.port, noDelay: true });
    let reason = 'the connection was closed';
    this.socket = socket;
    socket.resume();
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.once('connect', () => {
      if (this.isTold) this.news(`HEP to ${hostPortText(this.address)}: connected`);
      this.isTold = false;
    });
    socket.once('close', () => this.lost(reason));
  }

  private lost(reason: string): void {
    this.socket = undefined;
    if (this.isClosed) return;
    if (!this.isTold) {
      const text = `${reason}; tried again every ${PAUSE / 1000} s, what is captured meanwhile is not sent`;
      this.news(`HEP to ${hostPortText(this.address)}: ${text}`);
    }
    this.isTold = true;
    this.timer = setTimeout(() => this.connect(), PAUSE).unref();
  }
}

/** Resolves when it is done, or when it takes too long. */
function soon(begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LAST_PACKETS).unref();
    begin(resolve);
  });
}
