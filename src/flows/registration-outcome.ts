import { deltaSeconds, expiresOf } from '../../decoders/sip/expires.ts';
import { parameterOf } from '../../decoders/sip/parse-address.ts';
import { knownText } from '../tables/known-texts.ts';
import { isChallenge, type Outcome, refusing, SECOND, TRANSACTION_TIME } from './outcome.ts';
import type { SipFacts } from './sip-facts.ts';
import { contactKey } from './sip-names.ts';

/**
 * The lifetime if nobody names one: RFC 3261 10.2.1.1 leaves it to the registrar, and this is what most of
 * them grant.
 */
const USUAL_EXPIRES = 3600;

interface Pending {
  readonly cseq: number;
  readonly at: number;
  readonly removes: boolean;
  /** Undefined if the request leaves the lifetime to the registrar. */
  readonly expires: number | undefined;
}

/** One device's registration of an AOR: requests with their challenges, refreshes, removal, expiry. */
export class RegistrationOutcome implements Outcome {
  from: string;
  to = '';
  private contact = '';
  private pending: Pending | undefined;
  private word: 'REGISTERED' | 'REMOVED' | 'CHALLENGED' | 'REJECTED' | undefined;
  private wordAt = 0;
  /** The status that refused the last request; 0 where it was not refused. */
  private refusedWith = 0;
  /** Session time; undefined if for ever, or if there is no contact. */
  expiresAt: number | undefined;
  private begun: number | undefined;
  private firstAnswer: number | undefined;

  constructor(aor: string) {
    this.from = aor;
  }

  request(facts: SipFacts, time: number): void {
    if (facts.method !== 'REGISTER') return;
    const { contacts } = facts.sip;
    this.begun ??= time;
    // Later ones with this CSeq are the same request on further hops, or retransmissions: the first one counts.
    if (this.pending?.cseq === facts.cseq) return;
    const header = expiresOf(facts.sip);
    const own = contacts.find(({ uri }) => contactKey(uri) === this.contact) ?? contacts[0];
    const expires = (own === undefined ? undefined : deltaSeconds(parameterOf(own, 'expires'))) ?? header;
    // All contacts are removed: the one that was registered tells more than that.
    if (own?.uri === '*') this.to ||= '*';
    else if (own !== undefined) this.concerns(own.uri);
    this.pending = { cseq: facts.cseq, at: time, removes: own !== undefined && expires === 0, expires };
  }

  response(facts: SipFacts, time: number): void {
    const { pending } = this;
    if (facts.status < 200 || facts.method !== 'REGISTER') return;
    if (pending !== undefined && pending.cseq !== facts.cseq) return;
    this.pending = undefined;
    if (facts.status >= 300) {
      this.say(isChallenge(facts.status) ? 'CHALLENGED' : 'REJECTED', time);
      this.refusedWith = facts.status;
      return;
    }
    this.firstAnswer ??= time;
    if (pending?.removes === true) this.removed(time);
    else this.accepted(facts, pending?.expires, time);
  }

  /** The contact as a packet of usrloc has it; `expiresAt` is session time, undefined if for ever. */
  replicated(contact: string, expiresAt: number | undefined, time: number): void {
    this.concerns(contact);
    this.expiresAt = expiresAt;
    if (this.pending === undefined) this.say('REGISTERED', time);
  }

  /** The contact was removed, by whomever. */
  removed(time: number): void {
    this.expiresAt = undefined;
    this.say('REMOVED', time);
  }

  get setupTime(): number | undefined {
    return this.begun === undefined || this.firstAnswer === undefined
      ? undefined
      : this.firstAnswer - this.begun;
  }

  state(now: number): string {
    const { pending, word, expiresAt } = this;
    if (pending !== undefined && now - pending.at > TRANSACTION_TIME) return 'UNANSWERED';
    if (word === undefined) return 'PENDING';
    return word === 'REGISTERED' && expiresAt !== undefined && expiresAt <= now ? 'EXPIRED' : word;
  }

  refusal(now: number): number | undefined {
    const state = this.state(now);
    return state === 'CHALLENGED' || state === 'REJECTED' ? refusing(this.refusedWith) : undefined;
  }

  overSince(now: number): number | undefined {
    const { pending, expiresAt } = this;
    switch (this.state(now)) {
      case 'UNANSWERED':
        return (pending?.at ?? 0) + TRANSACTION_TIME;
      case 'EXPIRED':
        return expiresAt;
      case 'REMOVED':
      case 'REJECTED':
      case 'CHALLENGED':
        return this.wordAt;
      default:
        return undefined;
    }
  }

  private concerns(contact: string): void {
    // As nearly always.
    if (contact === this.to && this.contact !== '') return;
    this.to = knownText(contact);
    this.contact = contactKey(contact);
  }

  private accepted(facts: SipFacts, asked: number | undefined, time: number): void {
    const own = facts.sip.contacts.find(({ uri }) => contactKey(uri) === this.contact);
    // A query: a REGISTER without a contact, whose answer lists all bindings.
    const listed = own ?? (this.contact === '' ? facts.sip.contacts[0] : undefined);
    if (listed !== undefined && listed.uri !== '*') this.concerns(listed.uri);
    const granted = listed === undefined ? undefined : deltaSeconds(parameterOf(listed, 'expires'));
    const lasts = granted ?? expiresOf(facts.sip) ?? asked ?? USUAL_EXPIRES;
    this.expiresAt = time + lasts * SECOND;
    this.say('REGISTERED', time);
  }

  private say(word: NonNullable<typeof this.word>, time: number): void {
    this.word = word;
    this.wordAt = time;
    this.refusedWith = 0;
  }
}
