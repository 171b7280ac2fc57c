import type { Place } from './bin-socket.ts';
import { type ReceivedPacket, type SentPacket, SimulatedNode } from './simulated-node.ts';

export interface ClusterOptions {
  /** Of all nodes, as the specification names it: `3.4`. */
  readonly release: string;
  readonly nodes: number;
  readonly port: number;
  /** Addresses are `NETWORK.1`, `NETWORK.2`, ...; one within 127.0.0.0/8 needs no setting up. */
  readonly network: string;
}

/** Nodes that talk to each other on this host, and what they said. */
export class SimulatedCluster {
  readonly nodes: readonly SimulatedNode[];
  readonly sent: SentPacket[] = [];
  readonly received: ReceivedPacket[] = [];

  constructor({ release, nodes, port, network }: ClusterOptions) {
    const ids = Array.from({ length: nodes }, (_, at) => at + 1);
    const places = new Map(ids.map((id): [number, Place] => [id, { address: `${network}.${id}`, port }]));
    const around = {
      release,
      places,
      sent: (packet: SentPacket) => void this.sent.push(packet),
      received: (packet: ReceivedPacket) => void this.received.push(packet),
    };
    this.nodes = ids.map((id) => new SimulatedNode(id, around));
  }

  /** The first node is the seed. */
  async start(): Promise<void> {
    for (const node of this.nodes) await node.listen();
    for (const node of this.nodes) node.join(node.id === 1);
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
  }

  /** A node ends and begins anew: its memory is gone. */
  async restart(id: number): Promise<void> {
    await this.node(id).stop();
    await this.node(id).listen();
    this.node(id).join(false);
  }

  node(id: number): SimulatedNode {
    const node = this.nodes[id - 1];
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  /** Until all have what is true of them, at most so many milliseconds; throws with what they have. */
  async until(isTrue: () => boolean, milliseconds = 5000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!isTrue()) {
      if (Date.now() > end) {
        throw new Error(this.nodes.map((node) => `${node.id}: ${node.contacts.lines.join(', ')}`).join('\n'));
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
