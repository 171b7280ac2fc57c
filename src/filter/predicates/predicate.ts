import type { MessageId } from '../../ids.ts';

/** A compiled part of a filter: one question about a message. */
export interface Predicate {
  /** Relative time of one call; of an and or an or, the cheapest are called first. */
  readonly cost: number;
  holds(message: MessageId): boolean;
  /** Facts have changed (`MessageFacts.revision`): drops everything derived from them. */
  forget(): void;
}

/** Roughly nanoseconds, with warm memos. */
export const Cost = { Kind: 5, Column: 6, Endpoint: 12, Terms: 20, Text: 20_000, Fields: 50_000 } as const;

/** Holds for every message. */
export class Always implements Predicate {
  readonly cost = 0;
  holds(): boolean {
    return true;
  }
  forget(): void {}
}

export class AllOf implements Predicate {
  readonly cost: number;
  private readonly parts: readonly Predicate[];

  constructor(parts: readonly Predicate[]) {
    this.parts = cheapFirst(parts);
    this.cost = totalCost(parts);
  }

  holds(message: MessageId): boolean {
    for (const part of this.parts) if (!part.holds(message)) return false;
    return true;
  }

  forget(): void {
    for (const part of this.parts) part.forget();
  }
}

export class AnyOf implements Predicate {
  readonly cost: number;
  private readonly parts: readonly Predicate[];

  constructor(parts: readonly Predicate[]) {
    this.parts = cheapFirst(parts);
    this.cost = totalCost(parts);
  }

  holds(message: MessageId): boolean {
    for (const part of this.parts) if (part.holds(message)) return true;
    return false;
  }

  forget(): void {
    for (const part of this.parts) part.forget();
  }
}

export class Negation implements Predicate {
  readonly cost: number;
  private readonly part: Predicate;

  constructor(part: Predicate) {
    this.part = part;
    this.cost = part.cost;
  }

  holds(message: MessageId): boolean {
    return !this.part.holds(message);
  }

  forget(): void {
    this.part.forget();
  }
}

function cheapFirst(parts: readonly Predicate[]): readonly Predicate[] {
  return [...parts].sort((a, b) => a.cost - b.cost);
}

function totalCost(parts: readonly Predicate[]): number {
  return parts.reduce((sum, part) => sum + part.cost, 0);
}
