import { inOneGo, type Steps } from '../tables/steps.ts';
import { capabilityUnlisted } from './capability-unlisted.ts';
import { clockSkew } from './clock-skew.ts';
import { connectionCut, receiverBlocked, streamOutOfStep } from './connection-troubles.ts';
import { contactDuplicate } from './contact-duplicate.ts';
import { contactExpiry } from './contact-expiry.ts';
import { contactLabels } from './contact-labels.ts';
import { contactMissing, contactOutdated, contactStale } from './contact-missing.ts';
import { contactUnreached } from './contact-unreached.ts';
import { contactUntold } from './contact-untold.ts';
import { dialogLeftOut } from './dialog-left-out.ts';
import { dialogMissing, dialogStale } from './dialog-missing.ts';
import { dialogUnreached } from './dialog-unreached.ts';
import type { Evidence, Finding, Rule, Severity } from './finding.ts';
import { linkLossy } from './link-lossy.ts';
import { linkLost } from './link-lost.ts';
import { linkDown, linkFlapping, nodeDown } from './node-down.ts';
import { nodeIdShared } from './node-id-shared.ts';
import { nodeIgnored } from './node-ignored.ts';
import { nodePhantom } from './node-phantom.ts';
import { nodeRestarted } from './node-restarted.ts';
import { nodeStuck } from './node-stuck.ts';
import { notSynced } from './not-synced.ts';
import { nodeUnknown, pingUnanswered, sourceAddress } from './ping-unanswered.ts';
import { pongLate } from './pong-late.ts';
import { tagNoActive, tagTwoActive, tagUnannounced } from './sharing-tag.ts';
import { statusUntold } from './status-untold.ts';
import { strayPackets } from './stray-packets.ts';
import { syncAborted } from './sync-aborted.ts';
import { syncRefused } from './sync-refused.ts';
import { syncShort } from './sync-short.ts';
import { syncSlow } from './sync-slow.ts';
import { syncUnanswered } from './sync-unanswered.ts';
import { syncedEarly } from './synced-early.ts';
import { syncedEmpty } from './synced-empty.ts';
import { syncedTwice } from './synced-twice.ts';
import { packetsRepeated, trafficSurge } from './traffic.ts';
import { malformedPackets, remoteCommands, unknownPackets } from './unreadable-packets.ts';
import { versionRefused } from './version-refused.ts';

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
