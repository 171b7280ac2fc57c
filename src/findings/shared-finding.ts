import type { MessageId } from '../ids.ts';
import { type Finding, named } from './finding.ts';

/** A finding about one node; others may have the same. */
export interface OfOneNode extends Omit<Finding, 'title' | 'nodes'> {
  readonly node: number;
  /** `who` is `node 1` or `nodes 1, 2`, `isOne` whether it is a single one. */
  titleOf(who: string, isOne: boolean): string;
}

/** One finding for all nodes of which the same is to be said: one cause mostly concerns several. In the order in which they came. */
export function sharedFindings(all: readonly OfOneNode[]): readonly Finding[] {
  const groups = new Map<string, OfOneNode[]>();
  for (const one of all) {
    const { rule, cluster, detail, aors, callIds } = one;
    const key = JSON.stringify([rule, cluster, detail, one.titleOf('', true), aors, callIds]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [one]);
    else same.push(one);
  }
  return [...groups.values()].flatMap(together);
}

function together(same: readonly OfOneNode[]): readonly Finding[] {
  const [first] = same;
  if (first === undefined) return [];
  const { titleOf, node: _, ...finding } = first;
  const nodes = same.map(({ node }) => node).sort((a, b) => a - b);
  const who = `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
  const messages: readonly MessageId[] = named(same.flatMap((one) => one.messages));
  return [{ ...finding, title: titleOf(who, nodes.length === 1), nodes, messages }];
}
