import type { MessageId } from '../../../ids.ts';
import { ITEMS_OF_STEP, type Steps } from '../../../tables/steps.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { ContactTracker } from '../contact-tracker.ts';
import type { AorState } from './aor-state.ts';

/** Contacts registered at a node that has replicated no contact to any other node. */
export interface UntoldRegistrations {
  readonly cluster: number;
  readonly node: number;
  readonly aors: readonly string[];
  readonly messages: readonly MessageId[];
  /** Do other nodes of the cluster replicate theirs? */
  readonly othersTell: boolean;
}

/** Nanoseconds. A node replicates a contact before it answers the REGISTER, or soon after. */
const NEAR = 1e9;

/** Only where the captures leave no doubt that the node has told nobody since. */
export function* untoldRegistrations(
  tracker: ContactTracker,
  { coverage, lapses }: AnalysisContext,
  aors: readonly AorState[],
  time: number,
): Steps<readonly UntoldRegistrations[]> {
  const { sharing } = tracker;
  const found = new Map<string, UntoldRegistrations & { aors: string[]; messages: MessageId[] }>();
  for (const [at, { cluster, aor, nodes }] of aors.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    for (const [node, { contacts }] of nodes) {
      if (sharing.tells(cluster, node) || !coverage.covers(cluster, node)) continue;
      const own = contacts.filter(({ origin }) => origin === 'register');
      const since = Math.min(...own.map((one) => one.since)) - NEAR;
      if (own.length === 0 || lapses.outOf(cluster, node, since, time)) continue;
      const key = `${cluster} ${node}`;
      const othersTell = tracker.membersOf(cluster).some((other) => sharing.tells(cluster, other));
      const known = found.get(key) ?? { cluster, node, aors: [], messages: [], othersTell };
      found.set(key, known);
      known.aors.push(aor);
      for (const { message } of own) known.messages.push(message);
    }
  }
  return [...found.values()];
}
