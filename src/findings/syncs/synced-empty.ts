import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { lastSyncs } from '../../cluster/syncs/failed-syncs.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { MessageId } from '../../ids.ts';
import { awayNodes, type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

/** A node that counts as synced from some time on, but received nothing to be synced by. */
interface Empty {
  readonly cluster: number;
  readonly node: number;
  readonly capability: string;
  /** When its process began: anything from before can only have come by a sync. */
  readonly begun: number;
  readonly messages: readonly MessageId[];
  /** The donor that it asked; undefined if it asked nobody. */
  readonly donor: number | undefined;
}

/**
 * A node calls itself synced although it received nothing, while others had data. It may be the next donor.
 */
export const syncedEmpty: Rule = {
  name: 'synced-empty',
  find: (evidence) => {
    const empty = [...evidence.nodes.flatMap(fallenBack), ...evidence.syncs.flatMap(emptyAnswers(evidence))];
    return empty.flatMap((one) => {
      const lacking =
        one.capability === CapabilityName.Contacts
          ? lackedContacts(one, evidence)
          : lackedDialogs(one, evidence);
      return lacking.names.length === 0 ? [] : [finding(one, lacking, evidence)];
    });
  },
};

/** Announced as synced after "not synced", without the end of any sync: it fell back to being seed. */
function fallenBack({ cluster, node, capabilities, away, begun }: NodeReport): readonly Empty[] {
  if (away !== undefined || begun === undefined) return [];
  return [CapabilityName.Contacts, CapabilityName.Dialogs].flatMap((capability) => {
    const known = capabilities.get(capability);
    if (known?.state !== 'ok' || known.synced || known.fellBack === undefined) return [];
    return [{ cluster, node, capability, begun, messages: [known.message], donor: undefined }];
  });
}

/** The last sync of a node was complete, but empty. */
function emptyAnswers({ syncs, nodes }: Evidence): (sync: SyncReport) => readonly Empty[] {
  const last = lastSyncs(syncs);
  return (sync) => {
    const { cluster, capability, donor, receiver: node, verdict, packets, messages } = sync;
    const isEmpty = verdict === 'complete' && packets === 0 && last.has(sync);
    if (!isEmpty || (capability !== CapabilityName.Contacts && capability !== CapabilityName.Dialogs))
      return [];
    const begun = nodes.find((one) => one.cluster === cluster && one.node === node)?.begun;
    return begun === undefined ? [] : [{ cluster, node, capability, begun, messages, donor }];
  };
}

interface Lacking {
  readonly names: readonly string[];
  readonly callIds: readonly string[];
  readonly holders: readonly number[];
}

function lackedContacts({ cluster, node, begun, donor }: Empty, evidence: Evidence): Lacking {
  const isAway = awayNodes(evidence);
  const holders = new Set<number>();
  const [names, callIds]: [string[], string[]] = [[], []];
  for (const state of evidence.aors) {
    if (state.cluster !== cluster || state.consistent) continue;
    for (const { presence, byNode, held } of state.rows) {
      if (presence.get(node) !== 'missing') continue;
      const before = [...byNode].filter(
        ([other, one]) => one.since < begun && other !== donor && !isAway(cluster, other),
      );
      if (before.length === 0) continue;
      names.push(state.aor);
      if (held.version.callId !== undefined) callIds.push(held.version.callId);
      for (const [other] of before) holders.add(other);
    }
  }
  return { names, callIds, holders: [...holders] };
}

function lackedDialogs({ cluster, node, begun, donor }: Empty, evidence: Evidence): Lacking {
  const isAway = awayNodes(evidence);
  const holders = new Set<number>();
  const callIds: string[] = [];
  for (const dialog of evidence.dialogs) {
    if (dialog.cluster !== cluster || !dialog.missing.includes(node)) continue;
    const before = [...dialog.nodes].filter(
      ([other, one]) => one.since < begun && other !== donor && !isAway(cluster, other),
    );
    if (before.length === 0) continue;
    callIds.push(dialog.callId);
    for (const [other] of before) holders.add(other);
  }
  return { names: callIds, callIds, holders: [...holders] };
}

function finding(empty: Empty, { names, callIds, holders }: Lacking, { nodes }: Evidence): Finding {
  const { cluster, node, capability, messages, donor } = empty;
  const isContacts = capability === CapabilityName.Contacts;
  const release = nodes.find((one) => one.cluster === cluster && one.node === node)?.release;
  const who = holders.toSorted((a, b) => a - b).join(', ');
  return {
    rule: 'synced-empty',
    severity: 'error',
    title:
      `synced with nothing: node ${node}, ${capability}, while ${holders.length === 1 ? 'node' : 'nodes'} ${who} ` +
      `had ${howMany(names.length, isContacts ? 'contact' : 'dialog')}`,
    detail:
      (donor === undefined
        ? 'It found no donor in time and declared itself synced, as a seed does. '
        : `Its donor, node ${donor}, had nothing to give. `) +
      'It lacks them still, does not ask again, and can be the donor of the next node that starts.',
    cluster,
    nodes: [node],
    aors: isContacts ? named(names) : [],
    callIds: named(callIds),
    capabilities: [capability],
    messages: named(messages),
    confidence: 'certain',
    ...(donor === undefined && logsFallback(release)
      ? { log: 'Sync request aborted! (no donor found in due time)' }
      : {}),
    reference: 'https://github.com/OpenSIPS/opensips/issues/1591',
  };
}

/** Up to 3.3, a node logs nothing when it falls back. */
function logsFallback(release: string | undefined): boolean {
  const newest = release?.split('-').at(-1) ?? '';
  return !/^(2|3\.[0-3])(\.|$)/.test(newest);
}
