import { complete, type Suggestion } from '../../filter/completion.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { parseFilter } from '../../filter/parser.ts';
import type { EditCommand } from './filter-keys.ts';
import type { Choice, FilterEdit, FilterModel } from './filter-model.ts';

/** Filters that are remembered. */
const LONGEST_HISTORY = 100;

export function beginEdit(filter: FilterModel): FilterModel {
  const text = filter.applied === '' ? '' : `${filter.applied} `;
  const edit = editOf(text, text.length);
  return { ...filter, edit: { ...edit, place: filter.history.length, draft: text } };
}

/** Uses what was typed, unless there is a mistake in it. */
export function accept(filter: FilterModel): FilterModel {
  const { edit } = filter;
  if (edit === undefined || edit.errors.length > 0) return filter;
  const applied = edit.text.trim();
  const others = filter.history.filter((one) => one !== applied);
  const history = applied === '' ? filter.history : [...others, applied].slice(-LONGEST_HISTORY);
  return { applied, edit: undefined, history };
}

export function type(edit: FilterEdit, text: string): FilterEdit {
  const { cursor } = edit;
  return changed(edit, edit.text.slice(0, cursor) + text + edit.text.slice(cursor), cursor + text.length);
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

export function editLine(filter: FilterModel, edit: FilterEdit, command: EditCommand): FilterEdit {
  const { text, cursor } = edit;
  switch (command) {
    case 'char-left':
      return moved(edit, before(text, cursor));
    case 'char-right':
      return moved(edit, after(text, cursor));
    case 'line-start':
      return moved(edit, 0);
    case 'line-end':
      return moved(edit, text.length);
    case 'erase-left':
      return erased(edit, before(text, cursor), cursor);
    case 'erase-right':
      return erased(edit, cursor, after(text, cursor));
    case 'erase-word':
      return erased(edit, text.slice(0, cursor).search(/\S+\s*$/), cursor);
    case 'erase-line':
      return erased(edit, 0, text.length);
    case 'older':
      return recall(filter, edit, edit.place - 1);
    case 'newer':
      return recall(filter, edit, edit.place + 1);
    default:
      return edit;
  }
}

function recall({ history }: FilterModel, edit: FilterEdit, place: number): FilterEdit {
  if (place < 0 || place > history.length) return edit;
  const draft = edit.place === history.length ? edit.text : edit.draft;
  const text = history[place] ?? draft;
  return { ...changed(edit, text, text.length), place, draft };
}

function erased(edit: FilterEdit, from: number, to: number): FilterEdit {
  if (from < 0 || from >= to) return edit;
  return changed(edit, edit.text.slice(0, from) + edit.text.slice(to), from);
}

function moved(edit: FilterEdit, cursor: number): FilterEdit {
  return { ...edit, cursor, choice: undefined };
}

function changed(edit: FilterEdit, text: string, cursor: number): FilterEdit {
  return { ...editOf(text, cursor), place: edit.place, draft: edit.draft };
}

function editOf(text: string, cursor: number): FilterEdit {
  return { text, cursor, errors: parseFilter(text).errors, choice: undefined, place: 0, draft: '' };
}

function before(text: string, cursor: number): number {
  const low = text.charCodeAt(cursor - 1);
  return Math.max(0, cursor - (low >= 0xdc00 && low <= 0xdfff ? 2 : 1));
}

function after(text: string, cursor: number): number {
  const high = text.charCodeAt(cursor);
  return Math.min(text.length, cursor + (high >= 0xd800 && high <= 0xdbff ? 2 : 1));
}
