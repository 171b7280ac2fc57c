import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { PROMPT_LABELS, type Prompt } from './prompt-model.ts';

/** The question and what is typed, with the cursor; a suggestion is under the cursor as a whole. */
export function promptRow({ kind, line, isSuggested = false }: Prompt): Row {
  const { text, cursor } = line;
  if (isSuggested) return [span(PROMPT_LABELS[kind], 'strong'), span(printable(text), 'caret')];
  const end = cursor + (/^[\ud800-\udbff]/.test(text.slice(cursor)) ? 2 : 1);
  return [
    span(PROMPT_LABELS[kind], 'strong'),
    span(printable(text.slice(0, cursor))),
    span(cursor < text.length ? printable(text.slice(cursor, end)) : ' ', 'caret'),
    span(printable(text.slice(end))),
  ];
}
