import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { type Finding, howMany, named, type Rule } from '../finding.ts';

/** A node sends to phones from another address than the one they registered at. */
export const contactUnreached: Rule = {
  name: 'contact-unreached',
  find: ({ phones: all }) =>
    all.map(
      ({ cluster, node, method, from, answering, count, phones, callIds, messages }): Finding => ({
        rule: 'contact-unreached',
        severity: 'warning',
        title:
          `contacts unreached: ${howMany(phones.size, 'phone')} did not answer ${howMany(count, method)} of node ${node} ` +
          `from ${from}`,
        detail:
          `The same ${phones.size === 1 ? 'one answers' : 'ones answer'} ${method} from ${answering}. A node that has no ` +
          'such listener drops it from the contact, and sends from one of its own: NAT and firewalls let nothing in ' +
          'from there. A shared address, or a tag for the listener, helps.',
        cluster,
        nodes: [node],
        aors: [],
        callIds: named(callIds),
        capabilities: [CapabilityName.Contacts],
        messages: named(messages),
        confidence: 'likely',
        reference: 'https://github.com/OpenSIPS/opensips/issues/1372',
      }),
    ),
};
