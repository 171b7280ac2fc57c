import type { Fields } from '../../../decoders/fields/decode.ts';
import { unixTime, type World } from '../world.ts';
import { type Cluster, NODES, othersThan } from './cluster.ts';
import { sharingTag } from './dialog-fields.ts';
import { CLUSTER } from './release-layouts.ts';

/** Every 5 s with the default parameters (spec bin-core 10.2). */
const PING_INTERVAL = 5_000_000;
const BETWEEN_FLAPS = 120_000_000;
const OUTAGE = 3_000_000;
const INTERNAL = 'clusterer-internal';
const CAPABILITIES = [
  'dialog-dlg-repl',
  'dialog-prof-repl',
  'ratelimit-pipe-repl',
  'usrloc-contact-repl',
] as const;
const LinkState = { Up: 0, Down: 1 } as const;

/** What the clusterer modules say among themselves: pings, links, topology, capabilities. */
export class Internals {
  private readonly world: World;
  private readonly cluster: Cluster;
  private readonly linkNumbers = NODES.map(() => 0);
  private readonly topologyNumbers = NODES.map(() => 0);
  private readonly capabilityNumbers = NODES.map(() => 0);

  constructor(world: World, cluster: Cluster) {
    this.world = world;
    this.cluster = cluster;
  }

  start(): void {
    const { queue, random } = this.world;
    for (const from of NODES) {
      for (const to of othersThan(from)) {
        queue.callAfter(5000 + random.below(400_000), (now) => this.comeUp(now, from, to));
        queue.callAfter(random.below(PING_INTERVAL), (now) => this.keepPinging(now, from, to));
      }
      queue.callAfter(900_000 + random.below(100_000), (now) => this.activate(now, from));
    }
    queue.callAfter(random.exponential(BETWEEN_FLAPS), (now) => this.flap(now));
  }

  /** A node says how it stands with a capability; the others pass it on. */
  announce(now: number, node: number, capability: string, state: number): void {
    const record = { node_id: node + 1, caps_count: 1, caps: [{ capability, state }] };
    for (const to of othersThan(node)) this.flood(now, node, to, this.capabilityUpdate(now, node, record, 0));
    this.capabilityNumbers[node] = (this.capabilityNumbers[node] ?? 0) + 1;
  }

  /** The tag of which the node takes care (spec bin-core 7.4); not in 2.4. */
  private activate(now: number, node: number): void {
    const layout = this.cluster.layouts.find('clusterer-extra', 'CLUSTERER_SHTAG_ACTIVE');
    if (layout !== undefined) this.cluster.broadcast(now, node, layout, { tag: sharingTag(node) });
  }

  private keepPinging(now: number, from: number, to: number): void {
    this.ping(now, from, to, 0);
    this.world.queue.at(now + PING_INTERVAL, { run: (later) => this.keepPinging(later, from, to) });
  }

  /** The answer comes over the connection of the node that answers. */
  private ping(now: number, from: number, to: number, wantsList: number): void {
    this.internal(now, from, to, 'CLUSTERER_PING', { request_node_list: wantsList });
    this.world.queue.callAfter(300 + this.world.random.exponential(500), (answered) => {
      const known = wantsList === 0 ? [] : othersThan(to).filter((node) => node !== from);
      const nodes = known.map((node) => node + 1);
      this.internal(answered, to, from, 'CLUSTERER_PONG', { nodes_count: nodes.length, nodes });
    });
  }

  /** A link has come up: the others hear of it, the other end gets the whole view. */
  private comeUp(now: number, from: number, to: number): void {
    this.ping(now, from, to, 1);
    this.world.queue.callAfter(3000, (up) => {
      this.linkChanged(up, from, to, LinkState.Up);
      this.flood(up + 100, from, to, this.topology(up, from));
      const caps = CAPABILITIES.map((capability) => ({ capability, state: 1 }));
      const record = { node_id: from + 1, caps_count: caps.length, caps };
      this.flood(up + 200, from, to, this.capabilityUpdate(up, from, record, 1));
      this.capabilityNumbers[from] = (this.capabilityNumbers[from] ?? 0) + 1;
    });
  }

  private flap(now: number): void {
    const { queue, random } = this.world;
    const from = random.below(NODES.length);
    const to = (from + 1 + random.below(NODES.length - 1)) % NODES.length;
    this.linkChanged(now, from, to, LinkState.Down);
    queue.callAfter(OUTAGE, (later) => this.comeUp(later, from, to));
    queue.callAfter(random.exponential(BETWEEN_FLAPS), (later) => this.flap(later));
  }

  private linkChanged(now: number, from: number, to: number, state: number): void {
    const seq_no = this.linkNumbers[from] ?? 0;
    this.linkNumbers[from] = seq_no + 1;
    const fields = { seq_no, timestamp: unixTime(now), neighbour: to + 1, link_state: state };
    for (const other of othersThan(from)) {
      if (other !== to) this.flood(now, from, other, { name: 'CLUSTERER_LS_UPDATE', fields });
    }
  }

  private topology(now: number, from: number): Update {
    const seq_no = this.topologyNumbers[from] ?? 0;
    this.topologyNumbers[from] = seq_no + 1;
    const nodes = [from, ...othersThan(from)].map((node) => {
      const neighbours = othersThan(node).map((other) => other + 1);
      return {
        node_id: node + 1,
        has_description: 0,
        ls_seq_no: (this.linkNumbers[node] ?? 0) - 1,
        ls_timestamp: node === from ? 0 : unixTime(now) - 60,
        neighbours_count: neighbours.length,
        neighbours,
      };
    });
    const fields = { seq_no, timestamp: unixTime(now), nodes_count: nodes.length, nodes };
    return { name: 'CLUSTERER_FULL_TOP_UPDATE', fields };
  }

  private capabilityUpdate(now: number, from: number, record: Fields, wantsReply: number): Update {
    const seq_no = this.capabilityNumbers[from] ?? 0;
    const fields = {
      seq_no,
      timestamp: unixTime(now),
      nodes_count: 1,
      nodes: [record],
      require_reply: wantsReply,
    };
    return { name: 'CLUSTERER_CAP_UPDATE', fields };
  }

  /** The receiver passes it on to everybody who has not had this copy (spec bin-core 10.3). */
  private flood(now: number, from: number, to: number, { name, fields }: Update): void {
    const own = from + 1;
    this.internal(now, from, to, name, { ...fields, path_len: 1, path: [own] });
    this.world.queue.callAfter(400 + this.world.random.exponential(300), (later) => {
      const passedOn = 'require_reply' in fields ? { ...fields, require_reply: 0 } : fields;
      const routed = { ...passedOn, source_node: own, path_len: 2, path: [own, to + 1] };
      for (const next of othersThan(to)) if (next !== from) this.internal(later, to, next, name, routed);
    });
  }

  private internal(now: number, from: number, to: number, name: string, fields: Fields): void {
    const layout = this.cluster.layouts.packet(INTERNAL, name);
    this.cluster.send(now, from, to, layout, { cluster_id: CLUSTER, source_node: from + 1, ...fields });
  }
}

interface Update {
  readonly name: string;
  readonly fields: Fields;
}
