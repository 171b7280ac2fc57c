import type { EndpointId, MessageId } from '../../ids.ts';
import type { MessageColumns, MessageFacts } from '../message-facts.ts';
import { type AddressPattern, matchesAddress, type PeerPattern } from '../readings/address-pattern.ts';
import { Memo } from './memo.ts';
import { AnyOf, Cost, type Predicate } from './predicate.ts';
import { RoutePredicate } from './route.ts';

export type Side = 'sender' | 'receiver' | 'either';

/** Judges the endpoints: sender, receiver or either of them. */
export class EndpointPredicate implements Predicate {
  readonly cost = Cost.Endpoint;
  private readonly index: MessageColumns;
  private readonly sender: boolean;
  private readonly receiver: boolean;
  private readonly memo: Memo;

  constructor(facts: MessageFacts, side: Side, judge: (endpoint: EndpointId) => boolean) {
    this.index = facts.index;
    this.sender = side !== 'receiver';
    this.receiver = side !== 'sender';
    this.memo = new Memo((endpoint) => judge(endpoint as EndpointId));
  }

  holds(message: MessageId): boolean {
    if (this.sender && this.memo.holds(this.index.sender(message))) return true;
    return this.receiver && this.memo.holds(this.index.receiver(message));
  }

  forget(): void {
    this.memo.forget();
  }
}

/**
 * A node sent or received the message: the endpoint is one of the node's, or the packet names the node. The
 * two differ if a packet goes over an intermediate node (spec bin-core 5); both count.
 */
class NodePredicate implements Predicate {
  readonly cost = Cost.Endpoint;
  private readonly facts: MessageFacts;
  private readonly side: Side;
  private readonly nodes: readonly number[];
  private readonly routes: RoutePredicate;
  private readonly endpoints: EndpointPredicate;
  /** Endpoints that were of several nodes, one after the other. */
  private readonly turned: EndpointPredicate;

  constructor(facts: MessageFacts, side: Side, nodes: readonly number[]) {
    this.facts = facts;
    this.side = side;
    this.nodes = nodes;
    this.routes = new RoutePredicate(facts, (route) => {
      if (side !== 'receiver' && nodes.includes(facts.routes.source(route))) return true;
      return side !== 'sender' && nodes.includes(facts.routes.destination(route));
    });
    this.endpoints = new EndpointPredicate(
      facts,
      side,
      (endpoint) => !facts.hasTurned(endpoint) && this.isOf(endpoint),
    );
    this.turned = new EndpointPredicate(facts, side, (endpoint) => facts.hasTurned(endpoint));
  }

  holds(message: MessageId): boolean {
    if (this.routes.holds(message) || this.endpoints.holds(message)) return true;
    return this.turned.holds(message) && this.wasThen(message);
  }

  forget(): void {
    this.endpoints.forget();
    this.turned.forget();
  }

  /** Was the node at that side when the message was sent? */
  private wasThen(message: MessageId): boolean {
    const { side } = this;
    const { index } = this.facts;
    const time = this.facts.timeOf(message);
    if (side !== 'receiver' && this.isOf(index.sender(message), time)) return true;
    return side !== 'sender' && this.isOf(index.receiver(message), time);
  }

  private isOf(endpoint: EndpointId, time?: number): boolean {
    const node = this.facts.nodeOf(endpoint, time);
    return node !== undefined && this.nodes.includes(node);
  }
}

/** Some node or address of the list is on that side. */
export function peerPredicate(facts: MessageFacts, side: Side, peers: readonly PeerPattern[]): Predicate {
  const nodes = peers.flatMap((peer) => ('node' in peer ? [peer.node] : []));
  const addresses = peers.flatMap((peer) => ('node' in peer ? [] : [peer]));
  const byNode = new NodePredicate(facts, side, nodes);
  if (addresses.length === 0) return byNode;
  const byAddress = addressPredicate(facts, side, addresses);
  return nodes.length === 0 ? byAddress : new AnyOf([byNode, byAddress]);
}

export function addressPredicate(
  facts: MessageFacts,
  side: Side,
  patterns: readonly AddressPattern[],
): EndpointPredicate {
  return new EndpointPredicate(facts, side, (endpoint) => {
    const address = facts.endpoints.addressText(facts.endpoints.addressOf(endpoint));
    const port = facts.endpoints.portOf(endpoint);
    return patterns.some((pattern) => matchesAddress(pattern, address, port));
  });
}
