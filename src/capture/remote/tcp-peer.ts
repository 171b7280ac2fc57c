import { connect } from 'node:net';
import type { Connection, Peer } from './connection.ts';
import { type HostPort, hostPortText } from './host-port.ts';

/** Milliseconds for the other side to answer. */
const PATIENCE = 10_000;
/** Milliseconds to wait for first bytes that may tell that this is no capture. */
const FIRST_BYTES = 300;

/** Captures as Wireshark, Arkime and PolarProxy serve them: plain pcap or pcapng over TCP. */
export class TcpPeer implements Peer {
  readonly path: string;
  readonly backend = 'tcp';
  readonly fromKernel = false;
  readonly mayEnd: boolean;
  readonly firstPause = 1000;
  private readonly address: HostPort;

  constructor(path: string, address: HostPort, mayEnd: boolean) {
    this.path = path;
    this.address = address;
    this.mayEnd = mayEnd;
  }

  connect(): Connection {
    const socket = connect({ ...this.address, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 });
    let reason: string | undefined;
    socket.setTimeout(PATIENCE, () => {
      if (!socket.connecting) return;
      reason = `${hostPortText(this.address)} does not answer`;
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason ??= refusalText(error, this.address);
    });
    return {
      output: socket,
      ready: new Promise((resolve) => {
        socket.once('connect', () => {
          socket.setTimeout(0);
          setTimeout(resolve, FIRST_BYTES).unref();
        });
      }),
      ended: new Promise((resolve) => socket.once('close', () => resolve(reason))),
      counts: undefined,
      close: () => void socket.destroy(),
    };
  }

  mayRecover(): boolean {
    return true;
  }
}

function refusalText(error: NodeJS.ErrnoException, address: HostPort): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return `nobody listens at ${hostPortText(address)}; start the program that serves the capture`;
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `there is no host ${address.host}`;
    default:
      return error.message;
  }
}
