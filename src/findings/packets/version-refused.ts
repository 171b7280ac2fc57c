import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Refusal } from '../../cluster/replication/refusals.ts';
import { type Evidence, type Finding, howOften, named, type Rule } from '../finding.ts';

/** Nodes of different releases: one drops what the other sends, and only logs a line. */
export const versionRefused: Rule = {
  name: 'version-refused',
  find: (evidence) => [
    ...evidence.contactRefusals.map((one) => finding(one, CapabilityName.Contacts, evidence)),
    ...evidence.dialogRefusals.map((one) => finding(one, CapabilityName.Dialogs, evidence)),
  ],
};

function finding(refusal: Refusal, capability: string, { nodes }: Evidence): Finding {
  const { cluster, from, node, count, messages, names } = refusal;
  const releaseOf = (id: number) =>
    nodes.find((one) => one.cluster === cluster && one.node === id)?.release ?? 'of unknown release';
  return {
    rule: 'version-refused',
    severity: 'error',
    title: `version refused: node ${node} drops ${capability} of node ${from}, ${howOften(count)}`,
    detail:
      `Node ${from} (${releaseOf(from)}) sends a version that node ${node} (${releaseOf(node)}) does not read. ` +
      'It lasts until both run releases that read each other.',
    cluster,
    nodes: [node],
    aors: capability === CapabilityName.Contacts ? named(names) : [],
    callIds: capability === CapabilityName.Dialogs ? named(names) : [],
    capabilities: [capability],
    messages: named(messages),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/2842',
  };
}
