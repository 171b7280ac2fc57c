import { CommanderError } from 'commander';
import { CaptureError } from '../capture/capture-error.ts';
import { parseFilter } from '../filter/parser.ts';
import { OutputError } from '../output/frames/byte-sink.ts';
import { printable } from '../view/text/printable.ts';
import { COMMAND_NAMES } from './command-names.ts';
import { COMMANDS } from './commands.ts';
import { ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { adviceFor } from './request/foreign-options.ts';
import { markNegatedTerms } from './request/negated-terms.ts';
import { tell } from './tell.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs a command line (`process.argv` without Node and the program) to its end. Resolves with the exit code;
 * rejects only if there is a bug in this program.
 */
export async function run(given: readonly string[]): Promise<number> {
  const words = withHelpOfCommand(given);
  let code: number = ExitCode.Fine;
  try {
    const program = createProgram((result) => {
      code = result;
    }, words);
    await program.parseAsync(markNegatedTerms(words, program), { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, words);
  }
}

/** `-h flows` is meant as `flows -h`: commander would print the help of the program. */
function withHelpOfCommand(words: readonly string[]): readonly string[] {
  const [option = '', command = ''] = words;
  const isHelp = option === '-h' || option === '--help';
  return isHelp && COMMAND_NAMES.includes(command) ? [command, option] : words;
}

/**
 * Prints one line for an error of the user or of a file, and returns the exit code. Any other error is a bug:
 * rethrown.
 */
function failed(error: unknown, words: readonly string[]): number {
  if (error instanceof CommanderError && (error.exitCode === 0 || isHelpGiven(error, words)))
    return ExitCode.Fine;
  if (error instanceof CommanderError) tell(`syncgrep: ${printable(commanderText(error, words))}`);
  else if (error instanceof UsageError)
    tell(`syncgrep: ${error.message.split('\n').map(printable).join('\n')}`);
  else if (error instanceof OutputError && error.path === '-' && error.code === 'EPIPE') return ExitCode.Fine;
  else if (error instanceof CaptureError || error instanceof OutputError)
    tell(`syncgrep: ${printable(error.message)}`);
  else throw error;
  return ExitCode.Usage;
}

/**
 * Was help printed because it was asked for (`help`, `help packets`)? Commander's own exit code does not tell: it is
 * that of `process.exitCode`.
 */
function isHelpGiven({ code }: CommanderError, words: readonly string[]): boolean {
  const command = words[words.indexOf('help') + 1];
  return (
    code === 'commander.help' && (command === undefined || COMMANDS.some(({ name }) => name === command))
  );
}

function commanderText(error: CommanderError, words: readonly string[]): string {
  if (error.code === 'commander.help') return 'there is no such command; see syncgrep --help';
  const text = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  if (error.code === 'commander.missingArgument') {
    const command = words.find((word) => COMMAND_NAMES.includes(word));
    return `${text}; see syncgrep ${command} --help`;
  }
  const unknown = /^unknown option '(-.*?)'/.exec(text)?.[1];
  if (unknown === undefined) return text;
  const isFilter = unknown.includes(':') && parseFilter(unknown).errors.length === 0;
  if (isFilter) return `${text}; a filter that begins with - goes behind -F`;
  return `${text}; ${adviceFor(unknown) ?? 'see syncgrep --help'}`;
}
