import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { DialogDiscard } from '../../cluster/dialogs/dialog-model.ts';
import type { DialogReport } from '../../cluster/dialogs/dialog-reports.ts';
import type { MessageId } from '../../ids.ts';
import { ITEMS_OF_STEP, mapInSteps, type Steps } from '../../tables/steps.ts';
import { ByNode, type OfNode } from '../by-node.ts';
import {
  awayNodes,
  type Evidence,
  type Finding,
  holdersText,
  isFromBeforeStart,
  named,
  type Rule,
} from '../finding.ts';
import { goneAtOrigin } from '../gone-at-origin.ts';
import { isSettledDialog } from '../settled.ts';
import { type OfOneNode, sharedFindings } from '../shared-finding.ts';

/** The dialogs that one node lacks. */
type Lack = OfNode<DialogReport>;

/** A node does not hold a dialog that was replicated to it, although its traffic was captured completely. */
export const dialogMissing: Rule = {
  name: 'dialog-missing',
  *find(evidence) {
    const found = lacks(evidence, (_, dialog) => endedBy(evidence, dialog) === undefined);
    return sharedFindings(yield* mapInSteps(found, (lack) => missing(lack, evidence)));
  },
};

/** A node has ended a dialog of its own, and other nodes still hold it. */
export const dialogStale: Rule = {
  name: 'dialog-stale',
  find: (evidence) =>
    mapInSteps(
      lacks(evidence, (node, dialog) => endedBy(evidence, dialog) === node),
      stale,
    ),
};

/** The owner of a dialog, if it has ended it. */
function endedBy(evidence: Evidence, { cluster, nodes, missing }: DialogReport): number | undefined {
  return goneAtOrigin(evidence, cluster, nodes.values(), (node) => missing.includes(node));
}

function* lacks(
  evidence: Evidence,
  isWanted: (node: number, dialog: DialogReport) => boolean,
): Steps<readonly Lack[]> {
  const { dialogs, time } = evidence;
  const isAway = awayNodes(evidence);
  const found = new ByNode<DialogReport>();
  for (const [at, dialog] of dialogs.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    const { cluster, nodes, missing } = dialog;
    if (!isSettledDialog(dialog, time)) continue;
    if ([...nodes.keys()].every((node) => isAway(cluster, node))) continue;
    for (const node of missing) {
      if (!isAway(cluster, node) && isWanted(node, dialog)) found.add(cluster, node, dialog);
    }
  }
  return found.sorted;
}

function stale({ cluster, node, items: dialogs }: Lack): Finding {
  const holders = new Set(dialogs.flatMap(({ nodes }) => [...nodes.keys()]));
  return {
    rule: 'dialog-stale',
    severity: 'error',
    title: `dialogs stale: node ${node} has ended ${dialogs.length} that ${holdersText(holders)} still`,
    detail:
      'Their end was not told there. They are counted there until they time out, and who takes over the tag then may ' +
      'end and bill them once more.',
    cluster,
    nodes: [...holders].sort((a, b) => a - b),
    aors: [],
    callIds: named(dialogs.map(({ callId }) => callId)),
    capabilities: [CapabilityName.Dialogs],
    messages: named(messagesOf(dialogs)),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/1930',
  };
}

function missing({ cluster, node, items: dialogs }: Lack, evidence: Evidence): OfOneNode {
  const old = dialogs.filter(({ nodes }) =>
    isFromBeforeStart(evidence, cluster, node, nodes.values()),
  ).length;
  const holders = holdersText(dialogs.flatMap(({ nodes }) => [...nodes.keys()]));
  const discards = dialogs.flatMap((dialog) => dialog.discards.filter((one) => one.node === node));
  const log = dialogs.some((dialog) => isCallerSocket(dialog, node)) ? CALLER_SOCKET : undefined;
  return {
    rule: 'dialog-missing',
    severity: 'error',
    node,
    titleOf: (who, isOne) =>
      `dialogs missing: ${who} ${isOne ? 'lacks' : 'lack'} ${dialogs.length} that ${holders}`,
    detail: `Requests within them that reach the node are not matched.${reasonsText(discards, dialogs.length, old)}`,
    cluster,
    aors: [],
    callIds: named(dialogs.map(({ callId }) => callId)),
    capabilities: [CapabilityName.Dialogs],
    messages: named(messagesOf(dialogs)),
    confidence: 'certain',
    ...(log === undefined ? {} : { log }),
    reference: 'https://github.com/OpenSIPS/opensips/issues/1597',
  };
}

function* messagesOf(dialogs: readonly DialogReport[]): Generator<MessageId> {
  for (const { messages } of dialogs) yield* messages;
}

const CALLER_SOCKET = "Replicated dialog doesn't match caller's listening socket";

function isCallerSocket({ discards, version }: DialogReport, node: number): boolean {
  return discards.some(
    (one) => one.node === node && one.socket !== undefined && one.socket === version?.callerSocket,
  );
}

/** `old`: as many are from before the start of the node. */
function reasonsText(discards: readonly DialogDiscard[], dialogs: number, old: number): string {
  if (discards.length === 0 && old > 0) {
    const which =
      old === dialogs ? (old === 1 ? 'It is' : 'They are') : `${old} of them ${old === 1 ? 'is' : 'are'}`;
    const others = old === dialogs ? '' : ' Nothing about the others came there.';
    return ` ${which} from before the start of the node, and no sync brought ${old === 1 ? 'it' : 'them'}.${others}`;
  }
  if (discards.length === 0) return ` Nothing about ${dialogs === 1 ? 'it' : 'them'} came there.`;
  const texts = new Set(discards.map(({ reason, socket }) => reasonText(reason, socket)));
  return ` ${[...texts].slice(0, MOST_REASONS).join(' ')}`;
}

const MOST_REASONS = 4;

function reasonText(reason: DialogDiscard['reason'], socket: string | undefined): string {
  switch (reason) {
    case 'socket':
      return `It came with the listener ${socket ?? '?'}, which the node does not have: a tag for the listener helps.`;
    case 'version':
      return 'It came in a version that the node does not read.';
    case 'no dialog':
      return 'What came was an update of a dialog that the node had never got.';
  }
}
