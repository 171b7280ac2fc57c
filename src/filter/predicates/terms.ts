import type { MessageId } from '../../ids.ts';
import type { MessageColumns } from '../message-facts.ts';
import { Memo } from './memo.ts';
import { Cost, type Predicate } from './predicate.ts';

/** Judges the message's terms (`aorTerm` and `callIdTerm` of the index): one of them is enough. */
export class TermsPredicate implements Predicate {
  readonly cost = Cost.Terms;
  private readonly index: MessageColumns;
  private readonly memo: Memo;

  constructor(index: MessageColumns, judge: (term: number) => boolean) {
    this.index = index;
    this.memo = new Memo(judge);
  }

  holds(message: MessageId): boolean {
    const count = this.index.termCount(message);
    for (let at = 0; at < count; at++) if (this.memo.holds(this.index.term(message, at))) return true;
    return false;
  }

  /** Strings never change. */
  forget(): void {}
}
