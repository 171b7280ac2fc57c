import type { IgnoredPackets } from '../../cluster/silences/ignored-senders.ts';
import { awayNodes, type Finding, howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/**
 * Nanoseconds. A node pings every other one within a second of getting to know it. If it has sent one nothing for this
 * long, while it was heard and went on getting packets from there, it is not going to.
 */
const LONG = 15e9;
/** Fewer packets prove nothing: they may have been on their way before the node came to know their sender. */
const LEAST_PACKETS = 3;

/** A node drops what another one sends it: it does not know that node, or has disabled it (spec bin-core 6). */
export const nodeIgnored: Rule = {
  name: 'node-ignored',
  find: (evidence) => {
    const isAway = awayNodes(evidence);
    // The node itself must have been heard for that long: one that is only silent may have ended.
    const heard = new Map(evidence.nodes.map((one) => [`${one.cluster} ${one.node}`, one.heard ?? 0]));
    return evidence.ignored
      .filter(({ count, since, last }) => count >= LEAST_PACKETS && last - since >= LONG)
      .filter(({ cluster, node, from }) => !isAway(cluster, node) && !isAway(cluster, from))
      .filter(
        ({ cluster, node, since }) =>
          (heard.get(`${cluster} ${node}`) ?? Number.NEGATIVE_INFINITY) - since >= LONG,
      )
      .map(finding);
  },
};

function finding({ cluster, node, from, since, last, isDown, count, messages }: IgnoredPackets): Finding {
  const seconds = Math.round((last - since) / 1e9);
  const why = isDown
    ? `It has told others that its link to node ${from} is down, and was not seen to ping it in vain: it has ` +
      'disabled that node (clusterer_set_status), and drops all that comes from there, or it does not reach it.'
    : `It began anew, and has neither sent node ${from} anything since, nor named it, nor passed on what it said: it ` +
      'drops what comes from a node that it does not know.';
  return {
    ...NOTHING_NAMED,
    rule: 'node-ignored',
    severity: 'warning',
    title: `node ignored: node ${node} ${isDown ? 'may have disabled' : 'does not know'} node ${from}, which sent it ${howMany(count, 'packet')} in ${seconds} s`,
    detail: why,
    cluster,
    nodes: [node, from],
    messages: named(messages),
    confidence: 'likely',
    ...(isDown ? {} : { log: `Received message with unknown source id [${from}]` }),
  };
}
