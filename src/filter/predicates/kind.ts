import type { MessageId } from '../../ids.ts';
import type { KindId, MessageFacts, MessageKind } from '../message-facts.ts';
import { Memo } from './memo.ts';
import { Cost, type Predicate } from './predicate.ts';

/** A question that the kind of the message answers: protocol, method, status, capability, type. */
export class KindPredicate implements Predicate {
  readonly cost = Cost.Kind;
  private readonly facts: MessageFacts;
  private readonly memo: Memo;

  constructor(facts: MessageFacts, judge: (kind: MessageKind) => boolean) {
    this.facts = facts;
    this.memo = new Memo((kind) => judge(facts.describeKind(kind as KindId)));
  }

  holds(message: MessageId): boolean {
    return this.memo.holds(this.facts.kind(message));
  }

  forget(): void {
    this.memo.forget();
  }
}
