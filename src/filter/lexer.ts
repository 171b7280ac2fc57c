import { isIPv6 } from 'node:net';
import { type FieldOperator, type FilterValue, filterValue, plainText } from './ast.ts';
import type { FilterError } from './filter-error.ts';
import { findKey } from './key-docs.ts';
import type { Token } from './tokens.ts';
import { wiresharkTerm } from './wireshark-names.ts';

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly errors: readonly FilterError[];
}

/** Words with a colon that are text to search for, not keys, as in `sip:1000@example.com`. */
const SCHEMES = new Set(['sip', 'sips', 'tel', 'urn', 'http', 'https', 'udp', 'tcp', 'tls', 'ws', 'wss']);

const KEYWORDS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['and', 'and'],
  ['AND', 'and'],
  ['or', 'or'],
  ['OR', 'or'],
  ['not', 'not'],
  ['NOT', 'not'],
]);

const BLANKS = /\s*/y;
const SYMBOL = /&&|\|\||[()!-]/y;
/** `key:`, or `len>` without a colon. */
const KEY = /([a-z][\w-]*)(?::|(?=[<>]))/iy;
const REGEX = /\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([a-z]*)/iy;
const FIELD_PATH = /(?:(?!&&|\|\|)[^\s()",=!<>~])*/y;
const OPERATOR = /(?:==|!=|>=|<=|=|>|<|~)/y;
/** With white space on both sides, as in tshark. */
const SPACED_OPERATOR = /\s+(==|!=|>=|<=|=|>|<|~)\s+(?=\S)/y;
const END_OF_WORD = /[\s()]|&&|\|\|/y;

const WHOLE_WORD = /[^\s()]*/y;

/** Characters whose special meaning a backslash takes away, inside quotes and outside. */
const ESCAPABLE = '"\\*,() ';
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Splits the text of a filter into tokens. Terminates on any text, and never throws. */
export function lex(text: string): Lexed {
  const lexer = new Lexer(text);
  lexer.run();
  return { tokens: lexer.tokens, errors: lexer.errors };
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly errors: FilterError[] = [];
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(): void {
    this.match(BLANKS);
    while (this.at < this.text.length) {
      this.tokens.push(this.token());
      this.match(BLANKS);
    }
  }

  private token(): Token {
    const from = this.at;
    const symbol = this.match(SYMBOL);
    if (symbol !== undefined) return { kind: symbolKind(symbol[0]), from, to: this.at };
    if (this.text[from] === '/') return this.regex(from);
    return this.keyTerm(from) ?? this.word(from);
  }

  private regex(from: number): Token {
    const found = this.match(REGEX);
    if (found !== undefined && this.atEndOfWord()) {
      return { kind: 'regex', source: found[1] ?? '', flags: found[2] ?? '', from, to: this.at };
    }
    const hint = 'Write /text/ or /text/i; to search for text with a slash, put it in quotes';
    if (found === undefined) this.at = this.text.length;
    else this.value(false);
    const message = found === undefined ? 'The regular expression has no end' : 'Text follows the slash';
    this.errors.push({ from, to: this.at, message, hint });
    return { kind: 'word', text: this.text.slice(from, this.at), from, to: this.at };
  }

  private keyTerm(from: number): Token | undefined {
    const found = this.match(KEY);
    if (found === undefined) return undefined;
    const name = found[1] ?? '';
    const key = findKey(name);
    const colon = found[0].endsWith(':');
    if (colon ? key === undefined && this.isText(from, name) : key?.compares !== true) {
      this.at = from;
      return undefined;
    }
    const nameSpan = { text: name, from, to: from + name.length };
    if (key?.name === 'field') return this.fieldTerm(from);
    const values = this.values();
    return { kind: 'key', name: nameSpan, values, from, to: this.at };
  }

  /** Is the word at `from`, which contains a colon, a text to search for? */
  private isText(from: number, name: string): boolean {
    if (SCHEMES.has(name.toLowerCase())) return true;
    WHOLE_WORD.lastIndex = from;
    return isIPv6(WHOLE_WORD.exec(this.text)?.[0] ?? '');
  }

  private fieldTerm(from: number): Token {
    const pathFrom = this.at;
    const text = this.match(FIELD_PATH)?.[0] ?? '';
    const path = { text, from: pathFrom, to: this.at };
    const found = this.match(OPERATOR)?.[0] ?? this.match(SPACED_OPERATOR)?.[1];
    if (found === undefined) {
      if (!this.atEndOfWord()) this.strayAfterPath();
      return { kind: 'field', path, operator: 'present', values: [], from, to: this.at };
    }
    const operator = found === '=' ? '==' : (found as FieldOperator);
    return { kind: 'field', path, operator, values: this.values(), from, to: this.at };
  }

  private strayAfterPath(): void {
    const from = this.at;
    this.value(false);
    const message = `'${this.text.slice(from, this.at)}' is no comparison`;
    const hint = 'Write field:name, or field:name and one of == != > >= < <= ~ and a value';
    this.errors.push({ from, to: this.at, message, hint });
  }

  private word(from: number): Token {
    const foreign = wiresharkTerm(this.text, from);
    if (foreign !== undefined) {
      this.errors.push(foreign);
      this.at = foreign.to;
      return { kind: 'word', text: this.text.slice(from, this.at), from, to: this.at };
    }
    const value = this.value(false);
    const raw = this.text.slice(from, this.at);
    const keyword = KEYWORDS.get(raw);
    if (keyword !== undefined) return { kind: keyword, from, to: this.at };
    return { kind: 'word', text: plainText(value), from, to: this.at };
  }

  private values(): FilterValue[] {
    const values = [this.value(true)];
    while (this.text[this.at] === ',') {
      this.at++;
      values.push(this.value(true));
    }
    return values;
  }

  /** Text up to the end of the word, parts of which may be quoted; in a list, `,` and `*` are special. */
  private value(inList: boolean): FilterValue {
    const from = this.at;
    const pieces: [string, ...string[]] = [''];
    const add = (character: string) => {
      pieces[pieces.length - 1] += character;
    };
    let quoteFrom = -1;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] as string;
      if (quoteFrom < 0 && ((inList && character === ',') || this.atEndOfWord())) break;
      if (character === '"') quoteFrom = quoteFrom < 0 ? this.at : -1;
      else if (character === '\\') add(this.escaped(quoteFrom >= 0));
      else if (inList && character === '*') pieces.push('');
      else add(character);
    }
    if (quoteFrom >= 0) this.openQuote(quoteFrom);
    return filterValue(pieces, { from, to: this.at });
  }

  /** The character that the backslash here and the character after it stand for. */
  private escaped(quoted: boolean): string {
    const next = this.text[this.at + 1] ?? '';
    const control = quoted ? CONTROLS[next] : undefined;
    if (next === '' || (control === undefined && !ESCAPABLE.includes(next))) return '\\';
    this.at++;
    return control ?? next;
  }

  private openQuote(from: number): void {
    const message = 'The quotation has no end';
    const hint = 'Add the closing "; write \\" for a quotation mark itself';
    this.errors.push({ from, to: this.text.length, message, hint });
  }

  private atEndOfWord(): boolean {
    if (this.at >= this.text.length) return true;
    END_OF_WORD.lastIndex = this.at;
    return END_OF_WORD.test(this.text);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found ?? undefined;
  }
}

function symbolKind(symbol: string): '(' | ')' | 'and' | 'or' | 'not' {
  if (symbol === '(' || symbol === ')') return symbol;
  if (symbol === '&&') return 'and';
  return symbol === '||' ? 'or' : 'not';
}
