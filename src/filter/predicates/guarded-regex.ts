import { type Context, createContext, Script } from 'node:vm';

/** Steps of a backtracking search that take roughly a tenth of a second. */
const AFFORDABLE_STEPS = 1e8;

const SCRIPT = new Script('regex.test(text)');

const TEXT_LIMIT = 65_536;
const TIME_LIMIT = 100;

/** Limits on the regular expressions of a filter, and how often they were reached. */
export class RegexLimits {
  /**
   * Characters of a text that an expression is applied to, from its beginning. Only SIP over TCP and the text of the
   * largest BIN packets can be longer.
   */
  readonly textLimit: number;
  /** Milliseconds for one text; at least 1. */
  readonly timeLimit: number;
  /** How often an expression was applied to the beginning of a text only. */
  shortened = 0;
  /** How often an expression ran out of time and counted as not matching. */
  abandoned = 0;

  constructor(textLimit = TEXT_LIMIT, timeLimit = TIME_LIMIT) {
    this.textLimit = textLimit;
    this.timeLimit = timeLimit;
  }

  /** After the same filter was applied again: what was counted the first time is not counted once more. */
  raiseTo({ shortened, abandoned }: RegexLimits): void {
    this.shortened = Math.max(this.shortened, shortened);
    this.abandoned = Math.max(this.abandoned, abandoned);
  }
}

/**
 * A regular expression from one person on text from another: together they can keep a backtracking search
 * busy for years. If the expression could take long on a text of that length, it runs with a time limit,
 * which costs some 50 µs.
 */
export class GuardedRegex {
  private readonly regex: RegExp;
  private readonly limits: RegexLimits;
  private readonly growth: Growth;
  /** Global variables of the context that runs with a time limit. */
  private readonly scope: { readonly regex: RegExp; text: string };
  private context: Context | undefined;

  constructor(regex: RegExp, limits: RegexLimits) {
    this.regex = regex;
    this.limits = limits;
    this.growth = growthOf(regex);
    this.scope = { regex, text: '' };
  }

  test(whole: string): boolean {
    const { textLimit } = this.limits;
    if (whole.length > textLimit) this.limits.shortened++;
    const text = whole.length > textLimit ? whole.slice(0, textLimit) : whole;
    try {
      if (worstSteps(this.growth, text) <= AFFORDABLE_STEPS) return this.regex.test(text);
      return this.testUnderClock(text);
    } catch {
      this.limits.abandoned++;
      return false;
    }
  }

  /** Throws when the time is up. */
  private testUnderClock(text: string): boolean {
    this.context ??= createContext(this.scope);
    this.scope.text = text;
    return SCRIPT.runInContext(this.context, { timeout: this.limits.timeLimit }) === true;
  }
}

/** How the time of a failing search grows with the length of the text, at worst. */
interface Growth {
  /** A repeated group contains repetitions: exponential. */
  readonly nested: boolean;
  /** Repetitions in sequence, each of which may run through the whole text. */
  readonly repetitions: number;
  /** Among them, those that end with the line at the latest: `.*` without the flag s. */
  readonly inLine: number;
  /** Optional parts: each doubles the time. */
  readonly optional: number;
  /** Ways to choose among alternatives, those of one group times those of the others. */
  readonly choices: number;
}

/** Ways to place the ends of all repetitions, times all starting points. */
function worstSteps({ nested, repetitions, inLine, optional, choices }: Growth, text: string): number {
  if (nested) return Number.POSITIVE_INFINITY;
  let steps = choices * 2 ** optional * text.length;
  const line = inLine === 0 ? 0 : longestLine(text);
  for (let end = 1; end <= repetitions + inLine; end++) {
    steps *= (end <= inLine ? line : text.length) / (end + 1);
  }
  return steps;
}

function longestLine(text: string): number {
  let longest = 0;
  for (let from = 0; from <= text.length; ) {
    const found = text.indexOf('\n', from);
    const to = found < 0 ? text.length : found;
    if (to - from > longest) longest = to - from;
    from = to + 1;
  }
  return longest;
}

/** A rough reading of a valid expression, which errs on the side of caution. */
function growthOf({ source, dotAll }: RegExp): Growth {
  const growth = { nested: false, repetitions: 0, inLine: 0, optional: 0, choices: 1 };
  // Alternatives of the open groups, the innermost last; the first ones are those of the whole expression.
  const open = [1];
  for (const [token] of source.matchAll(PARTS)) {
    if (/^[\\[]/.test(token)) continue;
    if (token.startsWith('(')) open.push(1);
    else if (token === '|') open.push((open.pop() ?? 1) + 1);
    else {
      if (token.startsWith(')')) growth.choices *= open.pop() ?? 1;
      countQuantifier(growth, token, dotAll);
    }
  }
  growth.choices *= open[0] ?? 1;
  return growth;
}

type Counts = { -readonly [Name in keyof Growth]: Growth[Name] };

/** `token` is a quantifier, together with a `)` or `.` before it, or a `)` alone. */
function countQuantifier(growth: Counts, token: string, dotAll: boolean): void {
  const quantifier = token.replace(/^[).]/, '');
  if (quantifier === '') return;
  if (quantifier.startsWith('?')) growth.optional++;
  else if (token.startsWith(')')) growth.nested = true;
  else if (!/^[*+]|,/.test(quantifier)) return;
  else if (token.startsWith('.') && !dotAll) growth.inLine++;
  else growth.repetitions++;
}

/** Escapes, classes, beginnings of groups, bars, and quantifiers together with the `)` or `.` before them. */
const PARTS = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\??|\||[).]?(?:[*+?]|\{\d+(?:,\d*)?\})\??|\)/gs;
