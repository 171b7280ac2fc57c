import { and, type FilterNode, type FilterValue, filterValue, type KeyName, keyTerm } from './ast.ts';
import { KEYS } from './keys.ts';

/** What the command line's selection options ask for; each option may be given several times. */
export interface SelectionOptions {
  readonly aor?: readonly string[];
  readonly callId?: readonly string[];
  readonly node?: readonly string[];
  readonly capability?: readonly string[];
  readonly method?: readonly string[];
}

/** A value that an option cannot use. */
export interface OptionError {
  /** As on the command line: `--aor`. */
  readonly option: string;
  readonly value: string;
  readonly message: string;
  readonly hint: string;
}

const OPTIONS: readonly {
  readonly name: keyof SelectionOptions;
  readonly option: string;
  readonly key: KeyName;
}[] = [
  { name: 'aor', option: '--aor', key: 'aor' },
  { name: 'callId', option: '--call-id', key: 'callid' },
  { name: 'node', option: '--node', key: 'node' },
  { name: 'capability', option: '--capability', key: 'cap' },
  { name: 'method', option: '--method', key: 'method' },
];

/**
 * Repetitions of one option are joined by "or", different options by "and"; without any, everything matches.
 */
export function fromOptions(options: SelectionOptions): {
  readonly filter: FilterNode;
  readonly errors: readonly OptionError[];
} {
  const errors: OptionError[] = [];
  const terms: FilterNode[] = [];
  for (const { name, option, key } of OPTIONS) {
    const usable: FilterValue[] = [];
    for (const text of options[name] ?? []) {
      const value = optionValue(text);
      const problem = KEYS[key].problem(value);
      if (problem === undefined) usable.push(value);
      else errors.push({ option, value: text, message: problem.message, hint: problem.hint });
    }
    if (usable.length > 0) terms.push(keyTerm(key, usable));
  }
  return { filter: and(terms), errors };
}

/** The shell has removed quotes already; `*` is a wildcard, and `\*` a literal star. */
function optionValue(text: string): FilterValue {
  const pieces: [string, ...string[]] = [''];
  for (const part of text.match(/\\\*|\*|[^*\\]+|\\/g) ?? []) {
    if (part === '*') pieces.push('');
    else pieces[pieces.length - 1] += part === '\\*' ? '*' : part;
  }
  return filterValue(pieces);
}
