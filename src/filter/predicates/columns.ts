import type { MessageId } from '../../ids.ts';
import { Cost, type Predicate } from './predicate.ts';

/** Judges a number of the message, directly from its column. */
export class ColumnPredicate implements Predicate {
  readonly cost = Cost.Column;
  private readonly read: (message: MessageId) => number;
  private readonly judge: (value: number) => boolean;

  constructor(read: (message: MessageId) => number, judge: (value: number) => boolean) {
    this.read = read;
    this.judge = judge;
  }

  holds(message: MessageId): boolean {
    return this.judge(this.read(message));
  }

  forget(): void {}
}
