import { type AorState, aorStateAt } from '../cluster/contacts/aor-state.ts';
import { differingLabels } from '../cluster/contacts/differing-labels.ts';
import type { KnownAorStates } from '../cluster/contacts/known-aor-states.ts';
import { untoldRegistrations } from '../cluster/contacts/untold-registrations.ts';
import { type DialogReport, dialogReportsInSteps } from '../cluster/dialogs/dialog-reports.ts';
import { SHARING_TAG } from '../cluster/dialogs/dialog-version.ts';
import type { Evidence } from '../findings/finding.ts';
import type { Steps } from '../tables/steps.ts';
import type { Analysis } from './analysis.ts';
import { packetEvidenceInSteps } from './packet-evidence.ts';
import type { Session } from './session.ts';

/** Evidence for a screen, with what was left out of it. */
export interface SeenEvidence {
  readonly evidence: Evidence;
  /** `300,000 AORs`: looked at by nobody, for there are too many to look at again and again. */
  readonly leftOut: readonly string[];
}

/** While more comes in, so many are looked at with each look; when all is read, any number, once. */
export const MOST_AGAIN: Limits = { aors: 50_000, dialogs: 20_000, messages: 200_000 };

type Limits = Readonly<Record<'aors' | 'dialogs' | 'messages', number>>;

/** The wanted states, in no order. */
function* statesOnce(
  { contacts, context, time }: Analysis,
  wanted: (state: AorState) => boolean,
): Steps<readonly AorState[]> {
  const stateAt = aorStateAt(contacts, context, time);
  const found: AorState[] = [];
  let looked = 0;
  for (const record of contacts.store.all()) {
    const state = stateAt(record);
    if (state !== undefined && wanted(state)) found.push(state);
    if (++looked % STEP === 0) yield;
  }
  return found;
}

/** AORs of a step: a fraction of a millisecond. */
const STEP = 16;

/**
 * `cluster` with what has to be found out for each AOR, dialog and packet, in steps. `aors` remembers what it has
 * found out before. Kept is what rules may tell something of.
 */
export function* evidenceInSteps(
  session: Session,
  analysis: Analysis,
  cluster: Evidence,
  aors: KnownAorStates,
  most: Limits | undefined,
): Steps<SeenEvidence> {
  const { contacts, dialogs, context, time } = analysis;
  const leftOut: string[] = [];
  const mayLook = (what: keyof Limits, count: number, name: string): boolean => {
    if (most === undefined || count <= most[what]) return true;
    leftOut.push(`${count} ${name}`);
    return false;
  };
  let evidence = cluster;
  if (mayLook('aors', contacts.store.size, 'AORs')) {
    const mayTell = ({ cluster: of, consistent, rows, nodes }: AorState): boolean =>
      !consistent || rows.length > 1 || [...nodes.keys()].some((node) => !contacts.sharing.tells(of, node));
    // Of many more, what was found out is not kept: it is hardly asked for again.
    const isMuch = contacts.store.size > MOST_AGAIN.aors;
    const states = yield* isMuch ? statesOnce(analysis, mayTell) : aors.at(time, mayTell);
    const untold = untoldRegistrations(contacts, context, states, time);
    evidence = { ...evidence, aors: states, untold, labels: differingLabels(states, context) };
    yield;
  }
  if (mayLook('dialogs', dialogs.store.size, 'dialogs')) {
    const refused = new Set(cluster.refused.map(({ callId }) => callId));
    const announced = new Set(cluster.tags.map(({ cluster: of, tag }) => `${of} ${tag}`));
    const mayTell = ({ missing, callId, version, cluster: of }: DialogReport): boolean => {
      const tag = version?.values.get(SHARING_TAG);
      return (
        missing.length > 0 || refused.has(callId) || (tag !== undefined && !announced.has(`${of} ${tag}`))
      );
    };
    evidence = { ...evidence, dialogs: yield* dialogReportsInSteps(dialogs, context, time, mayTell) };
  }
  if (mayLook('messages', session.tables.order.length, 'messages')) {
    evidence = { ...evidence, ...(yield* packetEvidenceInSteps(session, time)) };
  }
  return { evidence, leftOut };
}
