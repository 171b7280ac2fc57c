import { SHARING_TAG } from '../../cluster/dialogs/dialog-version.ts';
import type { TagReport } from '../../cluster/nodes/tags/tag-reports.ts';
import {
  awayNodes,
  type Evidence,
  type Finding,
  howMany,
  NOTHING_NAMED,
  named,
  type Rule,
} from '../finding.ts';
import { SETTLED } from '../settled.ts';

const REFERENCE = 'https://github.com/OpenSIPS/opensips/issues/2982';

/** Two nodes hold the same sharing tag: both send pings, and both act when a dialog times out. */
export const tagTwoActive: Rule = {
  name: 'tag-two-active',
  find: ({ tags, time }) =>
    tags
      .filter(({ holders }) => holders.length > 1 && time - (holders.at(-1)?.since ?? time) > SETTLED)
      .map(
        ({ cluster, tag, holders }): Finding => ({
          rule: 'tag-two-active',
          severity: 'error',
          title: `sharing tag ${tag}: nodes ${holders.map(({ node }) => node).join(', ')} are active`,
          detail:
            'Each has announced the tag, and of the later announcement nothing reached the earlier holder. Both ' +
            'ping the contacts and act on the dialogs of the tag. It ends when one of them is made active again, ' +
            'and the other one gets to know it.',
          ...about(cluster, holders),
        }),
      ),
};

/** A node that takes over a tag needs some seconds to notice that the holder is gone. */
const TAKEOVER = 10e9;

/**
 * The node that held a sharing tag is gone or has restarted without it, and no other node has taken it over.
 */
export const tagNoActive: Rule = {
  name: 'tag-no-active',
  find: (evidence) => {
    const isAway = awayNodes(evidence);
    return evidence.tags.flatMap(({ cluster, tag, lost }) =>
      lost === undefined || evidence.time - lost.since < TAKEOVER
        ? []
        : [noActive(cluster, tag, lost, isAway(cluster, lost.node))],
    );
  },
};

function noActive(
  cluster: number,
  tag: string,
  lost: TagReport['holders'][number],
  isAway: boolean,
): Finding {
  return {
    rule: 'tag-no-active',
    severity: 'warning',
    title: `sharing tag ${tag}: no node is active, node ${lost.node} was`,
    detail: isAway
      ? `Node ${lost.node} is gone and no other node has announced the tag: nobody acts on what it marks.`
      : `Node ${lost.node} began anew and did not announce the tag again, nor did another node: nobody acts on ` +
        'what it marks.',
    ...about(cluster, [lost]),
  };
}

/** A dialog or contact has a sharing tag that no node has announced to hold. */
export const tagUnannounced: Rule = {
  name: 'tag-unannounced',
  find: (evidence) =>
    [...unannounced(evidence)].map(
      ([, { cluster, tag, callIds }]): Finding => ({
        ...NOTHING_NAMED,
        rule: 'tag-unannounced',
        severity: 'warning',
        title: `sharing tag ${tag}: in ${howMany(callIds.length, 'dialog')}, and no node has announced it`,
        detail:
          'All nodes were seen to begin, and none of them announced to hold the tag: none acts on what it marks, ' +
          'and dialogs that it marks are counted by none.',
        cluster,
        nodes: [],
        callIds: named(callIds),
        confidence: 'certain',
        reference: 'https://github.com/OpenSIPS/opensips/issues/1937',
      }),
    ),
};

interface Marked {
  readonly cluster: number;
  readonly tag: string;
  readonly callIds: string[];
}

function unannounced({ dialogs, tags, witnessed }: Evidence): ReadonlyMap<string, Marked> {
  const found = new Map<string, Marked>();
  for (const { cluster, callId, version } of dialogs) {
    const tag = version?.values.get(SHARING_TAG);
    if (tag === undefined || !witnessed.has(cluster)) continue;
    if (tags.some((one) => one.cluster === cluster && one.tag === tag)) continue;
    const key = `${cluster} ${tag}`;
    const known = found.get(key) ?? { cluster, tag, callIds: [] };
    found.set(key, known);
    known.callIds.push(callId);
  }
  return found;
}

function about(cluster: number, holders: TagReport['holders']) {
  return {
    cluster,
    nodes: holders.map(({ node }) => node),
    aors: [],
    callIds: [],
    capabilities: [],
    messages: named(holders.map(({ message }) => message)),
    confidence: 'certain' as const,
    reference: REFERENCE,
  };
}
