import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { UnaskedUnregisters } from '../../cluster/sip/node-unregisters.ts';
import { type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

/** A node acts on expired contacts although its sharing tag is backup. */
export const contactExpiry: Rule = {
  name: 'contact-expiry-acted',
  find: (evidence) => evidence.unregisters.flatMap((one) => finding(one, holderBesides(one, evidence)) ?? []),
};

interface Holder {
  readonly node: number;
  readonly tag: string;
}

/** The node that held a sharing tag at that time; undefined if this node itself held one. */
function holderBesides({ cluster, node, time }: UnaskedUnregisters, { tags }: Evidence): Holder | undefined {
  const ours = tags.filter((one) => one.cluster === cluster);
  if (ours.some(({ holders }) => holders.some((one) => one.node === node))) return undefined;
  for (const { tag, holders } of ours) {
    const holder = holders.find(({ since }) => since <= time);
    if (holder !== undefined) return { node: holder.node, tag };
  }
  return undefined;
}

function finding(one: UnaskedUnregisters, holder: Holder | undefined): Finding | undefined {
  if (holder === undefined) return undefined;
  const { cluster, node, home, registrar, count, uris, messages } = one;
  return {
    rule: 'contact-expiry-acted',
    severity: 'warning',
    title: `expiry acted on: node ${node} removed ${howMany(count, 'registration')} of node ${home} at ${registrar}`,
    detail:
      `No phone asked it to, and sharing tag ${holder.tag} is held by node ${holder.node}: a backup that acts on what ` +
      'expires with it removes what phones may have refreshed elsewhere.',
    cluster,
    nodes: [node],
    aors: named(uris),
    callIds: [],
    capabilities: [CapabilityName.Contacts],
    messages: named(messages),
    confidence: 'likely',
    reference: 'https://github.com/OpenSIPS/opensips/issues/2559',
  };
}
