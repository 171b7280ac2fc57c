import type { MessageId } from '../../ids.ts';

/** A node sends many more packets of a capability than ever before, without getting more SIP requests. */
export interface TrafficSurge {
  readonly cluster: number;
  readonly source: number;
  readonly capability: string;
  /** Number of packets in ten seconds, and the highest number in any ten seconds before. */
  readonly count: number;
  readonly before: number;
  /** The first of these packets. */
  readonly message: MessageId;
}

/** Nanoseconds over which packets are counted. */
const STRETCH = 10e9;
/** Number of intervals (two minutes) after which it is known what is usual. */
const USUAL = 12;
/** Fewer packets than this are no load, whatever there was before. */
const LEAST = 500;
/** A surge has at least so many times the packets of any interval before. */
const TIMES = 10;
/** If SIP requests rise by this factor, they explain more packets of anything. */
const SIP_TIMES = 3;
/** Intervals whose SIP requests are kept. Packets are judged when the next interval begins. */
const REMEMBERED = 64;
/** Most pairs of node and capability that are kept. */
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

/** Finds surges; takes messages in the order of time. */
export class TrafficSurges {
  private readonly flows = new Map<string, Flow>();
  private readonly requests = new Map<string, SipRate>();

  /** A packet that originates at the node. */
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

  /** The node received a SIP request. */
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

  /** The largest surge of each node and capability. */
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

/** Number of requests in each of the last intervals, and the highest number in any interval before it. */
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

  /** Did the requests rise in that interval? Also true if it is unknown how many are usual. */
  rose(stretch: number): boolean {
    if (this.begun < 0 || this.begun >= stretch || stretch <= this.latest - REMEMBERED) return true;
    if (stretch > this.latest) return false;
    const at = stretch % REMEMBERED;
    return (this.counts[at] as number) >= SIP_TIMES * Math.max(1, this.before[at] as number);
  }
}
