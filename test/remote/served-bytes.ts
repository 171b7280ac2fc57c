import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import type { RemoteRequest } from '../../src/capture/remote/open-remote.ts';
import type { Finishing } from '../live/started-program.ts';

/** Sends bytes to whoever connects, as pcap-over-ip; returns where. `after` has the connection then. */
export async function served(
  test: Finishing,
  bytes: Uint8Array,
  after: (socket: Socket, connection: number) => void = (socket) => socket.end(),
  port = 0,
): Promise<string> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write(bytes, () => after(socket, connection));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  test.onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The same as a source of a session. */
export async function remoteSource(test: Finishing, bytes: Uint8Array): Promise<RemoteRequest> {
  const path = await served(test, bytes);
  const address = { host: '127.0.0.1', port: Number(path.split(':').at(-1)) };
  return { kind: 'tcp', path, address, mayEnd: true };
}
