import { type Evidence, type Finding, howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** A node is sent packets of a capability that is not among those it has announced. */
export const capabilityUnlisted: Rule = {
  name: 'capability-unlisted',
  find: ({ unlisted }) => unlisted.map(finding),
};

function finding({
  cluster,
  node,
  capability,
  from,
  count,
  messages,
}: Evidence['unlisted'][number]): Finding {
  const senders = [...from].sort((a, b) => a - b);
  return {
    ...NOTHING_NAMED,
    rule: 'capability-unlisted',
    severity: 'warning',
    title: `capability missing: node ${node} gets ${howMany(count, 'packet')} of ${capability}, and does not have it`,
    detail:
      `Sent by ${senders.length === 1 ? 'node' : 'nodes'} ${senders.join(', ')}. The node has told which ` +
      'capabilities it has in this cluster, and this is not among them: the module is not loaded there, or not for ' +
      'this cluster. It drops the packets, mostly without a word.',
    cluster,
    nodes: [node],
    capabilities: [capability],
    messages: named(messages),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/2265',
  };
}
