import type { MessageId } from '../../ids.ts';
import type { MessageFacts, MessageFlag } from '../message-facts.ts';
import { inRanges, type NumberRange } from '../readings/number-range.ts';
import { Cost, type Predicate } from './predicate.ts';

export class FlagPredicate implements Predicate {
  readonly cost = Cost.Column;
  private readonly facts: MessageFacts;
  private readonly flag: MessageFlag;

  constructor(facts: MessageFacts, flag: MessageFlag) {
    this.facts = facts;
    this.flag = flag;
  }

  holds(message: MessageId): boolean {
    return (this.facts.flags(message) & this.flag) !== 0;
  }

  forget(): void {}
}

/** A number of the message lies in one of the ranges. */
export class NumberPredicate implements Predicate {
  readonly cost = Cost.Column;
  private readonly read: (message: MessageId) => number;
  private readonly ranges: readonly NumberRange[];

  constructor(read: (message: MessageId) => number, ranges: readonly NumberRange[]) {
    this.read = read;
    this.ranges = ranges;
  }

  holds(message: MessageId): boolean {
    return inRanges(this.ranges, this.read(message));
  }

  forget(): void {}
}
