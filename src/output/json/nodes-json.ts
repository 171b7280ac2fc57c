import type { TimeBase } from '../../capture/time-base.ts';
import type { Capability } from '../../cluster/nodes/capabilities/capability.ts';
import type { Bridge, LinkReport, NodeReport } from '../../cluster/nodes/node-model.ts';
import { TRANSPORT_NAMES } from '../../reassembly/carried-message.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { jsonLine } from './json-line.ts';

/** One node of a cluster as a line of NDJSON. An absent member is unknown. */
export function nodeJson(report: NodeReport, base: TimeBase): string {
  const { cluster, node, addresses, description, seed, release, neighbours, bridges } = report;
  const { restarted, away, heard } = report;
  const fields = {
    v: 1,
    cluster,
    node,
    addresses: addresses.listeners,
    ...(addresses.outgoing.length === 0 ? {} : { outgoing: addresses.outgoing }),
    sip: addresses.sip.map(({ transport, address }) => `${TRANSPORT_NAMES[transport]}:${address}`),
    ...(description === undefined ? {} : { description: description.url }),
    ...(description === undefined || description.sipAddress === ''
      ? {}
      : { sipAddress: description.sipAddress }),
    seed,
    ...(release === undefined ? {} : { release }),
    links: Object.fromEntries(report.links.map((link) => [link.to, linkFields(link, base)])),
    ...(neighbours === undefined ? {} : { neighbours }),
    capabilities: Object.fromEntries(
      [...report.capabilities].map(([name, one]) => [name, capabilityFields(one, base)]),
    ),
    tags: Object.fromEntries([...report.tags].map(([tag, { state }]) => [tag, state])),
    tagsSince: Object.fromEntries([...report.tags].map(([tag, { since }]) => [tag, rfc3339(base, since)])),
    ...(bridges.length === 0 ? {} : { bridges: bridges.map(bridgeFields) }),
    ...(restarted === undefined ? {} : { restarted: rfc3339(base, restarted) }),
    ...(away === undefined ? {} : { away: { why: away.why, since: rfc3339(base, away.since) } }),
    ...(heard === undefined ? {} : { heard: rfc3339(base, heard) }),
    captured: report.covered,
  };
  return jsonLine(fields);
}

function linkFields({ state, since, roundTrip, nextHop }: LinkReport, base: TimeBase) {
  return {
    state,
    ...(since === undefined || state === 'unknown' ? {} : { since: rfc3339(base, since) }),
    ...(roundTrip === undefined
      ? {}
      : { rttMs: milliseconds(roundTrip.latest), longestRttMs: milliseconds(roundTrip.longest) }),
    ...(nextHop === undefined ? {} : { nextHop: nextHop === 'none' ? null : nextHop }),
  };
}

function capabilityFields({ state, since, by, syncing }: Capability, base: TimeBase) {
  return {
    state,
    ...(since === undefined ? {} : { since: rfc3339(base, since) }),
    by,
    ...(syncing === undefined
      ? {}
      : { syncing: { donor: syncing.donor, since: rfc3339(base, syncing.since) } }),
  };
}

function bridgeFields({ cluster, node, address, packets }: Bridge) {
  return { cluster, ...(node === undefined ? {} : { node }), address, packets };
}

/** Rounded to the nanosecond, which removes floating-point noise. */
function milliseconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e6;
}
