import { type AorState, aorStateAt } from '../../cluster/contacts/reports/aor-state.ts';
import { differingLabels } from '../../cluster/contacts/reports/differing-labels.ts';
import type { KnownAorStates } from '../../cluster/contacts/reports/known-aor-states.ts';
import { untoldRegistrations } from '../../cluster/contacts/reports/untold-registrations.ts';
import { type DialogReport, dialogReportsInSteps } from '../../cluster/dialogs/dialog-reports.ts';
import { SHARING_TAG } from '../../cluster/dialogs/dialog-version.ts';
import type { Evidence } from '../../findings/finding.ts';
import type { Steps } from '../../tables/steps.ts';
import type { Session } from '../session.ts';
import type { Analysis } from './analysis.ts';
import { packetEvidenceInSteps } from './packet-evidence.ts';

/** The parts of evidence that take a look at each single AOR, dialog or message. */
export type EvidencePart = 'aors' | 'dialogs' | 'messages';

/** A part that was left out, because there are so many of them. */
export interface LeftOut {
  readonly part: EvidencePart;
  readonly count: number;
}

/**
 * Evidence for a screen, and the parts that it lacks because they would take too long to find out again and
 * again.
 */
export interface ScreenEvidence {
  readonly evidence: Evidence;
  readonly leftOut: readonly LeftOut[];
}

/** Limits up to which a part is found out again while more is read. Once everything is read there is no limit. */
export const MOST_WHILE_READING: Limits = { aors: 50_000, dialogs: 20_000, messages: 200_000 };

type Limits = Readonly<Record<EvidencePart, number>>;

/** The states that are wanted, in no particular order. */
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

/** AORs in one step, which takes a fraction of a millisecond. */
const STEP = 16;

/** Completes the evidence of `cluster` by the parts that look at each AOR, dialog and packet, in small steps. */
export function* evidenceInSteps(
  session: Session,
  analysis: Analysis,
  cluster: Evidence,
  aors: KnownAorStates,
  most: Limits | undefined,
): Steps<ScreenEvidence> {
  const leftOut: LeftOut[] = [];
  let evidence = cluster;
  for (const part of PARTS) {
    const count = countOf(part, session, analysis);
    if (most !== undefined && count > most[part]) leftOut.push({ part, count });
    else evidence = { ...evidence, ...(yield* partInSteps(part, session, analysis, cluster, aors)) };
    yield;
  }
  return { evidence, leftOut };
}

const PARTS: readonly EvidencePart[] = ['aors', 'dialogs', 'messages'];

function countOf(part: EvidencePart, session: Session, { contacts, dialogs }: Analysis): number {
  if (part === 'messages') return session.tables.order.length;
  return part === 'aors' ? contacts.store.size : dialogs.store.size;
}

/** One part, reduced to what some rule may find wrong. `aors` remembers the states that it has found before. */
export function partInSteps(
  part: EvidencePart,
  session: Session,
  analysis: Analysis,
  cluster: Evidence,
  aors: KnownAorStates,
): Steps<Partial<Evidence>> {
  if (part === 'messages') return packetEvidenceInSteps(session, analysis.time);
  return part === 'aors' ? contactEvidence(analysis, aors) : dialogEvidence(analysis, cluster);
}

function* contactEvidence(analysis: Analysis, aors: KnownAorStates): Steps<Partial<Evidence>> {
  const { contacts, context, time } = analysis;
  const mayTell = ({ cluster: of, consistent, rows, nodes }: AorState): boolean =>
    !consistent || rows.length > 1 || [...nodes.keys()].some((node) => !contacts.sharing.tells(of, node));
  // With very many AORs this is done only once, so remembering their states would only cost memory.
  const isMuch = contacts.store.size > MOST_WHILE_READING.aors;
  if (isMuch) aors.forget();
  const states = yield* isMuch ? statesOnce(analysis, mayTell) : aors.at(time, mayTell);
  const untold = yield* untoldRegistrations(contacts, context, states, time);
  return { aors: states, untold, labels: yield* differingLabels(states, context) };
}

function* dialogEvidence({ dialogs, context, time }: Analysis, cluster: Evidence): Steps<Partial<Evidence>> {
  const refused = new Set(cluster.refused.map(({ callId }) => callId));
  const announced = new Set(cluster.tags.map(({ cluster: of, tag }) => `${of} ${tag}`));
  const mayTell = ({ missing, callId, version, cluster: of }: DialogReport): boolean => {
    const tag = version?.values.get(SHARING_TAG);
    return missing.length > 0 || refused.has(callId) || (tag !== undefined && !announced.has(`${of} ${tag}`));
  };
  return { dialogs: yield* dialogReportsInSteps(dialogs, context, time, mayTell) };
}
