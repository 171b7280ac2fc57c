import type { MessageId } from '../../ids.ts';
import type { MessageKind } from '../../store/kinds.ts';
import type { MessageColumns, MessageFacts } from '../message-facts.ts';
import { Memo } from './memo.ts';
import { Cost, type Predicate } from './predicate.ts';

/** Judges the kind of the message: protocol, method, status, capability, type. */
export class KindPredicate implements Predicate {
  readonly cost = Cost.Kind;
  private readonly index: MessageColumns;
  private readonly memo: Memo;

  constructor(facts: MessageFacts, judge: (kind: MessageKind) => boolean) {
    this.index = facts.index;
    this.memo = new Memo((kind) => judge(facts.kinds.get(kind)));
  }

  holds(message: MessageId): boolean {
    return this.memo.holds(this.index.kind(message));
  }

  forget(): void {
    this.memo.forget();
  }
}
