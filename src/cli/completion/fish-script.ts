import type { Command, Option } from 'commander';
import {
  FILTER_KEYS,
  FILTER_OPTION,
  FILTER_TERMS,
  ownOptions,
  SHELLS,
  shownCommands,
  shownOptions,
  valuesOf,
} from './completed-words.ts';

/** Only where something stands already: filters would hide the files. */
const BEGUN = `'string match -qr "^[a-z]" -- (commandline -ct); and not __fish_seen_subcommand_from help completion'`;

export function fishScript(program: Command): string {
  const shown = shownCommands(program);
  const commands = shown.map(
    (command) =>
      `complete -c syncgrep -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.summary())}`,
  );
  const words = [
    ['help', shown.map((command) => command.name())],
    ['completion', SHELLS],
  ] as const;
  const operands = words.map(
    ([name, all]) => `complete -c syncgrep -n '__fish_seen_subcommand_from ${name}' -f -a '${all.join(' ')}'`,
  );
  const filters = [...FILTER_KEYS, ...FILTER_TERMS].map(
    ({ word, doc }) => `complete -c syncgrep -n ${BEGUN} -a ${quoted(word)} -d ${quoted(doc)}`,
  );
  const own = ownOptions(program).flatMap(({ command, options }) =>
    options.map((option) => optionLine(option, ` -n '__fish_seen_subcommand_from ${command}'`)),
  );
  const options = shownOptions(program).map((option) => optionLine(option, ''));
  return `${[...commands, ...operands, ...options, ...own, ...filters].join('\n')}\n`;
}

function optionLine(option: Option, condition: string): string {
  const { short, long, required, description } = option;
  const names = [
    ...(short === undefined ? [] : [` -s ${short.slice(1)}`]),
    ...(long === undefined ? [] : [` -l ${long.slice(2)}`]),
  ];
  const all = valueWords(option);
  const value = all !== undefined ? ` -x -a ${quoted(all.join(' '))}` : required ? ' -r' : '';
  return `complete -c syncgrep${condition}${names.join('')}${value} -d ${quoted(description)}`;
}

function valueWords(option: Option): readonly string[] | undefined {
  if (option.long === FILTER_OPTION) return [...FILTER_KEYS, ...FILTER_TERMS].map(({ word }) => word);
  const values = valuesOf(option);
  return values && [...values.words, ...(values.from === undefined ? [] : [`(${values.from})`])];
}

/** In fish, a single quote ends with another; inside, only it and the backslash are special. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
