import { CallLeg } from './call-leg.ts';
import type { Outcome } from './outcome.ts';
import type { SipFacts } from './sip-facts.ts';

/** At most so many legs (Call-IDs) of one call are followed. A B2BUA makes two, a bridged call a few. */
export const MOST_LEGS = 16;

/** A call with all its legs. Its outcome is that of the leg that began first, which is the caller's. */
export class CallOutcome implements Outcome {
  /** Mostly one or two. */
  private legs: readonly CallLeg[] = [];

  request(facts: SipFacts, time: number): void {
    this.leg(facts.callId, facts.from, facts.to)?.request(facts, time);
  }

  response(facts: SipFacts, time: number): void {
    this.leg(facts.callId, facts.from, facts.to)?.response(facts, time);
  }

  leg(callId: string, from: string, to: string): CallLeg | undefined {
    for (const leg of this.legs) {
      if (leg.callId !== callId) continue;
      leg.isBetween(from, to);
      return leg;
    }
    if (this.legs.length >= MOST_LEGS) return undefined;
    const leg = new CallLeg(callId, from, to);
    this.legs = this.legs.concat([leg]);
    return leg;
  }

  /** Takes over the legs of another flow that turned out to be the same call. */
  absorb(other: CallOutcome): void {
    const legs = new Map(this.legs.map((leg) => [leg.callId, leg]));
    for (const leg of other.legs) if (legs.size < MOST_LEGS) legs.set(leg.callId, leg);
    this.legs = [...legs.values()];
  }

  get from(): string {
    return this.first?.from ?? '';
  }

  get to(): string {
    return this.first?.to ?? '';
  }

  get setupTime(): number | undefined {
    return this.first?.setupTime;
  }

  get talkTime(): number | undefined {
    return this.first?.talkTime;
  }

  state(now: number): string {
    return this.first?.state(now) ?? 'UNKNOWN';
  }

  refusal(now: number): number | undefined {
    return this.first?.refusal(now);
  }

  overSince(now: number): number | undefined {
    const { first } = this;
    let over = first?.overSince(now);
    if (over === undefined) return undefined;
    for (const leg of this.legs) {
      if (leg !== first) over = Math.max(over, leg.overSince(now) ?? over);
    }
    return over;
  }

  private get first(): CallLeg | undefined {
    let first: CallLeg | undefined;
    for (const leg of this.legs) {
      const earlier = (leg.begun ?? Infinity) < (first?.begun ?? Infinity);
      if (first === undefined || (earlier && leg.isTelling)) first = leg;
    }
    return first;
  }
}
