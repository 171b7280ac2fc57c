import type { TrafficSurge } from '../../cluster/traffic/traffic-surges.ts';
import {
  type Evidence,
  type Finding,
  NOTHING_NAMED,
  named,
  type RepeatedOnLink,
  type Rule,
} from '../finding.ts';

const REFERENCE = 'https://github.com/OpenSIPS/opensips/issues/2842';

/** A packet about a single event comes over and over: a loop, or a sender gone wrong. */
export const packetsRepeated: Rule = {
  name: 'packets-repeated',
  find: (evidence) => [...byLink(evidence)].map(repeated),
};

/** A node sends far more than ever before, and not because of SIP traffic. */
export const trafficSurge: Rule = {
  name: 'traffic-surge',
  find: ({ surges }) => surges.map(surge),
};

function byLink({ repeated: all }: Evidence): Iterable<readonly RepeatedOnLink[]> {
  const links = new Map<string, RepeatedOnLink[]>();
  for (const one of all) {
    const key = `${one.cluster} ${one.from} ${one.to} ${one.capability}`;
    links.set(key, [...(links.get(key) ?? []), one]);
  }
  return links.values();
}

function repeated(all: readonly RepeatedOnLink[]): Finding {
  const { cluster, from, to, capability } = all[0] as RepeatedOnLink;
  const most = Math.max(...all.map(({ count }) => count));
  const [sender, receiver] = [from, to].map((node) => (node === undefined ? '?' : `node ${node}`));
  const packets = all.length === 1 ? 'a packet' : `each of ${all.length} packets`;
  return {
    ...NOTHING_NAMED,
    rule: 'packets-repeated',
    severity: 'warning',
    title: `packets repeated: ${sender} sent ${receiver} ${packets} of ${capability} up to ${most} times a minute`,
    detail:
      'Byte by byte the same: what it tells happened once. A routing loop between nodes, or a sender that does not stop; ' +
      'each copy costs its receiver the same work.',
    cluster,
    nodes: [from, to].filter((node) => node !== undefined),
    capabilities: [capability],
    messages: named(all.flatMap(({ messages }) => messages).sort((a, b) => a - b)),
    confidence: 'certain',
    reference: REFERENCE,
  };
}

function surge({ cluster, source, capability, count, before, message }: TrafficSurge): Finding {
  return {
    ...NOTHING_NAMED,
    rule: 'traffic-surge',
    severity: 'warning',
    title: `traffic surge: node ${source} sent ${count} packets of ${capability} in 10 s, at most ${before} before`,
    detail:
      'The SIP requests that it got did not rise with them: the cluster itself makes this traffic, and each node has to ' +
      'work it off.',
    cluster,
    nodes: [source],
    capabilities: [capability],
    messages: [message],
    confidence: 'likely',
    reference: REFERENCE,
  };
}
