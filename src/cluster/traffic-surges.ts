import type { MessageId } from '../ids.ts';

/** Much more of a capability than ever before, of one node, with no more SIP there. */
export interface TrafficSurge {
  readonly cluster: number;
  readonly source: number;
  readonly capability: string;
  /** Packets within ten seconds, and the most of them in any ten seconds before. */
  readonly count: number;
  readonly before: number;
  /** The first of them. */
  readonly message: MessageId;
}

/** Nanoseconds that are counted together. */
const STRETCH = 10e9;
/** Of these, how many there have to be before it is known what is usual: two minutes. */
const USUAL = 12;
/** Fewer are no load, however many times more they are. */
const LEAST = 500;
const TIMES = 10;
/** As many times more SIP explain more of anything. */
const SIP_TIMES = 3;
/** Stretches of SIP that are remembered; those of packets are judged when the next one begins. */
const REMEMBERED = 64;
/** Nodes and capabilities that are told apart. */
const MOST = 4096;

interface Flow {
  readonly cluster: number;
  readonly source: number;
  readonly capability: string;
  readonly begun: number;
  stretch: number;
  count: number;
  first: MessageId;
  most: number;
  surge: TrafficSurge | undefined;
}

/** Messages in the order of time. */
export class TrafficSurges {
  private readonly flows = new Map<string, Flow>();
  private readonly requests = new Map<string, SipRate>();

  /** A packet of the node itself. */
  packet(cluster: number, source: number, capability: string, time: number, message: MessageId): void {
    const stretch = Math.floor(time / STRETCH);
    const key = `${cluster} ${source} ${capability}`;
    let flow = this.flows.get(key);
    if (flow === undefined) {
      if (this.flows.size >= MOST) return;
      const begin = { cluster, source, capability, begun: stretch, stretch, count: 0, first: message };
      flow = { ...begin, most: 0, surge: undefined };
      this.flows.set(key, flow);
    }
    if (stretch > flow.stretch) {
      this.close(flow);
      flow.stretch = stretch;
      flow.count = 0;
      flow.first = message;
    }
    flow.count++;
  }

  /** A SIP request came to the node. */
  request(cluster: number, node: number, time: number): void {
    const key = `${cluster} ${node}`;
    let rate = this.requests.get(key);
    if (rate === undefined) {
      if (this.requests.size >= MOST) return;
      rate = new SipRate();
      this.requests.set(key, rate);
    }
    rate.add(Math.floor(time / STRETCH));
  }

  /** The largest one of each node and capability. */
  all(): readonly TrafficSurge[] {
    for (const flow of this.flows.values()) this.close(flow);
    return [...this.flows.values()].flatMap(({ surge }) => surge ?? []);
  }

  private close(flow: Flow): void {
    const { cluster, source, capability, begun, stretch, count, first, most, surge } = flow;
    const isMore = stretch - begun >= USUAL && count >= Math.max(LEAST, TIMES * most);
    const sip = this.requests.get(`${cluster} ${source}`);
    if (isMore && sip !== undefined && !sip.rose(stretch) && count > (surge?.count ?? 0)) {
      flow.surge = { cluster, source, capability, count, before: most, message: first };
    }
    flow.most = Math.max(most, count);
  }
}

/** Requests in each of the last stretches, and the most there ever were before it. */
class SipRate {
  private readonly counts = new Uint32Array(REMEMBERED);
  private readonly before = new Uint32Array(REMEMBERED);
  private begun = -1;
  private latest = -1;
  private most = 0;

  add(stretch: number): void {
    if (this.latest < 0) this.begun = stretch;
    if (stretch > this.latest) {
      const skipped = Math.min(REMEMBERED, stretch - this.latest);
      if (this.latest >= 0) this.most = Math.max(this.most, this.counts[this.latest % REMEMBERED] as number);
      for (let one = stretch - skipped + 1; one <= stretch; one++) {
        this.counts[one % REMEMBERED] = 0;
        this.before[one % REMEMBERED] = this.most;
      }
      this.latest = stretch;
    }
    const at = stretch % REMEMBERED;
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Also where nobody knows how many are usual. */
  rose(stretch: number): boolean {
    if (this.begun < 0 || this.begun >= stretch || stretch <= this.latest - REMEMBERED) return true;
    if (stretch > this.latest) return false;
    const at = stretch % REMEMBERED;
    return (this.counts[at] as number) >= SIP_TIMES * Math.max(1, this.before[at] as number);
  }
}
