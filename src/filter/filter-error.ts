import type { Span } from './ast.ts';

/** An error in a filter: where, what, and what to do about it. */
export interface FilterError extends Span {
  readonly message: string;
  readonly hint: string;
}

/** The same before it is known where it is. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}

export function problemAt(span: Span, problem: Problem): FilterError {
  return { from: span.from, to: span.to, message: problem.message, hint: problem.hint };
}

/** One line for plain output: the position, counted in characters from 1, and what stands there. */
export function filterErrorLine(text: string, { from, to, message, hint }: FilterError): string {
  const there = text.slice(from, to);
  const quoted = there === '' ? '' : ` (${JSON.stringify(there)})`;
  return `filter, character ${from + 1}${quoted}: ${message}. ${hint}`;
}
