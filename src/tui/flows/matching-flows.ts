import { flowFacts } from '../../engine/flows/flow-facts.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { Flow } from '../../flows/flow.ts';
import type { FlowTracker } from '../../flows/flow-tracker.ts';
import type { Steps } from '../../tables/steps.ts';
import type { Stage } from '../views/view.ts';

/** Flows looked at in a step; fewer where a filter may read their messages. */
const STEP = 1024;
const SMALL_STEP = 16;

/** The flows that go with the filter, in the order in which they began; in steps. */
export function* matchingFlows(
  { filter, session, isFiltered }: Stage,
  flows: FlowTracker,
): Steps<readonly Flow[]> {
  const matches = isFiltered ? rowFilter(filter, session.facts) : undefined;
  const found: Flow[] = [];
  let looked = 0;
  for (const flow of flows.each()) {
    if (++looked % (isFiltered ? SMALL_STEP : STEP) === 0) yield;
    if (matches === undefined || matches(flowFacts(flow))) found.push(flow);
  }
  return found;
}
