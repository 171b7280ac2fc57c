import { CallOutcome } from './call-outcome.ts';
import { RequestOutcome, SubscriptionOutcome } from './other-outcomes.ts';
import type { Outcome } from './outcome.ts';
import { RegistrationOutcome } from './registration-outcome.ts';

export type FlowKind = 'registration' | 'call' | 'subscription' | 'message' | 'options' | 'other';

/** What became of a flow, in a few words and numbers. */
export interface FlowSummary {
  readonly state: string;
  /** Of the final response, where the state is that it was refused or redirected. */
  readonly refusal?: number;
  /** Empty where unknown. */
  readonly from: string;
  readonly to: string;
  /** Nanoseconds; absent if the answer, or the end, was not captured. */
  readonly setupTime?: number;
  readonly talkTime?: number;
}

/** `name` is what the flow is about. */
export function newOutcome(kind: FlowKind, name: string): Outcome {
  switch (kind) {
    case 'call':
      return new CallOutcome();
    case 'registration':
      return new RegistrationOutcome(name);
    case 'subscription':
      return new SubscriptionOutcome();
    default:
      return new RequestOutcome();
  }
}

export function summaryOf(outcome: Outcome | undefined, now: number): FlowSummary {
  if (outcome === undefined) return { state: 'UNKNOWN', from: '', to: '' };
  const { from, to, setupTime, talkTime } = outcome;
  const refusal = outcome.refusal(now);
  return {
    state: outcome.state(now),
    from,
    to,
    ...(refusal === undefined ? {} : { refusal }),
    ...(setupTime === undefined ? {} : { setupTime }),
    ...(talkTime === undefined ? {} : { talkTime }),
  };
}
