import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Strays } from '../../cluster/dialogs/stray-packets.ts';
import { type Finding, howMany, named, type Rule } from '../finding.ts';

/** A node receives updates and deletions of dialogs that it never received. */
export const strayPackets: Rule = {
  name: 'dialog-stray-packets',
  find: ({ strays }) => [...bySender(strays)].map(finding),
};

/** Grouped by sender: such packets usually go to all nodes, and are useless to all of them. */
function bySender(strays: readonly Strays[]): Iterable<readonly Strays[]> {
  const senders = new Map<string, Strays[]>();
  for (const one of strays) {
    const key = `${one.cluster} ${one.from}`;
    senders.set(key, [...(senders.get(key) ?? []), one]);
  }
  return senders.values();
}

const VALUE = 'REPLICATION_DLG_VALUE';

function finding(strays: readonly Strays[]): Finding {
  const { cluster, from } = strays[0] as Strays;
  const nodes = strays.map(({ node }) => node).sort((a, b) => a - b);
  const packets = strays.flatMap((one) => one.packets).sort((a, b) => a.time - b.time);
  const more = strays.reduce((sum, one) => sum + one.more, 0);
  const dialogs = new Set(packets.map(({ callId }) => callId));
  const refused = packets.find(({ socket }) => socket !== undefined);
  const count = packets.length + more;
  return {
    rule: 'dialog-stray-packets',
    severity: 'warning',
    title:
      `packets about unknown dialogs: ${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')} got ` +
      `${count} of node ${from}, about ${howMany(dialogs.size, 'dialog')}`,
    detail:
      refused === undefined
        ? 'Nothing that would have created these dialogs was sent there. What came has no effect.'
        : `The dialogs were refused there for lack of the listener ${refused.socket}: a tag for the listener helps. ` +
          'What came later has no effect.',
    cluster,
    nodes,
    aors: [],
    callIds: named(dialogs),
    capabilities: [CapabilityName.Dialogs],
    messages: named(packets.map(({ message }) => message)),
    confidence: refused === undefined ? 'certain' : 'likely',
    ...(packets.some(({ name }) => name === VALUE) ? { log: 'Failed to process a binary packet!' } : {}),
    reference: 'https://github.com/OpenSIPS/opensips/issues/3699',
  };
}
