import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { invitesAnswered } from '../analysis/answered-invites.ts';
import { registersAnswered } from '../analysis/answered-registers.ts';
import type { ObserverPlaces } from '../analysis/observer-places.ts';
import type { Session } from '../session.ts';

/** Replication of a flow that did not reach all nodes that should have it. */
export interface MissingCopies {
  /** `not sent`: no copy left for these nodes; `lost`: it left and did not arrive; `none`: it was sent to nobody. */
  readonly what: 'not sent' | 'lost' | 'none';
  readonly cluster: number;
  readonly from: number;
  readonly to: readonly number[];
  /**
   * `not sent`: a copy for another node; `lost`: the copy that was lost; `none`: the answer that should have
   * been replicated.
   */
  readonly message: MessageId;
}

/** Packets that a node broadcasts: one copy for every node that it can reach (spec bin-core 8). */
const TOLD_TO_ALL: ReadonlySet<string> = new Set([CapabilityName.Contacts, CapabilityName.Dialogs]);

/** Flows with more packets than this are not judged. */
const MOST_LOOKED_AT = 512;
/** Copies of one packet are sent one after the other, and each may wait for its connection. */
const TOGETHER = 2e9;
/** If no copy has come by then, and everything around that time was captured, none was sent. */
const LATE = 5e9;
/** Clocks of hosts are aligned to about this precision. */
const NEAR = 0.1e9;

/** Copies of one packet. */
interface Broadcast {
  readonly first: MessageId;
  readonly time: number;
  readonly cluster: number;
  readonly source: number;
  readonly capability: string;
  /** By final destination, the first copy for it. */
  readonly copies: Map<number, MessageId>;
}

/**
 * Finds replication that was sent to some nodes and not to others, that was lost on its way, or that never
 * took place. Nothing is said of a node that could not be reached, or if a part of the traffic that might
 * have been the missing packet was not captured: "not captured" is never "not sent".
 */
export class FlowReplication {
  private readonly session: Session;
  private readonly analysis: Analysis;
  private readonly places: ObserverPlaces;
  /** By cluster, source and capability. */
  private readonly receivers = new Map<string, readonly number[]>();

  constructor(session: Session, analysis: Analysis, places: ObserverPlaces) {
    this.session = session;
    this.analysis = analysis;
    this.places = places;
  }

  of(flow: Flow): readonly MissingCopies[] {
    const found: MissingCopies[] = [];
    for (const broadcast of this.broadcasts(flow)) {
      const notSent = this.expected(broadcast).filter(
        (node) => !broadcast.copies.has(node) && this.wouldBeSeen(broadcast, node),
      );
      if (notSent.length > 0) found.push(missing('not sent', broadcast, notSent, broadcast.first));
      // A loss takes two observers: one that saw the packet leave, and one that did not see it arrive.
      if (this.session.sources.length < 2) continue;
      for (const [node, copy] of broadcast.copies) {
        if (this.isLost(broadcast, node, copy)) found.push(missing('lost', broadcast, [node], copy));
      }
    }
    if (flow.kind === 'registration') found.push(...this.untold(flow));
    if (flow.kind === 'call') found.push(...this.untoldDialogs(flow));
    return found;
  }

  /**
   * Groups the packets by event. If the same packet is sent to the same node again, that is a new event, unless it
   * was forwarded.
   */
  private broadcasts(flow: Flow): readonly Broadcast[] {
    const { session } = this;
    const { index, kinds, routes } = session.tables;
    const { replication } = flow;
    const all: Broadcast[] = [];
    const latest = new Map<number, Broadcast>();
    for (let at = 0; at < Math.min(replication.length, MOST_LOOKED_AT); at++) {
      const id = replication.at(at);
      const kind = kinds.get(index.kind(id));
      if (kind.protocol !== 'bin' || !TOLD_TO_ALL.has(kind.capability)) continue;
      const route = index.route(id);
      const [cluster, source] = [routes.cluster(route), routes.source(route)];
      const destination = routes.destination(route);
      if (cluster <= 0 || source <= 0 || destination <= 0) continue;
      const time = session.timeOf(id);
      const content = index.content(id);
      let one = latest.get(content);
      if (one === undefined || (one.copies.has(destination) && time - one.time > TOGETHER)) {
        one = { first: id, time, cluster, source, capability: kind.capability, copies: new Map() };
        latest.set(content, one);
        all.push(one);
      }
      if (!one.copies.has(destination)) one.copies.set(destination, id);
    }
    // If messages were forgotten, the first copies of a broadcast may be among them, so early broadcasts are
    // not judged.
    const begin = session.hasForgotten ? session.timeOf(index.first) + LATE : Number.NEGATIVE_INFINITY;
    return replication.length > MOST_LOOKED_AT ? [] : all.filter(({ time }) => time >= begin);
  }

  /** The nodes that share what the packet is about, and so should get a copy. */
  private expected({
    cluster,
    source,
    capability,
  }: Pick<Broadcast, 'cluster' | 'source' | 'capability'>): readonly number[] {
    const key = `${cluster} ${source} ${capability}`;
    const known = this.receivers.get(key);
    if (known !== undefined) return known;
    const { contacts, dialogs, coverage } = this.analysis;
    const isContact = capability === CapabilityName.Contacts;
    const { holders } = isContact ? contacts : dialogs;
    const expected = coverage
      .nodes(cluster)
      .filter(
        (node) =>
          node !== source &&
          holders.has(cluster, node) === true &&
          (!isContact || contacts.sharing.mayShare(cluster, source, node)),
      );
    this.receivers.set(key, expected);
    return expected;
  }

  /** Was the link up at about that time, and would a packet on it have been captured? */
  private wouldBeSeen({ cluster, source, time }: Broadcast, node: number): boolean {
    return this.wouldBeSeenWithin(cluster, source, node, time - TOGETHER, time + TOGETHER);
  }

  private wouldBeSeenWithin(
    cluster: number,
    source: number,
    node: number,
    from: number,
    to: number,
  ): boolean {
    const { timeline, context } = this.analysis;
    if (!timeline.wasUp(cluster, source, node, from, to)) return false;
    return context.lapses.sawAll(cluster, source, node, from, to);
  }

  /**
   * Was the copy captured when it left its host, and not when it should have arrived, by an observer who
   * missed nothing there?
   */
  private isLost({ cluster, source, time }: Broadcast, node: number, copy: MessageId): boolean {
    const { session, places } = this;
    const { index, endpoints, nodes } = session.tables;
    const receiver = index.receiver(copy);
    const isThere = nodes.nodeIn(cluster, endpoints.addressOf(receiver)) === node;
    const isFirst = nodes.nodeIn(cluster, endpoints.addressOf(index.sender(copy))) === source;
    if (!isThere || !isFirst) return false;
    const passage = places.passage(copy);
    if (passage.left === undefined || passage.arrived !== undefined) return false;
    const { timeline, context } = this.analysis;
    if (!timeline.wasUp(cluster, source, node, time - NEAR, time + LATE)) return false;
    if (!timeline.wasUp(cluster, node, source, time - NEAR, time + LATE)) return false;
    return places
      .observersAt(receiver)
      .some((observer) => context.lapses.sawAll(cluster, source, node, time - NEAR, time + LATE, observer));
  }

  /** REGISTERs that brought a contact to a node, of which the node told no other node. */
  private untold(flow: Flow): readonly MissingCopies[] {
    const { sharing, holders } = this.analysis.contacts;
    const found: MissingCopies[] = [];
    for (const { cluster, node, from, to, requests, answer, brings } of registersAnswered(
      this.session,
      flow,
    )) {
      if (!sharing.tells(cluster, node) || holders.has(cluster, node) !== true) continue;
      const [since, until] = [from - NEAR, to + TOGETHER];
      if (this.toldBetween(flow, cluster, node, since, until)) continue;
      if (this.toldBecauseOf(flow, cluster, node, requests)) continue;
      const place = { cluster, source: node, capability: CapabilityName.Contacts };
      // Reading the REGISTER costs most, so it comes last.
      found.push(...this.toldNobody(place, since, until, answer, brings));
    }
    return found;
  }

  /** Dialogs that a node confirmed, and of which it told nobody, then or later (spec bin-capabilities 5.1). */
  private untoldDialogs(flow: Flow): readonly MissingCopies[] {
    const { holders } = this.analysis.dialogs;
    const found: MissingCopies[] = [];
    for (const { cluster, node, from, to, answer, keepsDialog } of invitesAnswered(this.session, flow)) {
      if (holders.has(cluster, node) !== true) continue;
      const [since, until] = [from - NEAR, to + TOGETHER];
      if (this.toldBetween(flow, cluster, node, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) continue;
      const place = { cluster, source: node, capability: CapabilityName.Dialogs };
      found.push(...this.toldNobody(place, since, until, answer, keepsDialog));
    }
    return found;
  }

  /** None, where some packet may have been sent and was not captured, or nothing was to be told. */
  private toldNobody(
    place: Pick<Broadcast, 'cluster' | 'source' | 'capability'>,
    since: number,
    until: number,
    message: MessageId,
    isToBeTold: () => boolean,
  ): readonly MissingCopies[] {
    const { cluster, source } = place;
    const expected = this.expected(place);
    const certain = expected.filter((node) => this.wouldBeSeenWithin(cluster, source, node, since, until));
    if (certain.length === 0 || !isToBeTold()) return [];
    const what = certain.length === expected.length ? 'none' : 'not sent';
    return [{ what, cluster, from: source, to: certain, message }];
  }

  /** What a node tells while it is cut off is seen when it is reached again. */
  private toldBecauseOf(flow: Flow, cluster: number, node: number, requests: readonly MessageId[]): boolean {
    const { index, routes } = this.session.tables;
    for (const { packet, cause } of flow.packetCauses()) {
      const route = index.route(packet);
      const isItsOwn = routes.cluster(route) === cluster && routes.source(route) === node;
      if (isItsOwn && requests.includes(cause)) return true;
    }
    return false;
  }

  private toldBetween(flow: Flow, cluster: number, node: number, from: number, to: number): boolean {
    const { session } = this;
    const { index, routes } = session.tables;
    for (const id of flow.replication) {
      const route = index.route(id);
      if (routes.cluster(route) !== cluster || routes.source(route) !== node) continue;
      const time = session.timeOf(id);
      if (time >= from && time <= to) return true;
    }
    return false;
  }
}

function missing(
  what: MissingCopies['what'],
  { cluster, source }: Broadcast,
  to: readonly number[],
  message: MessageId,
): MissingCopies {
  return { what, cluster, from: source, to, message };
}
