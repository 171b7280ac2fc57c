import type { FieldOperator, FilterValue, Span } from './ast.ts';

/** What the lexer makes of a filter's text. */
export type Token = PunctuationToken | WordToken | RegexToken | KeyToken | FieldToken;

export interface PunctuationToken extends Span {
  readonly kind: '(' | ')' | 'and' | 'or' | 'not';
}

/** A bare or quoted word. */
export interface WordToken extends Span {
  readonly kind: 'word';
  readonly text: string;
}

export interface RegexToken extends Span {
  readonly kind: 'regex';
  readonly source: string;
  /** As written. */
  readonly flags: string;
}

/** `name:value,value`; there may be no key of that name. */
export interface KeyToken extends Span {
  readonly kind: 'key';
  readonly name: Name;
  /** At least one; if nothing follows the colon or a comma, its only piece is empty. */
  readonly values: readonly FilterValue[];
}

/** `field:path`, or `field:path` operator values. */
export interface FieldToken extends Span {
  readonly kind: 'field';
  readonly path: Name;
  readonly operator: FieldOperator | 'present';
  readonly values: readonly FilterValue[];
}

export interface Name extends Span {
  readonly text: string;
}
