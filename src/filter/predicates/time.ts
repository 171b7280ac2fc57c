import { sessionTimeOf } from '../../capture/instant.ts';
import type { MessageId } from '../../ids.ts';
import type { MessageFacts } from '../message-facts.ts';
import type { WrittenSpan } from '../readings/time-span.ts';
import { Cost, type Predicate } from './predicate.ts';

const DAY = 86_400e9;

/** In session time, both ends included. */
interface Span {
  readonly since: number;
  readonly until: number;
}

/** The message was first seen within one of these spans. */
export class TimePredicate implements Predicate {
  readonly cost = Cost.Column;
  private readonly written: readonly WrittenSpan[];
  private readonly facts: MessageFacts;
  private spans: readonly Span[] | undefined;

  constructor(written: readonly WrittenSpan[], facts: MessageFacts) {
    this.written = written;
    this.facts = facts;
  }

  holds(message: MessageId): boolean {
    const time = this.facts.timeOf(message);
    this.spans ??= this.written.map((one) => spanOf(one, this.facts));
    for (const { since, until } of this.spans) if (time >= since && time <= until) return true;
    return false;
  }

  /** When clocks are aligned, the time of the first frame changes, too. */
  forget(): void {
    this.spans = undefined;
  }
}

function spanOf({ since: from, until: to }: WrittenSpan, { calendar }: MessageFacts): Span {
  const { base, utc } = calendar;
  const start = calendar.firstFrame() ?? 0;
  const zone = utc ? 'utc' : 'local';
  const since = from === undefined ? Number.NEGATIVE_INFINITY : sessionTimeOf(from[zone], base, start);
  const until = to === undefined ? Number.POSITIVE_INFINITY : sessionTimeOf(to[zone], base, start);
  // From before midnight until after it.
  const next = until < since && to?.utc.kind === 'time of day';
  return { since, until: next ? until + DAY : until };
}
