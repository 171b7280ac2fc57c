import {
  type FieldTerm,
  type FilterNode,
  type FilterTerm,
  type FilterValue,
  forEachTerm,
  plainText,
} from './ast.ts';
import { type FilterError, type Problem, problemAt } from './filter-error.ts';
import { KEYS } from './keys.ts';

/** An error for every term that cannot mean anything, in the order of the text. */
export function checkFilter(filter: FilterNode): readonly FilterError[] {
  const errors: FilterError[] = [];
  forEachTerm(filter, (term) => errors.push(...checkTerm(term)));
  return errors;
}

export function checkTerm(term: FilterTerm): readonly FilterError[] {
  switch (term.kind) {
    case 'key':
      return term.values.flatMap((value) => errorOf(value, KEYS[term.key].problem(value)));
    case 'field':
      return [
        ...errorOf(term, pathProblem(term)),
        ...term.values.flatMap((value) => fieldValueErrors(term, value)),
      ];
    case 'text':
      return errorOf(term, term.text === '' ? EMPTY_TEXT : undefined);
    case 'regex':
      return errorOf(term, regexProblem(term.source, term.flags));
  }
}

const EMPTY_TEXT: Problem = {
  message: 'The quotation is empty',
  hint: 'Write the text to look for between the quotation marks',
};

function errorOf(span: FilterTerm | FilterValue, problem: Problem | undefined): readonly FilterError[] {
  return problem === undefined ? [] : [problemAt(span, problem)];
}

function pathProblem(term: FieldTerm): Problem | undefined {
  if (term.path.length > 0 && !term.path.includes('')) return undefined;
  const hint = 'Write names with single dots between them, as in field:chunks.contact_record.aor';
  return { message: 'A name is missing in the path of the field', hint };
}

function fieldValueErrors(term: FieldTerm, value: FilterValue): readonly FilterError[] {
  const ordered = term.operator !== '==' && term.operator !== '!=' && term.operator !== '~';
  if (!ordered || value.pieces.length === 1) return [];
  const message = `${term.operator} cannot compare with '${plainText(value)}'`;
  return [problemAt(value, { message, hint: 'Only ==, != and ~ take *; write \\* for a star itself' })];
}

function regexProblem(source: string, flags: string): Problem | undefined {
  if (source === '') return { message: 'The regular expression is empty', hint: 'Write /text/' };
  const wrong = [...flags].find((flag) => !'imsu'.includes(flag));
  if (wrong !== undefined) {
    const hint =
      'Flags are i (any case), s (. takes line ends), m (^ $ at lines), u (Unicode); for a path use quotes';
    return { message: `The regular expression has no flag '${wrong}'`, hint };
  }
  if (new Set(flags).size < flags.length) {
    return { message: 'A flag of the regular expression is given twice', hint: 'Write each flag once' };
  }
  return syntaxProblem(source, flags);
}

function syntaxProblem(source: string, flags: string): Problem | undefined {
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, '') : 'it is not valid';
    const hint = 'Put a backslash before a special character, or use quotes to search for plain text';
    return { message: `The regular expression cannot be used: ${reason.toLowerCase()}`, hint };
  }
}
