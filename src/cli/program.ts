import { Command, Help, type Option } from 'commander';
import { VERSION } from '../output/version.ts';
import type { CommandDefinition } from './command.ts';
import { show } from './commands/show.ts';
import { COMMANDS } from './commands.ts';
import { EXAMPLES, EXIT_CODES, examplesText, filterText, LEFT_OUT, wrapped } from './help-texts.ts';
import { addCommonOptions, type CommonValues, READ, SHARED } from './request/common-options.ts';

/** The operands of a command that declares none. */
const CAPTURES = ['[file...]'];
/** Groups of options that only the help of the program lists, not that of each command. */
const ELSEWHERE: ReadonlySet<string> = new Set([READ, SHARED]);

/**
 * The program as commander sees it. `finished` gets the exit code of the command that ran. To set up all
 * commands takes time: given `args`, that is only done if one of them may name a command.
 */
export function createProgram(finished: (code: number) => void, args?: readonly string[]): Command {
  const program = new Command('syncgrep')
    .summary('see SIP and OpenSIPS cluster replication together')
    .description(
      'See SIP and OpenSIPS cluster replication (BIN) together: decode, filter and follow what the nodes ' +
        'of a cluster tell each other. Without a command it opens a screen; where the output is no ' +
        'terminal, or with --json, -q, -n, -O, --since or --until, it prints as "packets" does.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  setUp(program, { operands: CAPTURES, run: show }, finished);
  program.configureHelp({ subcommandTerm });
  addAfterwards(program, (columns) => [
    examplesText(EXAMPLES, columns),
    filterText(columns),
    wrapped(EXIT_CODES, columns),
  ]);
  if (args !== undefined && !args.some(asksForCommands)) return program;
  for (const definition of COMMANDS) addCommand(program, definition, finished);
  program.helpCommand('help [command]', 'print the help of a command');
  return program;
}

/** The name of a command, or -h, --help, also among joined short options such as -qh. */
function asksForCommands(arg: string): boolean {
  if (arg.startsWith('-')) return /^-\w*h|^--h/.test(arg);
  return arg === 'help' || COMMANDS.some(({ name }) => name === arg);
}

function addCommand(program: Command, definition: CommandDefinition, finished: (code: number) => void): void {
  const { name, summary, description = summary, examples = [] } = definition;
  const command = program
    .command(name, { hidden: definition.hidden ?? false })
    .summary(summary)
    .description(description)
    .helpOption('-h, --help', 'print this help');
  setUp(command, definition, finished);
  command.configureHelp({ visibleOptions });
  addAfterwards(command, (columns) => [
    ...(examples.length === 0 ? [] : [examplesText(examples, columns)]),
    ...(definition.withoutCaptures === true
      ? []
      : [wrapped(LEFT_OUT, columns), wrapped(EXIT_CODES, columns)]),
  ]);
}

/** Adds paragraphs after the list of options, as wide as commander takes the terminal to be. */
function addAfterwards(command: Command, textsFor: (columns: number) => readonly string[]): void {
  command.addHelpText('after', () => {
    const columns = command.configureOutput().getOutHelpWidth?.() ?? 80;
    return textsFor(columns)
      .map((text) => `\n${text}`)
      .join('\n');
  });
}

/** A command in the list of commands, with its required operands only: all of them take options and captures. */
function subcommandTerm(command: Command): string {
  const required = command.registeredArguments.filter(({ required }) => required);
  return [command.name(), ...required.map((one) => `<${one.name()}>`)].join(' ');
}

/** The options of a command that its own help lists. */
function visibleOptions(this: Help, command: Command): Option[] {
  const all = Help.prototype.visibleOptions.call(this, command);
  return all.filter(({ helpGroupHeading }) => !ELSEWHERE.has(helpGroupHeading ?? ''));
}

function setUp(
  command: Command,
  definition: Pick<CommandDefinition, 'operands' | 'options' | 'withoutCaptures' | 'run'>,
  finished: (code: number) => void,
): void {
  const usual = definition.withoutCaptures === true ? [] : CAPTURES;
  for (const operand of definition.operands ?? usual) command.argument(operand);
  for (const option of definition.options ?? []) command.addOption(option);
  if (definition.withoutCaptures !== true) addCommonOptions(command);
  command.action(async () => {
    // Options count wherever they stand, before or after the name of the command.
    finished(await definition.run(command.args, valuesOf(command), command.parent ?? command));
  });
}

/** The values of the options, with tcpdump's -r and -i merged into --input and --device. */
function valuesOf(command: Command): CommonValues {
  const values: CommonValues = command.optsWithGlobals();
  const { input = [], r = [], device = [], i = [] } = values;
  if (r.length + i.length === 0) return values;
  return { ...values, input: [...input, ...r], device: [...device, ...i] };
}
