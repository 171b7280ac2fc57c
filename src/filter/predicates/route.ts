import type { MessageId } from '../../ids.ts';
import type { MessageColumns, MessageFacts } from '../message-facts.ts';
import { Memo } from './memo.ts';
import { Cost, type Predicate } from './predicate.ts';

/** Judges cluster, originator or final destination of a BIN packet. */
export class RoutePredicate implements Predicate {
  readonly cost = Cost.Kind;
  private readonly index: MessageColumns;
  private readonly memo: Memo;

  constructor(facts: MessageFacts, judge: (route: number) => boolean) {
    this.index = facts.index;
    this.memo = new Memo(judge);
  }

  holds(message: MessageId): boolean {
    return this.memo.holds(this.index.route(message));
  }

  /** Routes never change. */
  forget(): void {}
}
