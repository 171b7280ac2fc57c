import { ANY_RELEASE, type ReleaseSet, releases } from '../../../../decoders/bin/releases.ts';
import type { MessageId } from '../../../ids.ts';
import { ITEMS_OF_STEP, type Steps } from '../../../tables/steps.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { HeldContact } from '../held/held-contact.ts';
import type { AorState } from './aor-state.ts';

/**
 * AORs at a node whose contacts carry different labels of the AOR's record, although a node has only one
 * record per AOR.
 */
export interface DifferingLabels {
  readonly cluster: number;
  readonly node: number;
  /** Is the node certainly of a release that keeps the labels of others? */
  readonly isCertain: boolean;
  readonly aors: readonly string[];
  /** The nodes that sent the contacts. */
  readonly from: ReadonlySet<number>;
  readonly messages: readonly MessageId[];
}

/** Receivers that keep the sender's contact id; later ones compute their own (spec bin-capabilities 4.4). */
const KEEPING = releases('2.4.2-3.3');

export function* differingLabels(
  aors: readonly AorState[],
  { coverage, releases: known }: AnalysisContext,
): Steps<readonly DifferingLabels[]> {
  const found = new Map<
    string,
    DifferingLabels & { aors: string[]; from: Set<number>; messages: MessageId[] }
  >();
  for (const [at, { cluster, aor, nodes }] of aors.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    for (const [node, { contacts }] of nodes) {
      if (contacts.length < 2 || !coverage.covers(cluster, node)) continue;
      const release = releaseOf(cluster, node, contacts, known);
      if ((release & KEEPING) === 0 || !haveSeveral(contacts)) continue;
      const key = `${cluster} ${node}`;
      const isCertain = (release & ~KEEPING) === 0;
      const one = found.get(key) ?? { cluster, node, isCertain, aors: [], from: new Set(), messages: [] };
      found.set(key, one);
      one.aors.push(aor);
      for (const { from, message } of contacts) {
        one.from.add(from ?? node);
        one.messages.push(message);
      }
    }
  }
  return [...found.values()];
}

/**
 * For a node that has not shown its release: what the senders of its contacts may be, as all nodes usually
 * have the same.
 */
function releaseOf(
  cluster: number,
  node: number,
  contacts: readonly HeldContact[],
  known: AnalysisContext['releases'],
): ReleaseSet {
  const own = known.of(cluster, node);
  if (own !== ANY_RELEASE) return own;
  return contacts.reduce((all, { from }) => all | known.of(cluster, from ?? node), 0);
}

function haveSeveral(contacts: readonly HeldContact[]): boolean {
  let known: bigint | undefined;
  for (const { version } of contacts) {
    const label = labelOf(version.contactId);
    if (label === undefined) continue;
    if (known !== undefined && known !== label) return true;
    known = label;
  }
  return false;
}

/** Bits 14 to 45 of a contact id (spec bin-capabilities 4.1). */
function labelOf(contactId: bigint | undefined): bigint | undefined {
  return contactId === undefined ? undefined : (contactId >> 14n) & 0xffffffffn;
}
