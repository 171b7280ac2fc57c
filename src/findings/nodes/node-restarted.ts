import type { MessageId } from '../../ids.ts';
import { NOTHING_NAMED, type Rule } from '../finding.ts';

/** Messages named for all restarts of one node. */
const MOST_MESSAGES = 100;

/** A node restarted, with nothing in its memory. */
export const nodeRestarted: Rule = {
  name: 'node-restarted',
  find: ({ events }) => {
    const restarts = new Map<string, MessageId[]>();
    for (const event of events) {
      if (event.kind !== 'restart') continue;
      const key = `${event.cluster} ${event.node}`;
      const before = restarts.get(key);
      if (before === undefined) restarts.set(key, [event.message]);
      else before.push(event.message);
    }
    return [...restarts].map(([key, messages]) => {
      const [cluster = 0, node = 0] = key.split(' ').map(Number);
      const times = messages.length;
      return {
        ...NOTHING_NAMED,
        rule: 'node-restarted',
        severity: 'info',
        title: `node restarted: node ${node}${times > 1 ? `, ${times} times` : ''}`,
        detail: 'What it held in memory was gone; it has what came to it since, by sync or replication.',
        cluster,
        nodes: [node],
        messages: messages.slice(0, MOST_MESSAGES),
        confidence: 'certain',
      };
    });
  },
};
