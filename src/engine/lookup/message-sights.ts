import type { SharedMessage } from '../../cluster/clocks/clock-samples.ts';
import type { MessageId } from '../../ids.ts';
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
  for (let id = index.first; id < index.size; id++) {
    // If a message was sent again, two observers may have seen different copies, whose times do not compare.
    if (index.furtherObservation(id) === 0 || retransmissionsOf(tables, id) > 0) continue;
    yield {
      sender: endpoints.addressOf(index.sender(id)),
      receiver: endpoints.addressOf(index.receiver(id)),
      sights: sightsOf(tables, id),
    };
  }
}
