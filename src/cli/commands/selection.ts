import { and, type FilterNode } from '../../filter/ast.ts';
import { explain } from '../../filter/explain.ts';
import { type FilterError, filterErrorLine } from '../../filter/filter-error.ts';
import { fromOptions, type SelectionOptions } from '../../filter/options.ts';
import { parseFilter } from '../../filter/parser.ts';
import { RegexLimits } from '../../filter/predicates/guarded-regex.ts';
import { displayWidth } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { UsageError } from '../usage-error.ts';

/** Display filters as typed, and the options that stand for one (--aor, --node, ...); all of them have to match. */
export interface SelectionArguments extends SelectionOptions {
  /** From -F, and bare. */
  readonly texts: readonly string[];
}

/** What is to be shown, before the default that hides internal messages. */
export interface Selection {
  readonly filter: FilterNode;
  /** The same as text, which the user can edit on the screen. */
  readonly text: string;
  /** How often its regular expressions did not see a whole text, or took too long, wherever the filter is applied. */
  readonly limits: RegexLimits;
}

/** Throws a UsageError that shows where the mistake is. */
export function selectionOf(options: SelectionArguments): Selection {
  const { filter, errors } = fromOptions(options);
  const [mistake] = errors;
  if (mistake !== undefined) {
    const { option, value, message, hint } = mistake;
    throw new UsageError(`${option} ${JSON.stringify(value)}: ${message}. ${hint}`);
  }
  const all = and([filter, ...options.texts.map(parse)]);
  const [only] = options.texts;
  const typed = options.texts.length === 1 && only !== undefined && isEverything(filter);
  return { filter: all, text: typed ? only.trim() : explain(all), limits: new RegexLimits() };
}

export function isEverything(filter: FilterNode): boolean {
  return filter.kind === 'and' && filter.children.length === 0;
}

function parse(text: string): FilterNode {
  const { filter, errors } = parseFilter(text);
  const [error] = errors;
  if (error !== undefined) throw new UsageError(mistakeText(text, error));
  return filter;
}

/** What is wrong, then the filter with carets under the place. */
export function mistakeText(text: string, error: FilterError): string {
  const before = displayWidth(printable(text.slice(0, error.from)));
  const width = displayWidth(printable(text.slice(error.from, error.to)));
  const carets = ' '.repeat(before) + '^'.repeat(Math.max(1, width));
  return [printable(filterErrorLine(text, error)), `  ${printable(text)}`, `  ${carets}`].join('\n');
}
