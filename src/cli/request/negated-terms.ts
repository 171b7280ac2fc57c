import type { Command } from 'commander';
import { KEY_DOCS } from '../../filter/key-docs.ts';

const KEYS = new Set(KEY_DOCS.flatMap(({ name, aliases }) => [name, ...aliases]));

/**
 * Puts -F in front of terms of a display filter that begin with a hyphen, which otherwise are options:
 * -aor:1000 would be -a with "or:1000". What follows `--` or an option that takes a value stays.
 */
export function markNegatedTerms(args: readonly string[], program: Command): readonly string[] {
  const withValue = new Set(
    program.options.filter(({ required }) => required).flatMap(({ short, long }) => [short, long]),
  );
  const end = args.indexOf('--');
  const marked: string[] = [];
  let isValue = false;
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    if (!isValue && isNegatedTerm(arg)) marked.push('-F');
    marked.push(arg);
    isValue = !isValue && withValue.has(arg);
  }
  return end < 0 ? marked : [...marked, ...args.slice(end)];
}

function isNegatedTerm(arg: string): boolean {
  const key = /^-([a-z][a-z-]*):/i.exec(arg)?.[1];
  return key === undefined ? /^-[(/"]/.test(arg) : KEYS.has(key.toLowerCase());
}
