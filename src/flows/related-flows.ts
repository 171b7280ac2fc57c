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

/** All that belongs to these flows: each message once, flow by flow. */
export function messagesOf(flows: readonly Flow[]): ReadonlySet<MessageId> {
  return new Set(flows.flatMap(({ messages, replication }) => [...messages, ...replication]));
}

/** These flows, and those from which they have the contacts that their requests went to. */
export function withOrigins(all: readonly Flow[], flows: readonly Flow[]): readonly Flow[] {
  const causes = new Set(flows.flatMap(({ origins }) => origins.map(({ cause }) => cause)));
  const found = flowsWith(all, causes);
  return [...new Set([...flows, ...found])].sort((a, b) => a.serial - b.serial);
}
