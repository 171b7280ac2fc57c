import type { DialogReport } from '../../cluster/dialogs/dialog-reports.ts';
import type { MessageId } from '../../ids.ts';
import { awayNodes, type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

interface Loser {
  readonly cluster: number;
  readonly node: number;
  readonly callIds: string[];
  /** The ends of the syncs. */
  readonly ends: Set<MessageId>;
}

/** A node got a sync without dialogs that it had, and that others still have: it may have dropped them. */
export const dialogLeftOut: Rule = {
  name: 'dialog-left-out',
  find: (evidence) => losers(evidence).map(leftOut),
};

function losers(evidence: Evidence): readonly Loser[] {
  const isAway = awayNodes(evidence);
  const found = new Map<string, Loser>();
  for (const dialog of evidence.dialogs) {
    for (const [node, end] of dialog.leftOut) {
      const { cluster, callId } = dialog;
      if (isAway(cluster, node) || !isLostThere(dialog, node)) continue;
      const key = `${cluster} ${node}`;
      const known = found.get(key) ?? { cluster, node, callIds: [], ends: new Set() };
      found.set(key, known);
      known.callIds.push(callId);
      known.ends.add(end);
    }
  }
  return [...found.values()].sort((a, b) => a.cluster - b.cluster || a.node - b.node);
}

/** Not a call that the node handles itself, under a tag that it holds; and only if it goes on at another node. */
function isLostThere({ nodes, uncertain }: DialogReport, node: number): boolean {
  if (nodes.get(node)?.origin === 'sip') return false;
  return [...nodes.keys()].some((other) => other !== node && !uncertain.includes(other));
}

function leftOut({ cluster, node, callIds, ends }: Loser): Finding {
  return {
    rule: 'dialog-left-out',
    severity: 'warning',
    title: `dialogs left out by a sync: node ${node} may have dropped ${howMany(callIds.length, 'dialog')} that others have`,
    detail:
      'Since 3.2, a node drops at the end of a sync what the sync did not bring, as far as it is only a backup of it. ' +
      'No packet tells what it dropped.',
    cluster,
    nodes: [node],
    aors: [],
    callIds: named(callIds),
    capabilities: ['dialog-dlg-repl'],
    messages: named([...ends].sort((a, b) => a - b)),
    confidence: 'likely',
  };
}
