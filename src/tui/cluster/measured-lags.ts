import { type LagReport, ReplicationLags } from '../../engine/flows/replication-lags.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Steps } from '../../tables/steps.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';

const FLOWS_OF_STEP = 32;

/** How long replication took in these flows. In steps, because each of their packets is looked at. */
export function* measuredLags(
  flows: Iterable<Flow>,
  { session, places }: LadderInput,
): Steps<readonly LagReport[]> {
  const lags = new ReplicationLags(session, places);
  let looked = 0;
  for (const flow of flows) {
    lags.add(flow);
    if (++looked % FLOWS_OF_STEP === 0) yield;
  }
  return yield* lags.reportSteps();
}
