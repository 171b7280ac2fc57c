import { displayWidth } from '../../view/display-width.ts';
import { printable } from '../../view/printable.ts';
import { type Row, type Span, span } from '../../view/styled-row.ts';
import type { Choice, FilterEdit, FilterModel } from './filter-model.ts';

const LABEL = 'Filter: ';

/** The filter line as it stands; while it is typed, with the cursor. */
export function filterRow({ applied, edit }: FilterModel, width: number): Row {
  if (edit !== undefined) return [span(LABEL, 'strong'), ...editSpans(edit, width - LABEL.length)];
  if (applied === '')
    return [span(`${LABEL}none`, 'dim'), span('  / to type one: aor:1000  method:INVITE  cap:usrloc', 'dim')];
  return [span(LABEL, 'strong'), span(printable(applied)), span('  (A clears it)', 'dim')];
}

/** Two rows below it while it is typed: what is wrong and where, or what could be typed. */
export function filterHintRows({ edit }: FilterModel, width: number): readonly [Row, Row] {
  if (edit === undefined) return [[], []];
  const [error] = edit.errors;
  if (edit.choice !== undefined) return choiceRows(edit.choice, width);
  if (error === undefined) {
    const doc =
      edit.text.trim() === ''
        ? 'Everything is shown. Terms side by side are "and"; or, not, ( ) as usual'
        : 'Enter applies it';
    return [[span(' '.repeat(LABEL.length)), span(doc, 'dim')], []];
  }
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
  return fits ? [[...pointer, span(' '), ...message], []] : [pointer, [span('  '), ...message]];
}

function choiceRows({ completion, chosen }: Choice, width: number): readonly [Row, Row] {
  const { suggestions } = completion;
  const first = Math.max(0, chosen);
  const row: Span[] = [span(' '.repeat(LABEL.length))];
  let used = LABEL.length;
  for (let at = first; at < suggestions.length && used < width; at++) {
    const text = printable(suggestions[at]?.text ?? '');
    row.push(span(text, at === chosen ? 'caret' : 'plain'), span('  '));
    used += displayWidth(text) + 2;
  }
  const doc = suggestions[chosen]?.doc ?? '';
  const place = chosen < 0 ? `${suggestions.length} suggestions` : `${chosen + 1} of ${suggestions.length}`;
  return [
    row,
    [span(' '.repeat(LABEL.length)), span(`${place}${doc === '' ? '' : `: ${printable(doc)}`}`, 'dim')],
  ];
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
