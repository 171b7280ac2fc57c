import type { StuckTime } from '../../cluster/nodes/troubles/stuck-nodes.ts';
import { type Finding, howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** A node that is running and takes what is sent to it, but does not answer. */
export const nodeStuck: Rule = {
  name: 'node-stuck',
  find: ({ stuck, time }) => stuck.map((one) => finding(one, time)),
};

function finding(one: StuckTime & { readonly cluster: number }, time: number): Finding {
  const { cluster, node, from, to, pings, requests, sync, messages } = one;
  const seconds = Math.round(((to ?? time) - from) / 1e9);
  const silent = [
    `${howMany(pings, 'ping')}`,
    ...(requests === 0 ? [] : [`${howMany(requests, 'SIP request')}, those sent again counted`]),
  ];
  const during =
    sync === undefined
      ? ''
      : ` It was sending node ${sync.to} a sync of ${sync.capability}, which it had not ended.`;
  return {
    ...NOTHING_NAMED,
    rule: 'node-stuck',
    severity: 'error',
    title: `node stuck: node ${node} sent nothing for ${seconds} s, and took what was sent to it`,
    detail:
      `${silent.join(' and ')} came to it, on connections that went on, and it answered none: its host is there, and ` +
      `its processes wait for each other, or for something else.${during}`,
    cluster,
    nodes: [node],
    capabilities: sync === undefined ? [] : [sync.capability],
    messages: named(messages),
    confidence: 'likely',
    reference:
      sync === undefined
        ? 'https://github.com/OpenSIPS/opensips/issues/2134'
        : 'https://blog.opensips.org/2024/12/19/opensips-cluster-hardening-in-large-dataset-scenarios',
  };
}
