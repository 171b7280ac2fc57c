import type { MessageId } from '../../ids.ts';
import type { MessageFacts, TermId } from '../message-facts.ts';
import { Memo } from './memo.ts';
import { Cost, type Predicate } from './predicate.ts';

/** One of the message's AORs and Call-IDs satisfies `judge`. */
export class TermsPredicate implements Predicate {
  readonly cost = Cost.Terms;
  private readonly facts: MessageFacts;
  private readonly memo: Memo;

  constructor(facts: MessageFacts, judge: (term: TermId) => boolean) {
    this.facts = facts;
    this.memo = new Memo((term) => judge(term as TermId));
  }

  holds(message: MessageId): boolean {
    const to = this.facts.termsTo(message);
    for (let at = this.facts.termsFrom(message); at < to; at++) {
      if (this.memo.holds(this.facts.termAt(at))) return true;
    }
    return false;
  }

  /** Strings never change. */
  forget(): void {}
}
