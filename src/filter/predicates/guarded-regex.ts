import { type Context, createContext, Script } from 'node:vm';

/** Steps of a backtracking search that take about a tenth of a second. */
const AFFORDABLE_STEPS = 1e8;

const SCRIPT = new Script('regex.test(text)');

/** What regular expressions of one filter may use, and how often that was not enough. */
export class RegexLimits {
  /** Characters of a text that an expression sees, from its beginning. */
  readonly textLimit: number;
  /** Milliseconds for one text; at least 1. */
  readonly timeLimit: number;
  /** Texts of which an expression saw only the beginning. */
  shortened = 0;
  /** Texts that were given up, and so did not match. */
  abandoned = 0;

  constructor(textLimit: number, timeLimit: number) {
    this.textLimit = textLimit;
    this.timeLimit = timeLimit;
  }
}

/**
 * A regular expression that somebody typed, on text that somebody else sent: the two together can
 * keep a backtracking search busy for years. Where the expression could take long on a text of that
 * length it runs under a clock, which costs some 50 µs.
 */
export class GuardedRegex {
  private readonly regex: RegExp;
  private readonly limits: RegexLimits;
  private readonly growth: Growth;
  /** Globals of the context in which the clock ticks. */
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

  /** Throws when time is up. */
  private testUnderClock(text: string): boolean {
    this.context ??= createContext(this.scope);
    this.scope.text = text;
    return SCRIPT.runInContext(this.context, { timeout: this.limits.timeLimit }) === true;
  }
}

/** How the time of a failing search grows with the text, at worst. */
interface Growth {
  /** Something is repeated as a whole that may itself repeat: exponential. */
  readonly nested: boolean;
  /** Repetitions one after the other that may run through the text. */
  readonly repetitions: number;
  /** Those that end with the line at the latest: `.*` without the flag s. */
  readonly inLine: number;
  /** Parts that may be missing: each doubles. */
  readonly optional: number;
}

/** Ways to place the ends of the repetitions, from every beginning. */
function worstSteps({ nested, repetitions, inLine, optional }: Growth, text: string): number {
  if (nested) return Number.POSITIVE_INFINITY;
  let steps = 2 ** optional * text.length;
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

/** A rough reading of a valid expression that errs on the side of caution. */
function growthOf({ source, dotAll }: RegExp): Growth {
  const growth = { nested: false, repetitions: 0, inLine: 0, optional: 0 };
  for (const [token] of source.matchAll(PARTS)) {
    if (token === '(?' || token === ')' || /^[\\[]/.test(token)) continue;
    const quantifier = token.replace(/^[).]/, '');
    if (quantifier.startsWith('?')) growth.optional++;
    else if (token.startsWith(')')) growth.nested = true;
    else if (!/^[*+]|,/.test(quantifier)) continue;
    else if (token.startsWith('.') && !dotAll) growth.inLine++;
    else growth.repetitions++;
  }
  return growth;
}

/** Escapes, classes, the beginning of special groups, and quantifiers with the `)` or `.` before them. */
const PARTS = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\?|[).]?(?:[*+?]|\{\d+(?:,\d*)?\})\??|\)/gs;
