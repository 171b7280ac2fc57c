import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import { ANY_RELEASE } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { ClusterNodes } from '../../../src/cluster/nodes/cluster-nodes.ts';
import type { NodeReport } from '../../../src/cluster/nodes/node-model.ts';
import type { SeenBin } from '../../../src/cluster/seen-message.ts';
import { Silences } from '../../../src/cluster/silences/silences.ts';
import type { EndpointId, MessageId, SourceId } from '../../../src/ids.ts';
import { Transport } from '../../../src/reassembly/carried-message.ts';
import { contentOf } from '../../support/content-of.ts';
import { ToldEnds } from '../silences/told-ends.ts';
import { type WrittenContext, writtenContext } from '../written-context.ts';

/** One packet as a test writes it: from one node to the next, seconds, name and fields. */
export interface Packet {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly fields?: Fields;
  /** The originator where that is not the sender. */
  readonly source?: number;
  /** Of the trailer; without it the packet is one between neighbours. */
  readonly destination?: number;
  readonly destinationCluster?: number;
  /** 7 if not given. */
  readonly cluster?: number;
  readonly capability?: string;
  /** Its number; 0 if not given. */
  readonly command?: number;
  /** Observers with the seconds that their clocks show; one that shows `at` if not given. */
  readonly sights?: readonly (readonly [source: number, time: number])[];
  /** Times that it was sent again; none if not given. */
  readonly retransmissions?: number;
  readonly fromPort?: number;
  readonly toPort?: number;
}

export const CLUSTER = 7;

/** Nodes of cluster 7: node 3 is 192.0.2.3 and listens on port 5000. */
export class TestCluster {
  readonly context: WrittenContext;
  private readonly ends = new ToldEnds();
  readonly nodes: ClusterNodes;
  private next = 0;

  constructor(given: Partial<WrittenContext> = {}) {
    this.context = writtenContext(undefined, { silences: new Silences(this.ends), ...given });
    this.nodes = new ClusterNodes(this.context);
  }

  see(...packets: readonly Packet[]): this {
    for (const packet of packets) {
      const message = this.message(packet);
      this.context.coverage.push(message);
      this.context.restarts.push(message);
      this.context.silences.push(message);
      this.nodes.push(message);
    }
    return this;
  }

  /** What comes after the time of the reports. */
  foresee(...packets: readonly Packet[]): this {
    for (const packet of packets) this.context.silences.foresee(this.message(packet));
    return this;
  }

  /** The node is the first to end a connection. */
  end(node: number, at: number): this {
    this.ends.end(node, at);
    return this;
  }

  /** A new connection to the node is refused. */
  refuse(node: number, at: number): this {
    this.ends.refuse(node, at);
    return this;
  }

  report(node: number, at: number): NodeReport {
    const report = this.nodes.report(CLUSTER, node, at * 1e9);
    if (report === undefined) throw new Error(`node ${node} is not known`);
    return report;
  }

  /** `up`, `down` or `unknown`. */
  link(from: number, to: number, at: number): string {
    return this.report(from, at).links.find((link) => link.to === to)?.state ?? 'unknown';
  }

  /** Where it sends what is for the other one. */
  hop(from: number, to: number, at: number): number | 'none' | undefined {
    return this.report(from, at).links.find((link) => link.to === to)?.nextHop;
  }

  private endpoint(node: number, port: number): EndpointId {
    const { endpoints } = this.context;
    return endpoints.endpoint(endpoints.address(Uint8Array.from([192, 0, 2, node]), 0, 4), port);
  }

  message(packet: Packet): SeenBin {
    const { at, from, to, name, fields = {}, source = from, destination = 0, destinationCluster } = packet;
    const usual = destination > 0 ? 'usrloc-contact-repl' : 'clusterer-internal';
    const { capability = usual, command = 0, sights = [[0, at]], cluster = CLUSTER } = packet;
    const sent: BinPacket = {
      ...{ capability, command, name, version: 1, length: 0, status: 'decoded', layouts: [] },
      ...{ releases: ANY_RELEASE, cluster, source, destination, fields },
      ...(destinationCluster === undefined ? {} : { destinationCluster }),
    };
    return {
      id: this.next++ as MessageId,
      time: at * 1e9,
      sights: sights.map(([observer, time]) => ({
        source: observer as SourceId,
        frame: 1,
        time: Math.round(time * 1e9),
      })),
      sender: this.endpoint(from, packet.fromPort ?? 40_000 + from),
      receiver: this.endpoint(to, packet.toPort ?? 5000),
      transport: Transport.Tcp,
      retransmissions: packet.retransmissions ?? 0,
      protocol: 'bin',
      packet: sent,
      content: contentOf(sent, cluster, source),
      cluster,
      source,
      destination,
      sentBy: from,
      receivedBy: destinationCluster === undefined ? to : undefined,
    };
  }
}

export function ping(at: number, from: number, to: number, asks = 0): Packet {
  return { at, from, to, name: 'CLUSTERER_PING', fields: { request_node_list: asks } };
}

export function pong(at: number, from: number, to: number): Packet {
  return { at, from, to, name: 'CLUSTERER_PONG', fields: { nodes_count: 0, nodes: [] } };
}

/** Flooded: the originator is the first of the path, the sender its last. */
export function flooded(
  at: number,
  path: readonly number[],
  to: number,
  name: string,
  fields: Fields,
): Packet {
  const own = { ...fields, path_len: path.length, path: [...path] };
  return { at, from: path.at(-1) ?? 0, to, source: path[0] ?? 0, name, fields: own };
}

/** `state` as on the wire: 0 is up. */
export function linkUpdate(at: number, path: readonly number[], to: number, update: Fields): Packet {
  return flooded(at, path, to, 'CLUSTERER_LS_UPDATE', { timestamp: Math.floor(at), ...update });
}

export function topology(
  at: number,
  path: readonly number[],
  to: number,
  number: number,
  neighbours: Readonly<Record<number, readonly number[]>>,
): Packet {
  const source = path[0] ?? 0;
  const ids = [source, ...Object.keys(neighbours).map(Number)].filter(
    (id, place, all) => all.indexOf(id) === place,
  );
  const nodes = ids.map((id) => ({
    node_id: id,
    has_description: 0,
    neighbours: [...(neighbours[id] ?? [])],
  }));
  const counter = { seq_no: number, timestamp: Math.floor(at) };
  return flooded(at, path, to, 'CLUSTERER_FULL_TOP_UPDATE', { ...counter, nodes });
}

/** Without `counter` as before 3.1.7. */
export function capabilities(
  at: number,
  path: readonly number[],
  to: number,
  states: Readonly<Record<string, number>>,
  counter?: { readonly seq_no: number; readonly timestamp: number },
): Packet {
  const caps = Object.entries(states).map(([capability, state]) => ({ capability, state }));
  const nodes = [{ node_id: path[0] ?? 0, caps_count: caps.length, caps }];
  return flooded(at, path, to, 'CLUSTERER_CAP_UPDATE', { ...counter, nodes });
}

export function extra(
  at: number,
  from: number,
  to: number,
  name: string,
  fields: Fields,
  destination = to,
): Packet {
  return { at, from, to, destination, name, fields, capability: 'clusterer-extra' };
}
