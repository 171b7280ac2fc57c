import type { Fields } from '../../../../decoders/fields/decode.ts';
import { groupsOf, numberOf, numbersOf } from '../../field-values.ts';
import type { SeenBin } from '../../seen-message.ts';
import type { UpdateCounters } from '../update-counter.ts';
import type { LinkClaim, LinkState, LinkTable } from './link-table.ts';

/** What packets show about the links between nodes (spec bin-core 6, 10.1, 12). */
export class LinkEvidence {
  private readonly links: LinkTable;
  private readonly counters: UpdateCounters;
  /** By node: the number of the latest update of its links that is known, and the time in seconds by its clock. */
  private readonly numbers = new Map<number, { readonly number: number; readonly stated: number }>();

  constructor(links: LinkTable, counters: UpdateCounters) {
    this.links = links;
    this.counters = counters;
  }

  push(message: SeenBin): void {
    const { packet } = message;
    switch (packet.name) {
      case 'CLUSTERER_PING':
        this.ping(message);
        break;
      case 'CLUSTERER_PONG':
        this.pong(message);
        break;
      case 'CLUSTERER_NODE_DESCRIPTION':
        this.carried(message, 1);
        break;
      case 'CLUSTERER_UNKNOWN_ID':
        this.unknown(message);
        break;
      case 'CLUSTERER_LS_UPDATE':
        this.carried(message, 0);
        this.linkUpdate(message);
        break;
      case 'CLUSTERER_FULL_TOP_UPDATE':
        this.carried(message, 0);
        this.topology(message);
        break;
      case 'CLUSTERER_CAP_UPDATE':
        if (!isReply(message)) this.carried(message, 0);
        break;
      default:
        this.routed(message);
    }
  }

  /** A periodic ping is sent on a link that is up; any other ping asks whether it is. */
  private ping(message: SeenBin): void {
    const asks = numberOf(message.packet.fields, 'request_node_list');
    const { source, receivedBy } = message;
    if (asks === undefined || receivedBy === undefined || source <= 0) return;
    this.links.claim(claimOf(message, source, receivedBy, asks === 0 ? 'up' : 'down'));
    this.links.pinged(source, receivedBy, message.time);
  }

  /** Pings are answered whatever the node thinks of the link, but who pings knows then that packets go both ways. */
  private pong({ source, receivedBy, time }: SeenBin): void {
    if (receivedBy !== undefined && source > 0) this.links.answered(receivedBy, source, time);
  }

  /** A node has no link to a node that it does not know. */
  private unknown(message: SeenBin): void {
    const { source, receivedBy } = message;
    if (receivedBy === undefined || source <= 0) return;
    this.links.claim(claimOf(message, source, receivedBy, 'down'));
  }

  /**
   * Updates only go to neighbours, so each step of the path was a link that was up when the packet passed.
   * For copies that were long on their way, only the last step is about the present.
   */
  private carried(message: SeenBin, firstStep: number): void {
    const path = numbersOf(message.packet.fields, 'path');
    const { receivedBy } = message;
    if (receivedBy === undefined || path.length <= firstStep) return;
    const from = path.at(-1);
    if (from === undefined || this.isOvertaken(message, from, receivedBy)) return;
    this.links.claim(claimOf(message, from, receivedBy, 'up'));
  }

  /**
   * The link may be lost again while one process of the node still tells its other end what it tells when a link comes
   * up: the topology does not contain the link then, and what goes with it follows at once.
   */
  private isOvertaken(message: SeenBin, from: number, to: number): boolean {
    const { packet, source, time } = message;
    const link = this.links.get(from, to);
    if (link === undefined || link.state === 'up') return false;
    if (packet.name !== 'CLUSTERER_FULL_TOP_UPDATE' || from !== source)
      return link.denied !== undefined && time - link.denied <= ON_ITS_WAY;
    if (link.denied !== undefined && this.isOutdated(message)) return true;
    const [own] = groupsOf(packet.fields, 'nodes');
    return own !== undefined && !numbersOf(own, 'neighbours').includes(to);
  }

  /**
   * A packet with a trailer is sent over a link that is up, to the destination or to the next hop; to the
   * latter only if the link to the destination is not up (spec bin-core 10.4). A packet that waited in a
   * connection may be older.
   */
  private routed(message: SeenBin): void {
    const { sentBy, receivedBy, destination, time } = message;
    if (sentBy === undefined || receivedBy === undefined || destination <= 0) return;
    if (this.isOvertaken(message, sentBy, receivedBy)) return;
    this.links.claim(claimOf(message, sentBy, receivedBy, 'up'));
    if (receivedBy === destination || sentBy === destination) return;
    const link = this.links.get(sentBy, destination);
    if (link?.state === 'up' && time - link.seen <= RACE) return;
    this.links.claim(claimOf(message, sentBy, destination, 'down'));
  }

  private linkUpdate(message: SeenBin): void {
    const { fields } = message.packet;
    const to = numberOf(fields, 'neighbour');
    const state = numberOf(fields, 'link_state');
    const stated = this.news(message, 'links');
    if (stated === undefined || to === undefined || state === undefined) return;
    this.numbered(message.source, numberOf(fields, 'seq_no'), stated);
    this.links.claim(claimOf(message, message.source, to, state === 0 ? 'up' : 'down', stated));
  }

  /** The first record is about the originator itself; the others are what it has heard of other nodes. */
  private topology(message: SeenBin): void {
    const stated = this.news(message, 'topology');
    if (stated === undefined) return;
    const records = groupsOf(message.packet.fields, 'nodes');
    const known = records.flatMap((record) => numberOf(record, 'node_id') ?? []);
    for (const record of records) {
      const from = numberOf(record, 'node_id');
      if (from === undefined) continue;
      if (from === message.source) {
        this.ownLinks(message, record, known, stated);
        if (!this.isOutdated(message)) this.numbered(from, numberOf(record, 'ls_seq_no'), stated);
      } else this.heardLinks(message, from, record);
    }
  }

  private ownLinks(message: SeenBin, record: Fields, known: readonly number[], stated: number): void {
    const { source } = message;
    const neighbours = new Set(numbersOf(record, 'neighbours'));
    const isOutdated = this.isOutdated(message);
    const others = new Set([...known, ...this.links.of(source).map(({ to }) => to), ...neighbours]);
    for (const to of others) {
      const claim = claimOf(message, source, to, neighbours.has(to) ? 'up' : 'down', stated);
      const link = this.links.get(source, to);
      if (isOutdated && link !== undefined && !link.hearsay) continue;
      if (claim.state === 'up' || this.outlasts(claim)) this.links.claim(claim);
    }
  }

  /**
   * Was a topology made before an update that is known? It says how many updates there had been; one process of a node
   * may send it while another already tells of the next change.
   */
  private isOutdated({ packet: { fields }, source }: SeenBin): boolean {
    const latest = this.numbers.get(source);
    const number = numberOf(groupsOf(fields, 'nodes')[0] ?? {}, 'ls_seq_no');
    const stated = numberOf(fields, 'timestamp');
    if (latest === undefined || number === undefined || stated === undefined) return false;
    return number < latest.number && stated <= latest.stated;
  }

  /**
   * One process of a node may still be building its list while another finds a link up: a missing neighbour
   * only counts if the link was not up a moment before.
   */
  private outlasts({ from, to, time, stated }: LinkClaim): boolean {
    const link = this.links.get(from, to);
    if (link === undefined || link.hearsay || link.state === 'down') return true;
    return time - link.seen > RACE && stated - link.stated > RACE / 1e9;
  }

  /** Of an update that was captured nowhere, another node may tell: its number is higher than that of all others. */
  private heardLinks(message: SeenBin, from: number, record: Fields): void {
    const number = numberOf(record, 'ls_seq_no');
    const known = this.numbers.get(from);
    const isNews = number !== undefined && known !== undefined && number > known.number;
    if (isNews) this.numbered(from, number, known.stated);
    for (const to of numbersOf(record, 'neighbours')) {
      this.links.hear(claimOf(message, from, to, 'up'), isNews);
    }
  }

  private numbered(node: number, number: number | undefined, stated: number): void {
    if (number === undefined) return;
    if (this.numbers.size < MOST_NUMBERED || this.numbers.has(node))
      this.numbers.set(node, { number, stated });
  }

  /** The time by the originator's clock, if this is the first copy of its latest update. */
  private news({ packet, source }: SeenBin, kind: string): number | undefined {
    const number = numberOf(packet.fields, 'seq_no');
    const timestamp = numberOf(packet.fields, 'timestamp');
    if (number === undefined || timestamp === undefined) return undefined;
    const setBack = this.counters.accept(source, kind, number, timestamp);
    if (setBack === undefined) return undefined;
    if (setBack > 0) this.links.setBack(source, timestamp);
    return timestamp;
  }
}

/**
 * Who asks for all capabilities gets them, whatever the other one thinks of the link. A capability that changes is told
 * to neighbours alone (spec bin-core 6.7).
 */
function isReply({ packet: { fields } }: SeenBin): boolean {
  if (numberOf(fields, 'require_reply') !== 0 || numbersOf(fields, 'path').length > 1) return false;
  const records = groupsOf(fields, 'nodes');
  return records.length > 1 || groupsOf(records[0] ?? {}, 'caps').length > 1;
}

/** Most nodes of which a number is kept; ids come from the wire. */
const MOST_NUMBERED = 4096;
/** Nanoseconds for which a packet may be on its way that was sent before what was announced. */
const ON_ITS_WAY = 50e6;
/** Nanoseconds for which processes of one node may contradict each other. */
const RACE = 2e9;

/** `stated` is 0 for a claim about the present. */
function claimOf({ time, id }: SeenBin, from: number, to: number, state: LinkState, stated = 0): LinkClaim {
  return { from, to, state, time, message: id, stated };
}
