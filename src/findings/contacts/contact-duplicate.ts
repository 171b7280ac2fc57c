import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { AorState } from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import { ITEMS_OF_STEP } from '../../tables/steps.ts';
import { type Finding, howMany, named, type Rule } from '../finding.ts';

interface Twins {
  readonly state: AorState;
  readonly rows: readonly ContactRow[];
}

/** One phone is registered more than once: it rings twice, and calls go to its old address as well. */
export const contactDuplicate: Rule = {
  name: 'contact-duplicate',
  *find({ aors }) {
    const clusters = new Map<number, Twins[]>();
    for (const [at, state] of aors.entries()) {
      if (at % ITEMS_OF_STEP === 0) yield;
      if (state.rows.length < 2) continue;
      for (const rows of byPhone(state.rows)) {
        if (!isTwice(rows)) continue;
        const known = clusters.get(state.cluster) ?? [];
        clusters.set(state.cluster, known);
        known.push({ state, rows });
      }
    }
    return [...clusters].map(([cluster, twins]) => finding(cluster, twins));
  },
};

/** Rows with the same +sip.instance, which identifies a device (RFC 5626 4.1). */
function byPhone(rows: AorState['rows']): Iterable<readonly ContactRow[]> {
  const phones = new Map<string, ContactRow[]>();
  for (const row of rows) {
    const { instance } = row.held.version;
    if (instance === undefined || instance === '') continue;
    const known = phones.get(instance) ?? [];
    phones.set(instance, known);
    known.push(row);
  }
  return phones.values();
}

/** Does a node hold more than one of them, with different Call-IDs? */
function isTwice(rows: readonly ContactRow[]): boolean {
  const callIds = new Map<number, Set<string>>();
  for (const { byNode } of rows) {
    for (const [node, { version }] of byNode) {
      const known = callIds.get(node) ?? new Set<string>();
      callIds.set(node, known);
      if (version.callId !== undefined) known.add(version.callId);
    }
  }
  return [...callIds.values()].some(({ size }) => size > 1);
}

function finding(cluster: number, twins: readonly Twins[]): Finding {
  const rows = twins.flatMap((one) => one.rows);
  return {
    rule: 'contact-duplicate',
    severity: 'info',
    title: `contacts twice: ${howMany(twins.length, 'phone')} with more than one registration`,
    detail:
      'Contacts of one +sip.instance with several Call-IDs: the phone began anew, and what it had registered before ' +
      'was neither replaced nor removed. A matching mode that goes by the instance, or fewer contacts of an AOR, help.',
    cluster,
    nodes: [...new Set(rows.flatMap(({ byNode }) => [...byNode.keys()]))].sort((a, b) => a - b),
    aors: named(twins.map(({ state }) => state.aor)),
    callIds: named(rows.flatMap(({ held }) => held.version.callId ?? [])),
    capabilities: [CapabilityName.Contacts],
    messages: named(rows.map(({ held }) => held.message)),
    confidence: 'likely',
    reference: 'https://github.com/OpenSIPS/opensips/issues/1365',
  };
}
