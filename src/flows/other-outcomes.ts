import { deltaSeconds, expiresOf } from '../../decoders/sip/expires.ts';
import { headerValue } from '../../decoders/sip/message-view.ts';
import {
  EntryTransaction,
  isChallenge,
  type Outcome,
  refusing,
  SECOND,
  TRANSACTION_TIME,
} from './outcome.ts';
import type { SipFacts } from './sip-facts.ts';

/** MESSAGE, OPTIONS and the like: one request and its final response. The last request of the flow counts. */
export class RequestOutcome implements Outcome {
  from = '';
  to = '';
  protected entry: EntryTransaction | undefined;
  private begun: number | undefined;
  private firstSuccess: number | undefined;

  request(facts: SipFacts, time: number): void {
    this.meet(facts);
    if (facts.method === 'ACK' || facts.method === 'CANCEL') return;
    this.begun ??= time;
    if (this.entry?.isOf(facts) !== true) this.entry = new EntryTransaction(facts, time);
  }

  response(facts: SipFacts, time: number): void {
    this.meet(facts);
    this.entry ??= new EntryTransaction(facts, time);
    if (!this.entry.isOf(facts)) return;
    this.entry.take(facts, time);
    if (this.entry.success) this.firstSuccess ??= time;
  }

  get setupTime(): number | undefined {
    return this.begun === undefined || this.firstSuccess === undefined
      ? undefined
      : this.firstSuccess - this.begun;
  }

  state(now: number): string {
    const { entry } = this;
    if (entry === undefined) return 'UNKNOWN';
    const status = entry.finalStatus(now);
    if (status === 0) return now - entry.begun > TRANSACTION_TIME ? 'UNANSWERED' : 'PENDING';
    if (status < 300) return 'COMPLETED';
    if (isChallenge(status)) return 'CHALLENGED';
    return status < 400 ? 'DIVERTED' : 'REJECTED';
  }

  refusal(now: number): number | undefined {
    return REFUSED.has(this.state(now)) ? refusing(this.entry?.finalStatus(now) ?? 0) : undefined;
  }

  overSince(now: number): number | undefined {
    const { entry } = this;
    if (entry === undefined) return now;
    if (entry.finalStatus(now) > 0) return entry.answeredAt;
    return now - entry.begun > TRANSACTION_TIME ? entry.begun + TRANSACTION_TIME : undefined;
  }

  private meet(facts: SipFacts): void {
    if (this.from !== '' || this.to !== '') return;
    this.from = facts.from;
    this.to = facts.to;
  }
}

const REFUSED: ReadonlySet<string> = new Set(['CHALLENGED', 'DIVERTED', 'REJECTED']);

/** A subscription or publication: it lasts until it is ended, or is no longer refreshed. */
export class SubscriptionOutcome extends RequestOutcome {
  private word: 'ACTIVE' | 'PENDING' | 'PUBLISHED' | undefined;
  private endedAt: number | undefined;
  private expiresAt: number | undefined;
  private asked: number | undefined;

  override request(facts: SipFacts, time: number): void {
    if (facts.method === 'NOTIFY') this.notified(facts, time);
    // Responses to NOTIFY and to other requests within the dialog do not decide about the subscription.
    if (!LASTING.includes(facts.method)) return;
    this.asked = expiresOf(facts.sip);
    super.request(facts, time);
  }

  override response(facts: SipFacts, time: number): void {
    if (!LASTING.includes(facts.method)) return;
    super.response(facts, time);
    if (this.entry?.isOf(facts) !== true || !this.entry.success) return;
    this.lasts(facts.method === 'PUBLISH' ? 'PUBLISHED' : 'ACTIVE', expiresOf(facts.sip) ?? this.asked, time);
  }

  /** As a packet of presence has it; 0 seconds end it. */
  published(who: string, expires: number | undefined, time: number): void {
    if (this.from === '') this.from = who;
    this.lasts('PUBLISHED', expires, time);
  }

  /** A packet asks or tells about this presentity; it gives the flow its name if no SIP message has. */
  concerns(who: string): void {
    if (this.from === '') this.from = who;
  }

  override state(now: number): string {
    const basis = super.state(now);
    if (this.endedAt !== undefined) return this.word === 'PUBLISHED' ? 'REMOVED' : 'TERMINATED';
    if (basis !== 'COMPLETED' && basis !== 'UNKNOWN') return basis;
    if (this.word === undefined) return basis;
    return this.expiresAt !== undefined && this.expiresAt <= now ? 'EXPIRED' : this.word;
  }

  override overSince(now: number): number | undefined {
    if (this.endedAt !== undefined) return this.endedAt;
    if (this.word === undefined) return super.overSince(now);
    return this.expiresAt !== undefined && this.expiresAt <= now ? this.expiresAt : undefined;
  }

  private notified(facts: SipFacts, time: number): void {
    const text = headerValue(facts.sip, 'subscription-state') ?? '';
    const [state = '', ...params] = text.split(';').map((part) => part.trim());
    const [name, value] = params.map((param) => param.split('=')).find(([key]) => key === 'expires') ?? [];
    const expires = name === undefined ? undefined : deltaSeconds(value);
    if (/^terminated$/i.test(state)) this.endedAt = time;
    else if (/^pending$/i.test(state)) this.lasts('PENDING', expires, time);
    else if (/^active$/i.test(state)) this.lasts('ACTIVE', expires, time);
  }

  private lasts(word: NonNullable<typeof this.word>, expires: number | undefined, time: number): void {
    this.word = word;
    this.endedAt = expires === 0 ? time : undefined;
    if (expires !== undefined) this.expiresAt = time + expires * SECOND;
  }
}

const LASTING = ['SUBSCRIBE', 'PUBLISH', 'REFER'];
