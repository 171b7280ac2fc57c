import { complete, type Suggestion } from '../../filter/completion.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { parseFilter } from '../../filter/parser.ts';
import { editLineOf, type Line, type LineCommand, typed } from '../prompt/line-edit.ts';
import type { EditCommand } from './filter-keys.ts';
import type { Choice, FilterEdit, FilterModel } from './filter-model.ts';

/** Filters that are remembered. */
const LONGEST_HISTORY = 100;

export function beginEdit(filter: FilterModel): FilterModel {
  const text = filter.applied === '' ? '' : `${filter.applied} `;
  const edit = editOf(text, text.length);
  return { ...filter, edit: { ...edit, place: filter.history.length, draft: text } };
}

/** Applies the typed filter, unless there is a mistake in it. */
export function accept(filter: FilterModel): FilterModel {
  const { edit } = filter;
  if (edit === undefined || edit.errors.length > 0) return filter;
  const applied = edit.text.trim();
  return remembered({ ...filter, applied, edit: undefined });
}

/** The filter in use is the newest of those that `older` goes through. */
export function remembered(filter: FilterModel): FilterModel {
  const { applied, history } = filter;
  if (applied === '') return filter;
  const others = history.filter((one) => one !== applied);
  return { ...filter, history: [...others, applied].slice(-LONGEST_HISTORY) };
}

export function type(edit: FilterEdit, text: string): FilterEdit {
  return withLine(edit, typed(edit, text));
}

/** Suggestions need what the session knows, therefore they have a function of their own. */
export function completeEdit(edit: FilterEdit, vocabulary: Vocabulary, step: 1 | -1): FilterEdit {
  if (edit.choice !== undefined) return choose(edit, edit.choice, step);
  const completion = complete(edit.text, edit.cursor, vocabulary);
  const { suggestions } = completion;
  const [only] = suggestions;
  if (only === undefined) return edit;
  const choice: Choice = { completion, base: edit.text, chosen: -1 };
  if (suggestions.length === 1) return { ...choose(edit, choice, 1), choice: undefined };
  const common = commonStart(suggestions);
  if (common.length > completion.to - completion.from) {
    const text = edit.text.slice(0, completion.from) + common + edit.text.slice(completion.to);
    const longer = changed(edit, text, completion.from + common.length);
    return { ...longer, choice: { ...choice, base: text, completion: { ...completion, to: longer.cursor } } };
  }
  return choose(edit, choice, step);
}

function choose(edit: FilterEdit, choice: Choice, step: 1 | -1): FilterEdit {
  const { completion, base } = choice;
  const { suggestions, from, to } = completion;
  const chosen =
    choice.chosen < 0 && step < 0
      ? suggestions.length - 1
      : (choice.chosen + step + suggestions.length) % suggestions.length;
  const word = suggestions[chosen]?.text ?? '';
  const text = base.slice(0, from) + word + base.slice(to);
  return { ...changed(edit, text, from + word.length), choice: { ...choice, chosen } };
}

function commonStart(suggestions: readonly Suggestion[]): string {
  let common = suggestions[0]?.text ?? '';
  for (const { text } of suggestions) while (!text.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/** Commands that edit a line of text, whatever it is for. */
const LINE_COMMANDS: Readonly<Partial<Record<EditCommand, LineCommand>>> = {
  'char-left': 'line-left',
  'char-right': 'line-right',
  'line-start': 'line-home',
  'line-end': 'line-end-of',
  'erase-left': 'line-erase-left',
  'erase-right': 'line-erase-right',
  'erase-word': 'line-erase-word',
  'erase-line': 'line-erase-all',
};

export function editLine(filter: FilterModel, edit: FilterEdit, command: EditCommand): FilterEdit {
  if (command === 'older') return recall(filter, edit, edit.place - 1);
  if (command === 'newer') return recall(filter, edit, edit.place + 1);
  const inLine = LINE_COMMANDS[command];
  return inLine === undefined ? edit : withLine(edit, editLineOf(edit, inLine));
}

function recall({ history }: FilterModel, edit: FilterEdit, place: number): FilterEdit {
  if (place < 0 || place > history.length) return edit;
  const draft = edit.place === history.length ? edit.text : edit.draft;
  const text = history[place] ?? draft;
  return { ...changed(edit, text, text.length), place, draft };
}

function withLine(edit: FilterEdit, { text, cursor }: Line): FilterEdit {
  return text === edit.text ? { ...edit, cursor, choice: undefined } : changed(edit, text, cursor);
}

function changed(edit: FilterEdit, text: string, cursor: number): FilterEdit {
  return { ...editOf(text, cursor), place: edit.place, draft: edit.draft };
}

function editOf(text: string, cursor: number): FilterEdit {
  return { text, cursor, errors: parseFilter(text).errors, choice: undefined, place: 0, draft: '' };
}
