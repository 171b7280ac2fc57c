import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { ToldDeletion } from '../../cluster/contacts/held/held-contact.ts';
import type { AorState } from '../../cluster/contacts/reports/aor-state.ts';
import { type ContactRow, deletionOf } from '../../cluster/contacts/reports/contact-rows.ts';
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
import { isSettledContact } from '../settled.ts';
import { type OfOneNode, sharedFindings } from '../shared-finding.ts';

/** The contacts that one node lacks. */
type Lack = OfNode<{ readonly state: AorState; readonly row: ContactRow }>;

/** A node lacks a live contact that others hold, although its traffic was captured completely. */
export const contactMissing: Rule = {
  name: 'contact-missing',
  *find(evidence) {
    const found = lacks(
      evidence,
      'missing',
      ({ cluster }, row) => removedBy(evidence, cluster, row) === undefined,
    );
    return sharedFindings(yield* mapInSteps(found, (lack) => missing(lack, evidence)));
  },
};

/** A registrar has removed a contact, and other nodes still hold it. */
export const contactStale: Rule = {
  name: 'contact-stale',
  find: (evidence) =>
    mapInSteps(
      lacks(evidence, 'missing', ({ cluster, node }, row) => removedBy(evidence, cluster, row) === node),
      stale,
    ),
};

/** A node holds an older registration of a contact than others. */
export const contactOutdated: Rule = {
  name: 'contact-outdated',
  *find(evidence) {
    return sharedFindings(yield* mapInSteps(lacks(evidence, 'other'), (lack) => outdated(lack, evidence)));
  },
};

/** The registrar of a contact, if it has removed it. */
function removedBy(
  evidence: Evidence,
  cluster: number,
  { byNode, presence }: ContactRow,
): number | undefined {
  return goneAtOrigin(evidence, cluster, byNode.values(), (node) => presence.get(node) === 'missing');
}

function* lacks(
  evidence: Evidence,
  presence: 'missing' | 'other',
  isWanted: (lack: Omit<Lack, 'items'>, row: ContactRow) => boolean = () => true,
): Steps<readonly Lack[]> {
  const { aors, time } = evidence;
  const isAway = awayNodes(evidence);
  const found = new ByNode<Lack['items'][number]>();
  for (const [at, state] of aors.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    if (state.consistent) continue;
    for (const row of state.rows) {
      if (row.consistent || !isSettledContact(row, time)) continue;
      if ([...row.byNode.keys()].every((node) => isAway(state.cluster, node))) continue;
      for (const [node, one] of row.presence) {
        if (one !== presence || isAway(state.cluster, node)) continue;
        if (!isWanted({ cluster: state.cluster, node }, row)) continue;
        found.add(state.cluster, node, { state, row });
      }
    }
  }
  return found.sorted;
}

function missing(lack: Lack, evidence: Evidence): OfOneNode {
  const { node, items: rows } = lack;
  const holders = holdersText(rows.flatMap(({ row }) => [...row.byNode.keys()]));
  return {
    rule: 'contact-missing',
    severity: 'error',
    node,
    titleOf: (who, isOne) =>
      `contacts missing: ${who} ${isOne ? 'lacks' : 'lack'} ${rows.length} that ${holders}`,
    detail: `Calls to them fail there, or leave by another way.${reasonsText(lack, evidence)}`,
    ...about(lack),
    reference: 'https://github.com/OpenSIPS/opensips/issues/1976',
  };
}

function stale(lack: Lack): Finding {
  const { node, items: rows } = lack;
  const holders = [...new Set(rows.flatMap(({ row }) => [...row.byNode.keys()]))].sort((a, b) => a - b);
  return {
    rule: 'contact-stale',
    severity: 'error',
    title: `contacts stale: node ${node} has removed ${rows.length} that ${holdersText(holders)} still`,
    detail:
      'They were registered at that node, which no longer has them: by an un-REGISTER, or as there were too many. ' +
      'The others were not told, or took it for too old, and send calls there until they expire.',
    ...about(lack),
    nodes: holders,
    reference: 'https://github.com/OpenSIPS/opensips/issues/2351',
  };
}

function outdated(lack: Lack, evidence: Evidence): OfOneNode {
  const { node, items: rows } = lack;
  return {
    rule: 'contact-outdated',
    severity: 'error',
    node,
    titleOf: (who, isOne) =>
      `contacts outdated: ${who} ${isOne ? 'holds' : 'hold'} ${rows.length} of an earlier registration`,
    detail: `The newer REGISTER did not get there; they expire earlier, too.${reasonsText(lack, evidence)}`,
    ...about(lack),
    reference: 'https://github.com/OpenSIPS/opensips/issues/1976',
  };
}

function about({ cluster, node, items: rows }: Lack) {
  return {
    cluster,
    aors: named(rows.map(({ state }) => state.aor)),
    callIds: named(rows.flatMap(({ row }) => row.held.version.callId ?? [])),
    capabilities: [CapabilityName.Contacts],
    messages: named(rows.flatMap(({ state, row }) => messagesOf(state, row, node))),
    confidence: 'certain' as const,
  };
}

/** How a holder got it, and what deleted it at the node that lacks it. */
function messagesOf({ nodes }: AorState, { held }: ContactRow, node: number): readonly MessageId[] {
  const deletion = deletionOf(nodes, node, held.version);
  return deletion === undefined ? [held.message] : [held.message, deletion.message];
}

/** The reasons, for those contacts where the capture shows one. */
function reasonsText({ cluster, node, items: rows }: Lack, evidence: Evidence): string {
  const counts = new Map<string, number>();
  for (const { state, row } of rows) {
    const { callId } = row.held.version;
    const discard = state.nodes.get(node)?.discards.findLast((one) => one.callId === callId);
    const isOld = isFromBeforeStart(evidence, cluster, node, row.byNode.values());
    const lacked = isOld ? 'from before the start of the node, and no sync brought it' : 'never came';
    const deletion = deletionOf(state.nodes, node, row.held.version);
    const without = deletion === undefined ? lacked : deletedText(deletion);
    const reason = discard === undefined ? without : REASONS[discard.reason];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return ` ${[...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')}.`;
}

/** Of the AOR with all its contacts, also of those that came from elsewhere: that it comes late is enough. */
function deletedText({ from, isOfAor }: ToldDeletion): string {
  return `was there until node ${from} told it to delete ${isOfAor ? 'the AOR with all its contacts' : 'it'}`;
}

const REASONS = {
  older: 'came and were older than what was there',
  version: 'came in a version that the node does not read',
  'sync version': 'came in a sync of a version that the node does not read',
  full: 'came when there was no room',
} as const;
