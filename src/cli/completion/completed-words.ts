import type { Command, Option } from 'commander';
import { BACKENDS } from '../../capture/live/backends.ts';
import { KEY_DOCS } from '../../filter/key-docs.ts';
import { EXPORT_FORMATS } from '../commands/export-target.ts';

export const SHELLS = ['bash', 'zsh', 'fish'];

/** The option whose value is a display filter. */
export const FILTER_OPTION = '--filter';

/** What the value of an option can be, if it is no file: words, and a command that prints further ones. */
export interface OptionValues {
  readonly words: readonly string[];
  readonly from?: string;
}

/** The command by which the shell completes names of interfaces. */
const INTERFACES = 'command ls /sys/class/net 2>/dev/null';
const VALUES: ReadonlyMap<string, OptionValues> = new Map([
  ['--device', { words: ['any'], from: INTERFACES }],
  ['--backend', { words: ['auto', ...BACKENDS] }],
  ['--format', { words: EXPORT_FORMATS }],
]);

export function valuesOf({ long, argChoices }: Option): OptionValues | undefined {
  const known = VALUES.get(long ?? '');
  return known ?? (argChoices === undefined ? undefined : { words: argChoices });
}

export function shownCommands(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

/** What help lists, too. */
export function shownOptions(command: Command): readonly Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

/** Options of all commands, each once. */
export function allOptions(program: Command): readonly Option[] {
  const all = new Map<string | undefined, Option>();
  for (const one of [program, ...shownCommands(program)]) {
    for (const option of shownOptions(one)) if (!all.has(option.long)) all.set(option.long, option);
  }
  return [...all.values()];
}

interface OwnOptions {
  readonly command: string;
  readonly options: readonly Option[];
}

/** Options that only some commands have, by the command; commands without any are left out. */
export function ownOptions(program: Command): readonly OwnOptions[] {
  const common = new Set(program.options.map(({ long }) => long));
  const all = shownCommands(program).map((command) => ({
    command: command.name(),
    options: shownOptions(command).filter(({ long }) => !common.has(long)),
  }));
  return all.filter(({ options }) => options.length > 0);
}

export function flagsOf({ short, long }: Option): readonly string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

/** A term of a display filter, or the beginning of one. */
export interface FilterWord {
  readonly word: string;
  readonly doc: string;
}

/** `aor:`, whose value follows. */
export const FILTER_KEYS: readonly FilterWord[] = KEY_DOCS.map(({ name, doc }) => ({
  word: `${name}:`,
  doc,
}));

/** `is:malformed`, of keys with words of their own. */
export const FILTER_TERMS: readonly FilterWord[] = KEY_DOCS.flatMap(({ name, words }) =>
  typeof words === 'object' ? words.map(({ word, doc }) => ({ word: `${name}:${word}`, doc })) : [],
);
