import type { EndpointId, MessageId } from '../../../ids.ts';
import type { EndpointTable } from '../../../tables/endpoints.ts';
import type { SeenBin } from '../../seen-message.ts';

/** The pings of a node to one address since the last PONG; or all, if there never was one. */
export interface PingedPlace {
  readonly node: number;
  /** `192.0.2.1:5555` */
  readonly place: string;
  /** The node at that address, if known. */
  to: number | undefined;
  pings: number;
  first: number;
  last: number;
  /** Was there ever a PONG? */
  answered: boolean;
  /** Number of answers that the node is unknown there. */
  unknown: number;
  /** The first of the pings, and of these answers. */
  messages: MessageId[];
}

/** Most addresses; a cluster has a few per node, hostile traffic any number. */
const MOST_PLACES = 4096;
const MOST_MESSAGES = 100;

/**
 * The answers to pings, by the address that was pinged: a node that never answers has told nobody which one
 * it is.
 */
export class PingAnswers {
  private readonly places = new Map<string, PingedPlace>();
  /** Nodes that have received PONGs, and addresses that have sent some. */
  private readonly getting = new Set<number>();
  private readonly answering = new Set<string>();
  private readonly endpoints: EndpointTable;

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  push(message: SeenBin): void {
    const { packet, source, sentBy, receivedBy, sender } = message;
    const { name } = packet;
    if (name === 'CLUSTERER_PING' && (sentBy ?? source) === source) this.asked(message);
    if (receivedBy === undefined || (name !== 'CLUSTERER_PONG' && name !== 'CLUSTERER_UNKNOWN_ID')) return;
    if (name === 'CLUSTERER_PONG') this.ponged(receivedBy, sender);
    const place = this.places.get(this.key(receivedBy, sender));
    if (place === undefined) return;
    place.to ??= sentBy;
    if (name === 'CLUSTERER_PONG') answered(place);
    else {
      place.unknown++;
      note(place, message.id);
    }
  }

  all(): Iterable<PingedPlace> {
    return this.places.values();
  }

  /**
   * Did any PONG reach the node, or leave that address for another node? If not, the capture may lack one
   * direction, or the nodes send none.
   */
  isTelling({ node, place }: PingedPlace): boolean {
    return this.getting.has(node) || this.answering.has(place.replace(/:\d+$/, ''));
  }

  private ponged(node: number, sender: EndpointId): void {
    if (this.getting.size < MOST_PLACES) this.getting.add(node);
    const place = this.endpoints.text(sender).replace(/:\d+$/, '');
    if (this.answering.size < MOST_PLACES) this.answering.add(place);
  }

  private asked({ source: node, receiver, receivedBy: to, time, id }: SeenBin): void {
    const key = this.key(node, receiver);
    let known = this.places.get(key);
    if (known === undefined) {
      if (this.places.size >= MOST_PLACES) return;
      const fresh = { node, place: this.endpoints.text(receiver), to, pings: 0, first: time, last: time };
      known = { ...fresh, answered: false, unknown: 0, messages: [] };
      this.places.set(key, known);
    }
    if (known.pings === 0) known.first = time;
    known.pings++;
    known.last = time;
    known.to ??= to;
    note(known, id);
  }

  /** Answers come over another connection, so the port does not identify it. */
  private key(node: number, place: EndpointId): string {
    return `${node} ${this.endpoints.addressText(this.endpoints.addressOf(place))}`;
  }
}

function answered(place: PingedPlace): void {
  place.answered = true;
  place.pings = 0;
  place.unknown = 0;
  place.messages = [];
}

function note({ messages }: PingedPlace, id: MessageId): void {
  if (messages.length < MOST_MESSAGES) messages.push(id);
}
