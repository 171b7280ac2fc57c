import { colonAdvice } from '../../filter/colon-advice.ts';
import type { Suggestion } from '../../filter/completion.ts';
import type { FilterError } from '../../filter/filter-error.ts';
import { parseFilter } from '../../filter/parser.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { displayWidth, wrapWords } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import type { FilterEdit, FilterModel } from './filter-model.ts';
import type { FilterAid, Hits } from './filter-trial.ts';

const LABEL = 'Filter: ';

/** Keys that the filter line names. */
export interface FilterRowKeys {
  readonly type: string;
  readonly clear: string;
}

/** The filter line. It shows the key that clears the filter, or the cursor while the filter is edited. */
export function filterRow({ applied, edit }: FilterModel, width: number, keys: FilterRowKeys): Row {
  if (edit !== undefined) return [span(LABEL, 'strong'), ...editSpans(edit, width - LABEL.length)];
  if (applied === '')
    return [
      span(`${LABEL}none`, 'dim'),
      span(`  ${keys.type} to type one: aor:1000  method:INVITE  cap:usrloc`, 'dim'),
    ];
  return [span(LABEL, 'strong'), span(printable(applied)), span(`  (${keys.clear} clears it)`, 'dim')];
}

/** Two rows below it while it is typed: what is wrong and where, or what could be typed and what it finds. */
export function filterHintRows(
  { edit }: FilterModel,
  aid: FilterAid | undefined,
  width: number,
): readonly [Row, Row] {
  if (edit === undefined) return [[], []];
  const [error] = edit.errors;
  const { suggestions } = edit.choice?.completion ?? aid?.completion ?? { suggestions: [] };
  const chosen = edit.choice?.chosen ?? -1;
  // An incomplete word at the cursor is no mistake: suggestions show how to complete it.
  const isUnfinished = error !== undefined && suggestions.length > 0 && edit.cursor >= error.to;
  if (error !== undefined && edit.choice === undefined && !isUnfinished)
    return mistakeRows(edit, error, width);
  const last = INDENT + chosenText(suggestions, chosen) + foundText(edit, aid?.hits);
  return [suggestionRow(suggestions, chosen, width), [span(last, 'dim')]];
}

/** Messages that just came in, and are judged in the next moment. */
const FEW = 256;
const INDENT = ' '.repeat(LABEL.length);

/** `3 of 12: messages of a capability`, if a suggestion was put into the line. */
function chosenText(suggestions: readonly Suggestion[], chosen: number): string {
  if (chosen < 0) return '';
  const doc = suggestions[chosen]?.doc ?? '';
  return `${chosen + 1} of ${suggestions.length}${doc === '' ? '' : `: ${printable(doc)}`}  `;
}

/** How many messages the filter finds, or why it is not a valid filter yet. */
function foundText(edit: FilterEdit, hits: Hits | undefined): string {
  const [error] = edit.errors;
  if (edit.text.trim() === '')
    return 'Everything is shown. Terms side by side are "and"; or, not, ( ) as usual';
  if (error !== undefined) return printable(error.message);
  if (hits === undefined) return '';
  const found = `finds ${counted(hits.count, 'message')}`;
  const advice = hits.count + hits.unjudged > 0 ? undefined : colonAdvice(parseFilter(edit.text).filter);
  if (advice !== undefined) return `${found}: ${printable(advice)}`;
  return hits.unjudged < FEW ? found : `${found} so far, ${grouped(hits.unjudged)} to go`;
}

function mistakeRows(edit: FilterEdit, error: FilterError, width: number): readonly [Row, Row] {
  const from =
    LABEL.length + displayWidth(printable(edit.text.slice(shift(edit, width - LABEL.length), error.from)));
  const length = Math.max(1, displayWidth(printable(edit.text.slice(error.from, error.to))));
  const marks = '^'.repeat(Math.min(length, Math.max(1, width - from)));
  const indent = Math.min(from, Math.max(0, width - 1));
  const message: Span[] = [
    span(printable(error.message), 'problem'),
    span(`. ${printable(error.hint)}`, 'plain'),
  ];
  const fits = indent + marks.length + 1 + displayWidth(message.map((one) => one.text).join('')) <= width;
  const pointer: Row = [span(' '.repeat(indent)), span(marks, 'problem')];
  if (fits) return [[...pointer, span(' '), ...message], []];
  const lines = wrapWords(message, width - 2);
  const [first = [], ...more] = lines;
  // The mistake is marked in the line as well.
  if (more.length === 0) return [pointer, [span('  '), ...first]];
  const rest = more.flatMap((line) => [span(' '), ...line]);
  return [
    [span('  '), ...first],
    [span(' '), ...rest],
  ];
}

/** As many suggestions as fit, from the chosen one on. */
function suggestionRow(suggestions: readonly Suggestion[], chosen: number, width: number): Row {
  const row: Span[] = [span(INDENT)];
  let used = LABEL.length;
  for (let at = Math.max(0, chosen); at < suggestions.length; at++) {
    const text = printable(suggestions[at]?.text ?? '');
    const isLast = at === suggestions.length - 1;
    if (used + displayWidth(text) + (isLast ? 0 : 3) > width) {
      row.push(span('…', 'dim'));
      break;
    }
    row.push(span(text, at === chosen ? 'caret' : 'plain'), span('  '));
    used += displayWidth(text) + 2;
  }
  return row;
}

/** Characters of the text left of what is visible: the cursor stays on the screen. */
function shift({ cursor }: FilterEdit, width: number): number {
  return Math.max(0, cursor - Math.max(1, width - 2));
}

function editSpans(edit: FilterEdit, width: number): readonly Span[] {
  const { text, cursor, errors } = edit;
  const spans: Span[] = [];
  for (let at = shift(edit, width); at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const wrong = errors.some(({ from, to }) => at >= from && at < Math.max(to, from + 1));
    spans.push(span(printable(character), at === cursor ? 'caret' : wrong ? 'problem' : 'plain'));
    at += character.length;
  }
  if (cursor >= text.length) spans.push(span(' ', 'caret'));
  return spans;
}
