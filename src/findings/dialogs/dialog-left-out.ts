import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { DialogReport } from '../../cluster/dialogs/dialog-reports.ts';
import type { MessageId } from '../../ids.ts';
import { ByNode, type OfNode } from '../by-node.ts';
import { awayNodes, type Evidence, howMany, named, type Rule } from '../finding.ts';
import { type OfOneNode, sharedFindings } from '../shared-finding.ts';

/** What a node may have dropped, with the end of the sync that was without it. */
type Loss = { readonly callId: string; readonly end: MessageId };

/** A node got a sync without dialogs that it had, and that others still have: it may have dropped them. */
export const dialogLeftOut: Rule = {
  name: 'dialog-left-out',
  find: (evidence) => sharedFindings(losers(evidence).map(leftOut)),
};

function losers(evidence: Evidence): readonly OfNode<Loss>[] {
  const isAway = awayNodes(evidence);
  const found = new ByNode<Loss>();
  for (const dialog of evidence.dialogs) {
    for (const [node, end] of dialog.leftOut) {
      const { cluster, callId } = dialog;
      if (!isAway(cluster, node) && isLostThere(dialog, node)) found.add(cluster, node, { callId, end });
    }
  }
  return found.sorted;
}

/** Not a call that the node handles itself, under a tag that it holds; and only if it goes on at another node. */
function isLostThere({ nodes, uncertain }: DialogReport, node: number): boolean {
  if (nodes.get(node)?.origin === 'sip') return false;
  return [...nodes.keys()].some((other) => other !== node && !uncertain.includes(other));
}

function leftOut({ cluster, node, items }: OfNode<Loss>): OfOneNode {
  return {
    rule: 'dialog-left-out',
    severity: 'warning',
    node,
    titleOf: (who) =>
      `dialogs left out by a sync: ${who} may have dropped ${howMany(items.length, 'dialog')} that others have`,
    detail:
      'Since 3.2, a node drops at the end of a sync what the sync did not bring, as far as it is only a backup of it. ' +
      'No packet tells what it dropped.',
    cluster,
    aors: [],
    callIds: named(items.map(({ callId }) => callId)),
    capabilities: [CapabilityName.Dialogs],
    messages: named(items.map(({ end }) => end).sort((a, b) => a - b)),
    confidence: 'likely',
  };
}
