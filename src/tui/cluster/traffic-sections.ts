import type { CapabilityTraffic, PeerTraffic, Traffic } from '../../engine/traffic-rates.ts';
import { quoted } from '../../filter/quoted.ts';
import type { ClusterEntry, ClusterSection } from '../../view/cluster/cluster-rows.ts';
import { grouped } from '../../view/text/counts.ts';
import { fitText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';

/** Digits of a count, with their commas. */
const COUNT = 14;
const NAME = 28;
/** Peers of a capability that are listed. */
const MOST_PEERS = 40;

/** Traffic by capability, and inside it by pair of peers. */
export function trafficSections(
  capabilities: readonly CapabilityTraffic[],
  seconds: number,
): readonly ClusterSection[] {
  // Above the columns of what follows.
  const remark = `${'in all'.padStart(COUNT + NAME - 6)}${`last ${Number(seconds.toFixed(1))} s`.padStart(COUNT)}`;
  const all: ClusterSection = { title: 'messages', remark, entries: [] };
  return [
    all,
    ...capabilities.map((one): ClusterSection => {
      const filter = one.name === 'SIP' ? 'proto:sip' : `cap:${quoted(one.name)}`;
      const peers = one.peers.slice(0, MOST_PEERS).map((peer) => peerEntry(peer, filter, seconds));
      const rest = one.peers.length - peers.length;
      const more: ClusterEntry = { kind: 'line', row: [span(`      and ${rest} more`, 'dim')], filter };
      return {
        title: `messages ${one.name}`,
        remark: '',
        entries: rest === 0 ? peers : [...peers, more],
        part: { row: counts(printable(one.name), NAME, one, seconds), filter },
      };
    }),
  ];
}

function peerEntry(peer: PeerTraffic, filter: string, seconds: number): ClusterEntry {
  const { from, to } = peer;
  return {
    kind: 'line',
    row: [span('      '), ...counts(`${from.name} → ${to.name}`, NAME - 2, peer, seconds)],
    filter: `from:${from.addresses.join(',')} to:${to.addresses.join(',')} ${filter}`,
  };
}

function counts(name: string, width: number, { total, recent }: Traffic, seconds: number): Row {
  return [
    span(fitText(name, width)),
    span(grouped(total).padStart(COUNT)),
    span(`${(recent / seconds).toFixed(1)}/s`.padStart(COUNT), recent === 0 ? 'dim' : 'plain'),
  ];
}
