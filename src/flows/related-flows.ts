import type { MessageId } from '../ids.ts';
import type { Flow } from './flow.ts';

/** The flows that have one of these messages, in their order. */
export function flowsWith(all: readonly Flow[], ids: ReadonlySet<MessageId>): readonly Flow[] {
  if (ids.size === 0) return [];
  const has = (list: Iterable<MessageId>): boolean => {
    for (const id of list) if (ids.has(id)) return true;
    return false;
  };
  return all.filter(({ messages, replication }) => has(messages) || has(replication));
}

/** All messages and packets of these flows: each once, flow by flow. */
export function messagesOf(flows: readonly Flow[]): ReadonlySet<MessageId> {
  return new Set(flows.flatMap(({ messages, replication }) => [...messages, ...replication]));
}

/** These flows, and the registrations that brought the contacts to which their requests were sent. */
export function withOrigins(all: readonly Flow[], flows: readonly Flow[]): readonly Flow[] {
  const causes = new Set(flows.flatMap(({ origins }) => origins.map(({ cause }) => cause)));
  const found = flowsWith(all, causes);
  return [...new Set([...flows, ...found])].sort((a, b) => a.serial - b.serial);
}
