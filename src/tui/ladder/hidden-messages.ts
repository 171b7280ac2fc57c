import { compileFilter } from '../../filter/compile.ts';
import type { Flow } from '../../flows/flow.ts';
import { messagesOf } from '../../flows/related-flows.ts';
import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import type { Stage } from '../views/view.ts';

/** Messages that are judged in one step; fewer if the filter has to read their bytes. */
const STEP = 256;
const SMALL_STEP = 8;

/** The messages of these flows that do not match the display filter; undefined if there is no filter. */
export function* hiddenMessages(
  { filter, isFiltered, session }: Stage,
  flows: readonly Flow[],
): Steps<ReadonlySet<MessageId> | undefined> {
  if (!isFiltered) return undefined;
  const compiled = compileFilter(filter, session.facts);
  const step = compiled.needsBytes ? SMALL_STEP : STEP;
  const hidden = new Set<MessageId>();
  let judged = 0;
  for (const id of messagesOf(flows)) {
    if (!compiled.matches(id)) hidden.add(id);
    if (++judged % step === 0) yield;
  }
  return hidden;
}
