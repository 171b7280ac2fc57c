import type { MessageId } from '../../ids.ts';
import type { FieldTree, MessageFacts } from '../message-facts.ts';
import type { GuardedRegex } from './guarded-regex.ts';
import { Cost, type Predicate } from './predicate.ts';

/**
 * Text and fields of the message that is being judged, read at most once, however many terms ask for them.
 * Shared by the predicates of one filter.
 */
export class MessageContent {
  private readonly facts: MessageFacts;
  private textOf = -1;
  private readText = '';
  private lowerText: string | undefined;
  private fieldsOf = -1;
  private readFields: FieldTree;

  constructor(facts: MessageFacts) {
    this.facts = facts;
  }

  text(message: MessageId): string {
    if (this.textOf !== message) {
      this.readText = this.facts.text(message);
      this.lowerText = undefined;
      this.textOf = message;
    }
    return this.readText;
  }

  lowerCase(message: MessageId): string {
    const text = this.text(message);
    this.lowerText ??= text.toLowerCase();
    return this.lowerText;
  }

  fields(message: MessageId): FieldTree {
    if (this.fieldsOf !== message) {
      this.readFields = this.facts.fields(message);
      this.fieldsOf = message;
    }
    return this.readFields;
  }
}

export class TextPredicate implements Predicate {
  readonly cost = Cost.Text;
  private readonly content: MessageContent;
  private readonly wanted: string;

  constructor(content: MessageContent, wanted: string) {
    this.content = content;
    this.wanted = wanted.toLowerCase();
  }

  holds(message: MessageId): boolean {
    return this.content.lowerCase(message).includes(this.wanted);
  }

  forget(): void {}
}

export class RegexPredicate implements Predicate {
  /** Judged after plain text, which is never slow. */
  readonly cost = 2 * Cost.Text;
  private readonly content: MessageContent;
  private readonly regex: GuardedRegex;

  constructor(content: MessageContent, regex: GuardedRegex) {
    this.content = content;
    this.regex = regex;
  }

  holds(message: MessageId): boolean {
    return this.regex.test(this.content.text(message));
  }

  forget(): void {}
}

export class FieldPredicate implements Predicate {
  readonly cost = Cost.Fields;
  private readonly content: MessageContent;
  private readonly judge: (fields: FieldTree) => boolean;

  constructor(content: MessageContent, judge: (fields: FieldTree) => boolean) {
    this.content = content;
    this.judge = judge;
  }

  holds(message: MessageId): boolean {
    return this.judge(this.content.fields(message));
  }

  forget(): void {}
}
