import type { NodeClock } from '../../cluster/nodes/troubles/node-clocks.ts';
import { type Evidence, type Finding, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** Seconds of difference that are tolerated. */
const TOLERATED = 1;

/** The clocks of two nodes differ: times in replicated data are by its sender's clock. */
export const clockSkew: Rule = {
  name: 'clock-skew',
  find: ({ clocks }) => {
    const found = new Map<string, Finding & { readonly count: number }>();
    for (const together of byObserver(clocks)) {
      for (const { clock, others } of strayClocks(together)) {
        const key = `${clock.cluster} ${clock.node}`;
        if ((found.get(key)?.count ?? 0) >= clock.count) continue;
        found.set(key, { ...finding(clock, others), count: clock.count });
      }
    }
    return [...found.values()].map(({ count, ...one }) => one);
  },
};

/** Only clocks seen by the same observer are compared: an error of its own clock affects them all alike. */
function byObserver(clocks: Evidence['clocks']): Iterable<readonly NodeClock[]> {
  const groups = new Map<string, NodeClock[]>();
  for (const clock of clocks) {
    const key = `${clock.cluster} ${clock.observer}`;
    groups.set(key, [...(groups.get(key) ?? []), clock]);
  }
  return groups.values();
}

interface Stray {
  readonly clock: NodeClock;
  /** The nodes whose clocks it differs from, and which agree with each other. */
  readonly others: readonly NodeClock[];
}

/**
 * The clocks that differ from most others. Of two nodes alone, the one with the higher id counts as the
 * stray.
 */
function strayClocks(clocks: readonly NodeClock[]): readonly Stray[] {
  const sorted = clocks.toSorted((a, b) => a.node - b.node);
  let most: readonly NodeClock[] = [];
  for (const one of sorted) {
    const agreeing = sorted.filter((other) => !differ(one, other));
    if (agreeing.length > most.length) most = agreeing;
  }
  return sorted
    .filter((one) => !most.includes(one))
    .map((clock) => ({ clock, others: most.filter((other) => differ(clock, other)) }))
    .filter(({ others }) => others.length > 0);
}

/** By more than is tolerated, even allowing for the uncertainty of both. */
function differ(a: NodeClock, b: NodeClock): boolean {
  return Math.abs(a.likely - b.likely) > TOLERATED && (a.low > b.high || b.low > a.high);
}

function finding(clock: NodeClock, others: readonly NodeClock[]): Finding {
  const { cluster, node, likely, messages } = clock;
  const usual = others.reduce((sum, other) => sum + other.likely, 0) / others.length;
  const by = likely - usual;
  const ids = others.map((other) => other.node);
  const who = `${ids.length === 1 ? 'node' : 'nodes'} ${ids.join(', ')}`;
  const isAhead = by > 0;
  return {
    ...NOTHING_NAMED,
    rule: 'clock-skew',
    severity: 'warning',
    title: `clock skew: node ${node} is ${Math.abs(by).toFixed(1)} s ${isAhead ? 'ahead of' : 'behind'} ${who}`,
    detail:
      `By the times in ${clock.count} packets. Times of expiry are replicated as they are: what it registers ends ` +
      `${isAhead ? 'later' : 'earlier'} elsewhere than at the node itself, what others register ends ` +
      `${isAhead ? 'earlier' : 'later'} there; so do dialogs.`,
    cluster,
    nodes: [node],
    messages: named(messages),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/849',
  };
}
