import { and, type FilterNode, type FilterTerm, keyTerm, not, or, type Span } from './ast.ts';
import { checkTerm } from './check.ts';
import type { FilterError } from './filter-error.ts';
import { FIELD_KEY, findKey, keyNames } from './key-docs.ts';
import { KEYS } from './keys.ts';
import { lex } from './lexer.ts';
import { nearest } from './suggestion.ts';
import type { FieldToken, KeyToken, Token } from './tokens.ts';

/** Longest text of a filter, in UTF-16 units. */
export const LONGEST_FILTER = 16_384;
/** Depth of nested parentheses and negations. */
const DEEPEST = 100;

export interface ParsedFilter {
  /** Leaves out the parts that are in error: only to be used if there are no errors. */
  readonly filter: FilterNode;
  /** In the order of the text. */
  readonly errors: readonly FilterError[];
}

/**
 * Parses a display filter. Never throws; whatever is wrong, including values that their key cannot use, is in
 * `errors`. A blank text is the filter that matches everything.
 */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > LONGEST_FILTER) {
    const message = `The filter is longer than ${LONGEST_FILTER} characters`;
    const error = { from: LONGEST_FILTER, to: text.length, message, hint: 'Write a shorter one' };
    return { filter: and([]), errors: [error] };
  }
  const { tokens, errors } = lex(text);
  const parser = new Parser(tokens, errors);
  const filter = parser.run();
  return { filter, errors: parser.errors.sort((a, b) => a.from - b.from) };
}

class Parser {
  readonly errors: FilterError[];
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  private abandoned = false;

  constructor(tokens: readonly Token[], errors: readonly FilterError[]) {
    this.tokens = tokens;
    this.errors = [...errors];
  }

  run(): FilterNode {
    const parts: FilterNode[] = [];
    while (this.next !== undefined) {
      const part = this.alternatives();
      if (part !== undefined) parts.push(part);
      const stray = this.take(')');
      if (stray !== undefined) this.error(stray, 'There is no ( to this )', 'Remove it, or add the (');
    }
    return and(parts);
  }

  private get next(): Token | undefined {
    return this.tokens[this.at];
  }

  private take(kind: Token['kind']): Token | undefined {
    const token = this.next;
    if (token?.kind !== kind) return undefined;
    this.at++;
    return token;
  }

  private startsOperand(): boolean {
    const kind = this.next?.kind;
    return kind !== undefined && kind !== ')' && kind !== 'or' && kind !== 'and';
  }

  /** Terms joined by `or`; undefined if none of them is free of errors. */
  private alternatives(): FilterNode | undefined {
    const parts: FilterNode[] = [];
    if (this.next?.kind === 'or') this.missing(this.next, 'before', 'or');
    else parts.push(...this.conjunction());
    for (let operator = this.take('or'); operator !== undefined; operator = this.take('or')) {
      if (this.next?.kind === 'and' || this.startsOperand()) parts.push(...this.conjunction());
      else this.missing(operator, 'after', 'or');
    }
    const [first, ...rest] = parts;
    return first === undefined ? undefined : or([first, ...rest]);
  }

  /** Adjacent terms or terms joined by `and`, as one node; empty if all are in error. */
  private conjunction(): readonly FilterNode[] {
    const parts: FilterNode[] = [];
    for (let operands = 0; ; ) {
      const operator = this.take('and');
      if (operator !== undefined && operands === 0) this.missing(operator, 'before', 'and');
      if (this.startsOperand()) {
        parts.push(...this.negation());
        operands++;
      } else if (operator === undefined) break;
      else if (operands > 0) this.missing(operator, 'after', 'and');
    }
    return parts.length === 0 ? [] : [and(parts)];
  }

  private negation(): readonly FilterNode[] {
    const negations: Token[] = [];
    for (let token = this.take('not'); token !== undefined; token = this.take('not')) negations.push(token);
    const last = negations[negations.length - 1];
    if (last !== undefined && !this.startsOperand()) {
      this.missing(last, 'after', 'not');
      return [];
    }
    if (last !== undefined && this.tooDeep(last, negations.length)) return [];
    let node = this.primary();
    this.depth -= negations.length;
    for (const negation of negations.reverse()) {
      if (node !== undefined) node = not(node, { from: negation.from, to: node.to });
    }
    return node === undefined ? [] : [node];
  }

  private primary(): FilterNode | undefined {
    const open = this.take('(');
    if (open === undefined) return this.term();
    if (this.tooDeep(open, 1)) return undefined;
    const empty = this.take(')');
    if (empty !== undefined) {
      this.depth--;
      this.error({ from: open.from, to: empty.to }, 'The parentheses are empty', 'Write terms between them');
      return undefined;
    }
    const inner = this.alternatives();
    this.depth--;
    if (this.take(')') === undefined) this.error(open, 'There is no ) to this (', 'Add the )');
    return inner;
  }

  private term(): FilterNode | undefined {
    const token = this.next;
    this.at++;
    const term = token === undefined ? undefined : this.termOf(token);
    if (term === undefined) return undefined;
    const errors = checkTerm(term);
    this.errors.push(...errors);
    return errors.length === 0 ? term : undefined;
  }

  private termOf(token: Token): FilterTerm | undefined {
    const { from, to } = token;
    switch (token.kind) {
      case 'word':
        return { kind: 'text', text: token.text, from, to };
      case 'regex':
        return { kind: 'regex', source: token.source, flags: [...token.flags].sort().join(''), from, to };
      case 'key':
        return this.keyTerm(token);
      case 'field':
        return this.fieldTerm(token);
      default:
        return undefined;
    }
  }

  private keyTerm(token: KeyToken): FilterTerm | undefined {
    const doc = findKey(token.name.text);
    if (doc === undefined || doc.name === 'field') return this.unknownKey(token);
    if (this.emptyValues(token, `${doc.name}:`, doc.example)) return undefined;
    return keyTerm(doc.name, token.values, token);
  }

  private fieldTerm(token: FieldToken): FilterTerm | undefined {
    const { path, operator, values, from, to } = token;
    if (path.text === '') {
      this.error(token, 'field: needs the name of a field', `Write it after the colon: ${FIELD_KEY.example}`);
      return undefined;
    }
    if (this.emptyValues(token, operator, FIELD_KEY.example)) return undefined;
    return { kind: 'field', path: path.text.split('.'), operator, values, from, to };
  }

  private emptyValues(token: KeyToken | FieldToken, what: string, example: string): boolean {
    const empty = token.values.find((value) => value.from === value.to);
    if (empty === undefined) return false;
    this.error(token, `${what} needs a value`, `Write it without a blank before it: ${example}`);
    return true;
  }

  private unknownKey(token: KeyToken): undefined {
    const name = token.name.text;
    const near = nearest(name, keyNames());
    const suggested = near === undefined ? `The keys are ${KEY_LIST}.` : `Did you mean '${near}:'?`;
    const hint = `${suggested} To search for text with a colon, put it in quotes`;
    this.error(token.name, `There is no key '${name}'`, hint);
  }

  private missing(operator: Span, where: 'before' | 'after', word: 'and' | 'or' | 'not'): void {
    const hint = `Write a term ${where} it, or put "${word}" in quotes to search for the word`;
    this.error(operator, `Nothing stands ${where} '${word}'`, hint);
  }

  /** Goes `levels` deeper; if that is too deep, the rest of the filter is not parsed. */
  private tooDeep(span: Span, levels: number): boolean {
    this.depth += levels;
    if (this.depth <= DEEPEST) return false;
    this.error(span, `More than ${DEEPEST} parentheses and negations inside each other`, 'Write it flatter');
    this.at = this.tokens.length;
    this.abandoned = true;
    return true;
  }

  private error({ from, to }: Span, message: string, hint: string): void {
    if (!this.abandoned) this.errors.push({ from, to, message, hint });
  }
}

const KEY_LIST = [...Object.keys(KEYS), FIELD_KEY.name].join(', ');
