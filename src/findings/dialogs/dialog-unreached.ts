import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { RefusedRequest } from '../../cluster/sip/refused-within-dialogs.ts';
import { type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

/** A node holds a replicated dialog, but not the connection over which its requests have to be sent. */
export const dialogUnreached: Rule = {
  name: 'dialog-unreached',
  find: (evidence) => [...byNodes(evidence)].map(finding),
};

interface Refusals {
  readonly cluster: number;
  readonly node: number;
  readonly owner: number;
  readonly transports: Set<string>;
  readonly requests: RefusedRequest[];
}

/**
 * Connection-oriented transports: a phone can only be reached over the connection that it opened (RFC 5626,
 * RFC 7118).
 */
const CONNECTED: ReadonlySet<string> = new Set(['tcp', 'tls', 'ws', 'wss']);

function byNodes({ refused, dialogs }: Evidence): Iterable<Refusals> {
  const found = new Map<string, Refusals>();
  if (refused.length === 0) return found.values();
  const byCallId = new Map<string, RefusedRequest[]>();
  for (const request of refused) {
    const key = `${request.cluster} ${request.callId}`;
    byCallId.set(key, [...(byCallId.get(key) ?? []), request]);
  }
  for (const { cluster, callId, nodes, version } of dialogs) {
    for (const request of byCallId.get(`${cluster} ${callId}`) ?? []) {
      const { node } = request;
      const held = nodes.get(node);
      const owner = held?.from;
      if (owner === undefined || (held?.origin !== 'replicated' && held?.origin !== 'sync')) continue;
      const sockets = [version?.callerSocket, version?.calleeSocket];
      const transports = sockets.map((one) => one?.split(':')[0]?.toLowerCase() ?? '');
      const connected = transports.filter((one) => CONNECTED.has(one));
      if (connected.length === 0) continue;
      const key = `${cluster} ${node} ${owner}`;
      const known = found.get(key) ?? { cluster, node, owner, transports: new Set(), requests: [] };
      found.set(key, known);
      for (const one of connected) known.transports.add(one);
      known.requests.push(request);
    }
  }
  return found.values();
}

function finding({ cluster, node, owner, transports, requests }: Refusals): Finding {
  const answers = [...new Set(requests.map(({ status }) => status))].sort((a, b) => a - b);
  const methods = [...new Set(requests.map(({ method }) => method))];
  return {
    rule: 'dialog-unreached',
    severity: 'warning',
    title:
      `dialogs unreached: node ${node} answered ${howMany(requests.length, 'request')} of dialogs of node ${owner} ` +
      `with ${answers.join(', ')}`,
    detail:
      `${methods.join(', ')} came to it, and it did not send them on. The dialogs run over ${[...transports].join(', ')}: ` +
      `the connections of their phones are those of node ${owner}, and no other node has them.`,
    cluster,
    nodes: [node],
    aors: [],
    callIds: named(requests.map(({ callId }) => callId)),
    capabilities: [CapabilityName.Dialogs],
    messages: named(requests.flatMap(({ messages }) => messages).sort((a, b) => a - b)),
    confidence: 'likely',
    reference: 'https://github.com/OpenSIPS/opensips/issues/3903',
  };
}
