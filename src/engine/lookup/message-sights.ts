import type { SharedMessage } from '../../cluster/clocks/clock-samples.ts';
import type { AddressId, MessageId } from '../../ids.ts';
import type { Observation } from '../../store/observations.ts';
import type { SessionTables } from '../session-tables.ts';

/** All observations of the message. The first is the one from which its time and place are taken. */
export function sightsOf({ index }: SessionTables, id: MessageId): readonly Observation[] {
  const first = {
    source: index.source(id),
    frame: index.frame(id),
    time: index.time(id),
    retransmissions: index.retransmissions(id),
  };
  const further: Observation[] = [];
  for (let at = index.furtherObservation(id); at > 0; at = index.observations.next(at)) {
    further.push(index.observations.get(at));
  }
  return [first, ...further.reverse()];
}

/** How often the message was sent again, at the observer that saw it most often. */
export function retransmissionsOf({ index }: SessionTables, id: MessageId): number {
  let most = index.retransmissions(id);
  for (let at = index.furtherObservation(id); at > 0; at = index.observations.next(at)) {
    most = Math.max(most, index.observations.get(at).retransmissions);
  }
  return most;
}

/** Messages by which clocks can be compared. */
export function* sharedMessages(tables: SessionTables): Generator<SharedMessage> {
  const { index, endpoints } = tables;
  const hosts = new Hosts(tables);
  for (let id = index.first; id < index.size; id++) {
    // If a message was sent again, two observers may have seen different copies, whose times do not compare.
    if (index.furtherObservation(id) === 0 || retransmissionsOf(tables, id) > 0) continue;
    yield {
      sender: hosts.of(endpoints.addressOf(index.sender(id))),
      receiver: hosts.of(endpoints.addressOf(index.receiver(id))),
      sights: sightsOf(tables, id),
    };
  }
}

/** One address for all those of a node: which of them a message has depends on who was the first to see it. */
class Hosts {
  private readonly nodes: SessionTables['nodes'];
  private readonly byNode = new Map<string, AddressId>();
  private readonly byAddress = new Map<AddressId, AddressId>();

  constructor({ nodes }: SessionTables) {
    this.nodes = nodes;
  }

  of(address: AddressId): AddressId {
    const known = this.byAddress.get(address);
    if (known !== undefined) return known;
    const [first] = this.nodes.membershipsOf(address);
    const host = first === undefined ? address : this.hostOf(`${first.cluster} ${first.node}`, address);
    this.byAddress.set(address, host);
    return host;
  }

  private hostOf(node: string, address: AddressId): AddressId {
    const host = this.byNode.get(node) ?? address;
    this.byNode.set(node, host);
    return host;
  }
}
