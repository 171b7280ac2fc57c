import type { FlowSummary } from '../../flows/flow.ts';

/** `COMPLETED`, `REJECTED 404`. That a challenge is a 401 or 407 need not be said. */
export function flowState({ state, refusal }: Pick<FlowSummary, 'state' | 'refusal'>): string {
  return refusal === undefined || state === 'CHALLENGED' ? state : `${state} ${refusal}`;
}

/** Without the status, where a column has no room for it. */
export function shortState(text: string): string {
  return text.replace(/ \d{3}$/, '');
}
