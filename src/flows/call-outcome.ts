import { CallLeg } from './call-leg.ts';
import type { Outcome } from './outcome.ts';
import type { SipFacts } from './sip-facts.ts';

/** Call-IDs of one call that are followed; a B2BUA makes two of them, a bridged call a few. */
export const MOST_LEGS = 16;

/** A call with all its legs. The leg that began first is what the caller knows of it. */
export class CallOutcome implements Outcome {
  private readonly legs = new Map<string, CallLeg>();

  request(facts: SipFacts, time: number): void {
    this.leg(facts.callId, facts.from, facts.to)?.request(facts, time);
  }

  response(facts: SipFacts, time: number): void {
    this.leg(facts.callId, facts.from, facts.to)?.response(facts, time);
  }

  leg(callId: string, from: string, to: string): CallLeg | undefined {
    let leg = this.legs.get(callId);
    if (leg === undefined && this.legs.size < MOST_LEGS) {
      leg = new CallLeg(from, to);
      this.legs.set(callId, leg);
    }
    return leg;
  }

  /** Takes over the legs of a flow that turned out to be the same call. */
  absorb(other: CallOutcome): void {
    for (const [callId, leg] of other.legs) if (this.legs.size < MOST_LEGS) this.legs.set(callId, leg);
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

  overSince(now: number): number | undefined {
    const over = this.first?.overSince(now);
    if (over === undefined) return undefined;
    return Math.max(over, ...[...this.legs.values()].map((leg) => leg.overSince(now) ?? over));
  }

  private get first(): CallLeg | undefined {
    let first: CallLeg | undefined;
    for (const leg of this.legs.values()) {
      const earlier = (leg.begun ?? Infinity) < (first?.begun ?? Infinity);
      if (first === undefined || (earlier && leg.isTelling)) first = leg;
    }
    return first;
  }
}
