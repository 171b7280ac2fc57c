import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { type Finding, howMany, named, type Rule } from '../finding.ts';

/** Two nodes number the record of an AOR differently, but rely on each other's numbers. */
export const contactLabels: Rule = {
  name: 'contact-labels',
  find: ({ labels }) =>
    labels.map(
      ({ cluster, node, isCertain, aors, from, messages }): Finding => ({
        rule: 'contact-labels',
        severity: 'warning',
        title: `record labels differ: ${howMany(aors.length, 'AOR')} at node ${node}`,
        detail:
          `The ids of their contacts, of ${whose(from)}, name several records of one AOR: each of these nodes made ` +
          'one of its own. What goes by a contact id, as the results of pings do, finds no contact then.',
        cluster,
        nodes: [node],
        aors: named(aors),
        callIds: [],
        capabilities: [CapabilityName.Contacts],
        messages: named(messages.toSorted((a, b) => a - b)),
        confidence: isCertain ? 'certain' : 'likely',
        log: 'differring rlabels',
        reference: 'https://github.com/OpenSIPS/opensips/issues/3523',
      }),
    ),
};

function whose(from: ReadonlySet<number>): string {
  const nodes = [...from].sort((a, b) => a - b);
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
}
