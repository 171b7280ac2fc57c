import { EntryTransaction, isChallenge, refusing, SECOND, TIMER_C, TRANSACTION_TIME } from './outcome.ts';
import type { SipFacts } from './sip-facts.ts';

/**
 * A call of which nothing was heard for so long is taken to have ended unseen. The default lifetime of an
 * OpenSIPS dialog.
 */
const LONGEST_CALL = 12 * 3600 * SECOND;

/**
 * One leg of a call: everything under one Call-ID, between the same two ends, at however many hops it was
 * captured.
 */
export class CallLeg {
  readonly callId: string;
  from: string;
  to: string;
  begun: number | undefined;
  private invite: EntryTransaction | undefined;
  private answered: number | undefined;
  private confirmed = false;
  private cancelledAt: number | undefined;
  private endedAt: number | undefined;
  /** The dialog as nodes replicated it. */
  private replicated = false;
  private timeoutAt: number | undefined;
  private deletedAt: number | undefined;
  private last = 0;

  constructor(callId: string, from: string, to: string) {
    this.callId = callId;
    this.from = from;
    this.to = to;
  }

  /** Not every packet names the two ends: DLG_VALUE and DLG_DELETED have the Call-ID only. The first that does counts. */
  isBetween(from: string, to: string): void {
    if (this.from !== '' || this.to !== '') return;
    this.from = from;
    this.to = to;
  }

  request(facts: SipFacts, time: number): void {
    this.last = time;
    switch (facts.method) {
      case 'INVITE':
        this.takeInvite(facts, time);
        break;
      case 'ACK':
        // An ACK to a failure goes from hop to hop (RFC 3261 17.1.1.3) and confirms no call.
        if (this.invite === undefined || this.answered !== undefined || this.invite.successElsewhere) {
          this.confirmed = true;
        }
        break;
      case 'CANCEL':
        // A proxy cancels the branches that did not win. Only the caller's own CANCEL ends the call.
        if (this.invite === undefined || this.invite.isEntry(facts)) this.cancelledAt ??= time;
        break;
      case 'BYE':
        this.endedAt ??= time;
        break;
      default:
        // A request within a dialog whose INVITE was not captured: the call was up before the capture began.
        if (this.invite === undefined && facts.inDialog) this.confirmed = true;
    }
  }

  response(facts: SipFacts, time: number): void {
    this.last = time;
    const { invite } = this;
    if (facts.method !== 'INVITE') return;
    if (invite === undefined) {
      if (facts.status >= 200 && facts.status < 300) this.confirmed = true;
      return;
    }
    if (!invite.isOf(facts)) return;
    invite.take(facts, time);
    if (invite.success) this.answered ??= time;
  }

  /** A packet says that the dialog exists (CREATED, UPDATED); `timeout` is when OpenSIPS ends it by itself. */
  dialogIs(timeout: number | undefined, time: number): void {
    this.last = time;
    this.replicated = true;
    if (timeout !== undefined) this.timeoutAt = timeout;
  }

  dialogDeleted(time: number): void {
    this.last = time;
    this.deletedAt ??= time;
  }

  /** Is enough known of this leg alone to tell what became of the call? */
  get isTelling(): boolean {
    return this.invite !== undefined || this.confirmed || this.endedAt !== undefined || this.replicated;
  }

  get setupTime(): number | undefined {
    if (this.answered === undefined || this.begun === undefined) return undefined;
    return this.answered - this.begun;
  }

  get talkTime(): number | undefined {
    const end = this.endedAt ?? this.deletedAt;
    return end === undefined || this.answered === undefined ? undefined : end - this.answered;
  }

  state(now: number): string {
    const { endedAt, deletedAt } = this;
    if (endedAt !== undefined) return 'COMPLETED';
    if (deletedAt !== undefined) return this.wasDue(deletedAt) ? 'EXPIRED' : 'COMPLETED';
    if (this.isUp) return now > this.lastMoment ? 'EXPIRED' : 'IN CALL';
    return this.stateOfInvite(now);
  }

  /** See `Outcome.refusal`; a call that was cancelled was not refused. */
  refusal(now: number): number | undefined {
    return REFUSED.has(this.state(now)) ? refusing(this.invite?.finalStatus(now) ?? 0) : undefined;
  }

  overSince(now: number): number | undefined {
    const { endedAt, deletedAt, invite } = this;
    if (endedAt !== undefined) return Math.max(endedAt, deletedAt ?? 0);
    if (deletedAt !== undefined && !this.wasDue(deletedAt)) return deletedAt;
    // The dialog's timeout is the nodes' own: phones go on talking beyond it, and their BYE is still to come.
    if (this.isTalking) return now > this.longest ? this.longest : undefined;
    if (this.isUp) return now > this.lastMoment ? this.lastMoment : undefined;
    if (invite === undefined || invite.finalStatus(now) > 0) return this.last;
    const givenUp = this.givesUpAt(invite);
    return now > givenUp ? givenUp : undefined;
  }

  private takeInvite(facts: SipFacts, time: number): void {
    if (facts.inDialog) {
      // A re-INVITE.
      if (this.invite === undefined) this.confirmed = true;
      return;
    }
    this.begun ??= time;
    // The same request at another hop is no new attempt; a request with credentials, or after a redirection, is one.
    if (this.invite === undefined || (facts.cseq > this.invite.cseq && !this.invite.success)) {
      this.invite = new EntryTransaction(facts, time);
      this.cancelledAt = undefined;
    }
  }

  private get isUp(): boolean {
    return this.replicated || this.isTalking;
  }

  /** By the SIP messages alone, whatever was replicated. */
  private get isTalking(): boolean {
    if (this.answered !== undefined) return true;
    return this.confirmed && (this.invite === undefined || this.invite.successElsewhere);
  }

  /** Had the dialog reached its timeout by then? */
  private wasDue(time: number): boolean {
    return this.timeoutAt !== undefined && this.timeoutAt <= time + SECOND;
  }

  private get lastMoment(): number {
    return this.timeoutAt ?? this.longest;
  }

  private get longest(): number {
    return this.last + LONGEST_CALL;
  }

  private stateOfInvite(now: number): string {
    const { invite } = this;
    if (invite === undefined) return this.cancelledAt === undefined ? 'UNKNOWN' : 'CANCELLED';
    const status = invite.finalStatus(now);
    if (this.cancelledAt !== undefined || status === 487) return 'CANCELLED';
    if (status > 0) return stateOfFinal(status);
    return now > this.givesUpAt(invite) ? 'EXPIRED' : 'SETUP';
  }

  private givesUpAt(invite: EntryTransaction): number {
    const { provisionalAt, begun } = invite;
    return provisionalAt === undefined ? begun + TRANSACTION_TIME : provisionalAt + TIMER_C;
  }
}

/** As users of sngrep know them. */
function stateOfFinal(status: number): string {
  if (isChallenge(status)) return 'CHALLENGED';
  if (status < 300) return 'IN CALL';
  if (status < 400) return 'DIVERTED';
  return BUSY.includes(status) ? 'BUSY' : 'REJECTED';
}

const BUSY = [480, 486, 600];
/** What `stateOfFinal` says of a response that is no success. */
const REFUSED: ReadonlySet<string> = new Set(['CHALLENGED', 'DIVERTED', 'BUSY', 'REJECTED']);
