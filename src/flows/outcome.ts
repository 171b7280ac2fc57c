import type { SipFacts } from './sip-facts.ts';

/** One second in session time. */
export const SECOND = 1e9;

/** RFC 3261 17.1.1.2 and 17.1.2.2, timers B and F: 64 times T1. A request without an answer by then gets none. */
export const TRANSACTION_TIME = 32 * SECOND;

/** RFC 3261 16.6, timer C: a proxy gives up on an INVITE that only rings. */
export const TIMER_C = 180 * SECOND;

/** Branches of one request that ring at a time, of which that is remembered; more would be an attack. */
const MOST_RINGING = 64;

/** What became of a registration, call or the like, from its messages in the order of time. */
export interface Outcome {
  request(facts: SipFacts, time: number): void;
  response(facts: SipFacts, time: number): void;
  /** Who began it, and with whom or what; empty if unknown. */
  readonly from: string;
  readonly to: string;
  /** The word for it, at a time that is not before the last message. */
  state(now: number): string;
  /**
   * The status of the final response that made the state what it is, where that is a refusal or a redirection: 300 to 699;
   * undefined for all other states.
   */
  refusal(now: number): number | undefined;
  /** Since when nothing more is expected; undefined while it goes on. */
  overSince(now: number): number | undefined;
  /** Nanoseconds from the request to the answer that let it begin. */
  readonly setupTime?: number | undefined;
  /** Nanoseconds from that answer to the end. */
  readonly talkTime?: number | undefined;
}

/**
 * The transaction at the hop where the request was first seen: its responses decide. What a proxy gets from one of
 * several branches decides nothing yet.
 */
export class EntryTransaction {
  readonly method: string;
  readonly cseq: number;
  readonly begun: number;
  private readonly branch: number;
  /** Final status at the entry; 0 while there is none. */
  status = 0;
  answeredAt = 0;
  /** Time of the last provisional response, wherever. */
  provisionalAt: number | undefined;
  /** Time of the last one at the entry. */
  private waitsAt = Number.NEGATIVE_INFINITY;
  /** By branch, when a later hop last had one; those without a final response. */
  private ringing: Map<number, number> | undefined;
  /** Final status at a later hop: what there is where the entry was not captured. */
  private elsewhere = 0;
  private elsewhereAt = 0;

  constructor(facts: SipFacts, time: number) {
    this.method = facts.method;
    this.cseq = facts.cseq;
    this.branch = facts.branch;
    this.begun = time;
  }

  isOf(facts: SipFacts): boolean {
    return facts.cseq === this.cseq && facts.method === this.method;
  }

  isEntry(facts: SipFacts): boolean {
    return facts.branch === this.branch || this.branch === 0;
  }

  take(facts: SipFacts, time: number): void {
    if (facts.status < 200) {
      this.provisionalAt = time;
      if (this.isEntry(facts)) this.waitsAt = time;
      else this.rings(facts.branch, time);
    } else if (this.isEntry(facts)) {
      // A 2xx stays: what comes after it belongs to branches that lost.
      if (this.status >= 200 && this.status < 300) return;
      this.status = facts.status;
      this.answeredAt = time;
      this.ringing = undefined;
    } else {
      this.ringing?.delete(facts.branch);
      if (this.elsewhere > 0 && facts.status >= 300) return;
      this.elsewhere = facts.status;
      this.elsewhereAt = time;
    }
  }

  /** The final status, of another hop where the entry shows none; 0 while there is none. */
  finalStatus(now: number): number {
    if (this.status > 0) return this.status;
    if (this.elsewhere === 0 || now - this.elsewhereAt <= TRANSACTION_TIME) return 0;
    return this.successElsewhere || !this.isOpen(now) ? this.elsewhere : 0;
  }

  /** One branch may have refused; but the entry waits, or another branch rings (RFC 3261 16.7, step 5). */
  private isOpen(now: number): boolean {
    if (now - this.waitsAt <= TIMER_C) return true;
    for (const at of this.ringing?.values() ?? []) if (now - at <= TIMER_C) return true;
    return false;
  }

  private rings(branch: number, time: number): void {
    if (this.status > 0) return;
    this.ringing ??= new Map();
    if (this.ringing.size < MOST_RINGING || this.ringing.has(branch)) this.ringing.set(branch, time);
  }

  get success(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get successElsewhere(): boolean {
    return this.elsewhere >= 200 && this.elsewhere < 300;
  }
}

/** The status if it refuses or redirects, undefined if it does not. */
export function refusing(status: number): number | undefined {
  return status >= 300 ? status : undefined;
}

export function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}
