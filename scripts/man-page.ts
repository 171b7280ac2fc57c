// Writes docs/syncgrep.1 from the program's own commands and options: `npm run man`.
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { EXAMPLES } from '../src/cli/help-texts.ts';
import { createProgram } from '../src/cli/program.ts';
import { KEY_DOCS } from '../src/filter/key-docs.ts';

export const MAN_PAGE = fileURLToPath(new URL('../docs/syncgrep.1', import.meta.url));

/** The whole page, in the macros of man(7). */
export function manPage(): string {
  const program = createProgram(() => {});
  const version = program.version() ?? '';
  const lines = [
    '.\\" Written by scripts/man-page.ts; do not edit.',
    `.TH SYNCGREP 1 "" "syncgrep ${version}" "User Commands"`,
    '.SH NAME',
    roff(`syncgrep - ${program.summary()}`),
    '.SH SYNOPSIS',
    '.B syncgrep',
    roff('[OPTION]... [COMMAND] [FILE]... [FILTER]'),
    '.SH DESCRIPTION',
    roff(program.description()),
    '.PP',
    roff(FILES),
    '.SH COMMANDS',
    ...commandsOf(program).flatMap((command) => [
      ...entry(`${command.name()} ${command.usage().replace('[options] ', '')}`, command.summary()),
      ...(isSaid(command) ? [] : paragraphs(command.description())),
      ...ownOptions(command, program).flatMap(({ flags, description }) =>
        paragraphs(`${flags}: ${description}`),
      ),
    ]),
    '.SH OPTIONS',
    ...optionLines(program),
    '.SH DISPLAY FILTER',
    roff(FILTER),
    ...KEY_DOCS.flatMap(({ name, aliases, value, doc, example }) =>
      entry(
        [name, ...aliases].map((word) => `${word}:`).join(', '),
        `${doc}. Value: ${value}. Example: ${example}`,
      ),
    ),
    ...entry('/expression/i', 'messages whose text matches the regular expression'),
    ...entry('word, "some words"', 'messages whose text contains it, in either case of letters'),
    '.SH EXIT STATUS',
    ...entry('0', 'fine, also where a capture is damaged: there is a warning then'),
    ...entry('1', '"check" found an error, "flow" nothing'),
    ...entry('2', 'bad usage, or input that cannot be read'),
    '.SH ENVIRONMENT',
    ...entry('NO_COLOR', 'no colours, unless empty'),
    ...entry('FORCE_COLOR', 'colours even where the output is no terminal; 0: never. Goes before NO_COLOR'),
    ...entry('TMPDIR', 'where pipes and compressed captures are kept while they are read'),
    '.SH FILES',
    ...entry(
      '$XDG_CONFIG_HOME/syncgrep/config.json',
      'an object of what is always wanted on the screen: theme (dark, light, mono), utc, ascii, mouse, view',
    ),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([line, purpose]) => example(`syncgrep ${line}`, purpose)),
    '.SH SEE ALSO',
    '.BR tcpdump (1),',
    '.BR tshark (1),',
    '.BR sngrep (8)',
  ];
  return `${lines.join('\n')}\n`;
}

const FILES =
  'FILE is a pcap or pcapng, compressed with gzip or not; - is standard input. Several files are ' +
  'several observers of the same cluster: a message that more than one of them saw is shown once.';
const FILTER =
  'Terms side by side are "and"; there are "or", "not" or a leading -, and parentheses. Quotes keep ' +
  'blanks together, * stands for any run of characters, and values with commas are alternatives. ' +
  '-is:internal is added unless the filter speaks of internal messages itself, or with -A.';

function commandsOf(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

/** Paragraphs with an empty line between them; lines that are indented stay lines. */
function paragraphs(text: string): readonly string[] {
  return text.split('\n\n').flatMap((paragraph) => {
    const lines = paragraph.split('\n');
    const table = lines.filter((line) => line.startsWith('  '));
    const rest = lines.filter((line) => !table.includes(line)).join(' ');
    const listed = table.length === 0 ? [] : ['.nf', ...table.map(roff), '.fi'];
    return ['.IP', roff(rest), ...listed];
  });
}

/** Options that the program as a whole does not have. */
function ownOptions(command: Command, program: Command): readonly Option[] {
  const common = new Set(program.options.map(({ flags }) => flags));
  return command.options.filter(({ flags }) => !common.has(flags));
}

/** Does the description of a command say no more than its summary? */
function isSaid(command: Command): boolean {
  return ['', command.summary()].includes(command.description());
}

function optionLines(program: Command): readonly string[] {
  const groups = new Map<string, Option[]>();
  for (const option of program.createHelp().visibleOptions(program)) {
    const heading = option.helpGroupHeading ?? 'General:';
    groups.set(heading, [...(groups.get(heading) ?? []), option]);
  }
  return [...groups].flatMap(([heading, options]) => [
    `.SS ${roff(heading.replace(/:$/, ''))}`,
    ...options.flatMap((option) => entry(option.flags, option.description)),
  ]);
}

function entry(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)];
}

function example(line: string, purpose: string): readonly string[] {
  return ['.PP', `${roff(purpose)}:`, '.PP', '.RS', '.nf', roff(line), '.fi', '.RE'];
}

/** A hyphen would become a typographic one, and a line must not begin with a request. */
function roff(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
  return escaped.replace(/^([.'])/, '\\&$1').replaceAll('\n', ' ');
}

/** Is the page in the tree the one that the program would write? */
export function isManPageCurrent(): boolean {
  return readFileSync(MAN_PAGE, 'utf8') === manPage();
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MAN_PAGE, manPage());
