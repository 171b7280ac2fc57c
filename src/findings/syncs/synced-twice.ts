import { awayNodes, howOften, NOTHING_NAMED, type Rule } from '../finding.ts';

/** A node requested the same sync again before the answer came, and received both answers. */
export const syncedTwice: Rule = {
  name: 'synced-twice',
  find: (evidence) => {
    const isAway = awayNodes(evidence);
    return evidence.repeatedSyncs
      .filter(({ cluster, receiver }) => !isAway(cluster, receiver))
      .map(({ cluster, receiver, capability, answers, messages }) => ({
        ...NOTHING_NAMED,
        rule: 'synced-twice',
        severity: 'warning',
        title: `synced ${howOften(answers)} at one request: node ${receiver}, ${capability}`,
        detail:
          'It had asked more than once, and each request was answered after the last of them. Up to 3.4.9 and 3.5.2 a ' +
          'node counts the chunks of all answers together: the end of the second one then ends nothing, and the node ' +
          'keeps back all later packets of the capability, without a word, and asks for no sync, until it is ' +
          'restarted. Where the answers come close together it may end well: no packet says which.',
        cluster,
        nodes: [receiver],
        capabilities: [capability],
        messages,
        confidence: 'likely',
      }));
  },
};
