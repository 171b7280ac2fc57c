import type { Fields } from '../../../decoders/fields/decode.ts';
import { NODE_COUNT, nodeEndpoint } from '../population.ts';
import { ephemeralPort } from '../wire/packet-writer.ts';
import { TcpConnection } from '../wire/tcp-connection.ts';
import type { TcpLine } from '../wire/tcp-line.ts';
import { type PacketLayout, ReleaseLayouts, redirected } from './release-layouts.ts';

const BIN_PORT = 5555;
/** Between the copies of a broadcast. */
const NEXT_COPY = 20;
/** How often the way between two nodes is congested for a while. */
const BETWEEN_CONGESTIONS = 2_000_000;
const BETWEEN_RECONNECTS = 400_000_000;

/** Nodes by number, counted from 0; their ids on the wire count from 1. */
export const NODES: readonly number[] = Array.from({ length: NODE_COUNT }, (_, node) => node);

export function othersThan(node: number): readonly number[] {
  return NODES.filter((other) => other !== node);
}

/**
 * The nodes of the cluster and their connections: one for each direction of each pair (spec bin-core 11),
 * opened by the sender from a port of its own.
 */
export class Cluster {
  readonly layouts: ReleaseLayouts;
  private readonly line: TcpLine;
  /** By sender and receiver. */
  private readonly connections = new Map<number, TcpConnection>();

  constructor(line: TcpLine, release: string) {
    this.line = line;
    this.layouts = new ReleaseLayouts(release);
  }

  start(now: number): void {
    for (const from of NODES) for (const to of othersThan(from)) this.connect(now, from, to);
    this.line.queue.after(this.line.random.exponential(BETWEEN_CONGESTIONS), { run: () => this.congest() });
    this.line.queue.after(this.line.random.exponential(BETWEEN_RECONNECTS), { run: () => this.reconnect() });
  }

  send(now: number, from: number, to: number, layout: PacketLayout, fields: Fields): void {
    this.sendBytes(now, from, to, layout.name, layout.encode(fields, from + 1, to + 1));
  }

  sendBytes(now: number, from: number, to: number, name: string, bytes: Uint8Array): void {
    this.line.truth.bin(name, bytes.length);
    this.connectionOf(from, to).write(now, bytes);
  }

  /** One copy for each of the other nodes. */
  broadcast(now: number, from: number, layout: PacketLayout, fields: Fields): void {
    const bytes = layout.encode(fields, from + 1);
    let copies = 0;
    for (const to of NODES) {
      if (to === from) continue;
      this.sendBytes(now + NEXT_COPY * copies++, from, to, layout.name, redirected(bytes, to + 1));
    }
  }

  drain(now: number): void {
    for (const connection of this.connections.values()) connection.drain(now);
  }

  private connectionOf(from: number, to: number): TcpConnection {
    return this.connections.get(from * NODE_COUNT + to) as TcpConnection;
  }

  private connect(now: number, from: number, to: number): void {
    const { random } = this.line;
    const opener = { address: nodeEndpoint(from).address, port: ephemeralPort(random.u32()) };
    const listener = { address: nodeEndpoint(to).address, port: BIN_PORT };
    const connection = new TcpConnection(this.line, opener, listener, random.chance(0.25));
    connection.open(now);
    this.connections.set(from * NODE_COUNT + to, connection);
  }

  /** Every now and then a way is slow: packets then share segments. */
  private congest(): void {
    const { queue, random } = this.line;
    const [from, to] = this.anyPair();
    this.connectionOf(from, to).congest(
      queue.now,
      500_000 + random.below(2_000_000),
      20_000 + random.below(60_000),
    );
    queue.after(random.exponential(BETWEEN_CONGESTIONS), { run: () => this.congest() });
  }

  private reconnect(): void {
    const { queue, random } = this.line;
    const [from, to] = this.anyPair();
    this.connectionOf(from, to).close(queue.now);
    this.connect(queue.now, from, to);
    queue.after(random.exponential(BETWEEN_RECONNECTS), { run: () => this.reconnect() });
  }

  private anyPair(): readonly [from: number, to: number] {
    const { random } = this.line;
    const from = random.below(NODE_COUNT);
    return [from, (from + 1 + random.below(NODE_COUNT - 1)) % NODE_COUNT];
  }
}
