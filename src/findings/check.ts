import { inOneGo, type Steps } from '../tables/steps.ts';
import { contactDuplicate } from './contacts/contact-duplicate.ts';
import { contactExpiry } from './contacts/contact-expiry.ts';
import { contactLabels } from './contacts/contact-labels.ts';
import { contactMissing, contactOutdated, contactStale } from './contacts/contact-missing.ts';
import { contactUnreached } from './contacts/contact-unreached.ts';
import { contactUntold } from './contacts/contact-untold.ts';
import { dialogLeftOut } from './dialogs/dialog-left-out.ts';
import { dialogMissing, dialogStale } from './dialogs/dialog-missing.ts';
import { dialogUnreached } from './dialogs/dialog-unreached.ts';
import { strayPackets } from './dialogs/stray-packets.ts';
import type { Evidence, Finding, Rule, Severity } from './finding.ts';
import { connectionCut, receiverBlocked, streamOutOfStep } from './links/connection-troubles.ts';
import { linkLossy } from './links/link-lossy.ts';
import { linkLost } from './links/link-lost.ts';
import { nodeUnknown, pingUnanswered, sourceAddress } from './links/ping-unanswered.ts';
import { pongLate } from './links/pong-late.ts';
import { packetsRepeated, trafficSurge } from './links/traffic.ts';
import { capabilityUnlisted } from './nodes/capability-unlisted.ts';
import { clockSkew } from './nodes/clock-skew.ts';
import { linkDown, linkFlapping, nodeDown } from './nodes/node-down.ts';
import { nodeIdShared } from './nodes/node-id-shared.ts';
import { nodeIgnored } from './nodes/node-ignored.ts';
import { nodePhantom } from './nodes/node-phantom.ts';
import { nodeRemoved } from './nodes/node-removed.ts';
import { nodeRestarted } from './nodes/node-restarted.ts';
import { nodeStuck } from './nodes/node-stuck.ts';
import { tagNoActive, tagTwoActive, tagUnannounced } from './nodes/sharing-tag.ts';
import { statusUntold } from './packets/status-untold.ts';
import { malformedPackets, remoteCommands, unknownPackets } from './packets/unreadable-packets.ts';
import { versionRefused } from './packets/version-refused.ts';
import { notSynced } from './syncs/not-synced.ts';
import { syncAborted } from './syncs/sync-aborted.ts';
import { syncRefused } from './syncs/sync-refused.ts';
import { syncShort } from './syncs/sync-short.ts';
import { syncSlow } from './syncs/sync-slow.ts';
import { syncUnanswered } from './syncs/sync-unanswered.ts';
import { syncedEarly } from './syncs/synced-early.ts';
import { syncedEmpty } from './syncs/synced-empty.ts';
import { syncedTwice } from './syncs/synced-twice.ts';

/** All rules; among findings of equal severity, those of earlier rules come first. */
export const RULES: readonly Rule[] = [
  nodeIdShared,
  versionRefused,
  syncRefused,
  syncShort,
  syncAborted,
  syncUnanswered,
  syncSlow,
  notSynced,
  syncedEarly,
  syncedEmpty,
  syncedTwice,
  nodeDown,
  nodeStuck,
  nodeIgnored,
  contactMissing,
  contactStale,
  contactOutdated,
  contactUntold,
  contactLabels,
  contactExpiry,
  contactUnreached,
  dialogMissing,
  dialogStale,
  dialogLeftOut,
  dialogUnreached,
  strayPackets,
  tagTwoActive,
  tagNoActive,
  tagUnannounced,
  capabilityUnlisted,
  statusUntold,
  clockSkew,
  linkFlapping,
  linkDown,
  linkLossy,
  streamOutOfStep,
  connectionCut,
  receiverBlocked,
  pongLate,
  pingUnanswered,
  nodeUnknown,
  sourceAddress,
  nodePhantom,
  packetsRepeated,
  trafficSurge,
  malformedPackets,
  contactDuplicate,
  nodeRestarted,
  nodeRemoved,
  linkLost,
  unknownPackets,
  remoteCommands,
];

const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];

/** All findings, the most severe first. */
export function check(evidence: Evidence): readonly Finding[] {
  return inOneGo(checkInSteps(evidence));
}

/** The same in steps, for a screen: rules that look at every AOR take their time. */
export function* checkInSteps(evidence: Evidence): Steps<readonly Finding[]> {
  const found: Finding[] = [];
  for (const rule of RULES) {
    const findings = rule.find(evidence);
    for (const one of 'next' in findings ? yield* findings : findings) found.push(one);
    yield;
  }
  return found.sort((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
}
