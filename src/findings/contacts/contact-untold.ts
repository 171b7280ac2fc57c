import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { UntoldRegistrations } from '../../cluster/contacts/reports/untold-registrations.ts';
import { type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

/** Fewer contacts may simply not have been replicated yet. */
const LEAST = 3;

/** A node has registrations but replicates none: in federation sharing, it may lack a SIP address. */
export const contactUntold: Rule = {
  name: 'contact-untold',
  find: (evidence) =>
    evidence.untold.flatMap((one) =>
      one.aors.length >= LEAST && lacksAddress(one, evidence) ? [finding(one)] : [],
    ),
};

/** The node described itself without a SIP address, while others have one or replicate their contacts. */
function lacksAddress({ cluster, node, othersTell }: UntoldRegistrations, { nodes }: Evidence): boolean {
  const members = nodes.filter((one) => one.cluster === cluster);
  const { description, links } = members.find((one) => one.node === node) ?? {};
  if (description?.own !== true || description.sipAddress !== '') return false;
  const others = members.filter((one) => one.node !== node);
  const hasAddress = others.some((one) => (one.description?.sipAddress ?? '') !== '');
  return (othersTell || hasAddress) && links?.some(({ state }) => state === 'up') === true;
}

function finding({ cluster, node, aors, messages }: UntoldRegistrations): Finding {
  return {
    rule: 'contact-untold',
    severity: 'warning',
    title: `contacts not replicated: node ${node} has ${howMany(aors.length, 'registration')}, and tells no node of any`,
    detail:
      'Its links are up, and it has described itself without a sip_addr. In a federation contacts go to nodes of the ' +
      'same SIP address, and are found by it: without one they stay where they are.',
    cluster,
    nodes: [node],
    aors: named(aors),
    callIds: [],
    capabilities: [CapabilityName.Contacts],
    messages: named(messages),
    confidence: 'likely',
    reference: 'https://github.com/OpenSIPS/opensips/issues/1369',
  };
}
