import type { Session } from '../../engine/session.ts';
import type { EndpointId, MessageId } from '../../ids.ts';

/** An end of a message, with the node that was there at the time of the message, if it is known. */
export function endpointJson(session: Session, message: MessageId, id: EndpointId) {
  const { endpoints, nodes, index, routes } = session.tables;
  const address = endpoints.addressOf(id);
  const cluster = routes.cluster(index.route(message));
  const time = session.timeOf(message);
  // An address may be of several nodes, each of its own cluster.
  const node =
    (cluster > 0 ? nodes.nodeIn(cluster, address, time) : undefined) ?? nodes.nodeOf(address, time);
  return {
    ip: endpoints.addressText(address),
    port: endpoints.portOf(id),
    ...(node === undefined ? {} : { node }),
  };
}
