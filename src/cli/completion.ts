import type { Command, Option } from 'commander';
import { BACKENDS } from '../capture/live/backends.ts';
import type { CommandDefinition } from './command.ts';
import { EXPORT_FORMATS } from './commands/export-target.ts';
import { ExitCode } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

/** The command by which the shell completes names of interfaces. */
const INTERFACES = 'command ls /sys/class/net 2>/dev/null';
/** Options whose values are words, not files: the words, or a command that prints them. */
const VALUES: readonly {
  readonly long: string;
  readonly words: readonly string[];
  readonly from?: string;
}[] = [
  { long: '--device', words: ['any'], from: INTERFACES },
  { long: '--backend', words: ['auto', ...BACKENDS] },
  { long: '--format', words: EXPORT_FORMATS },
];

/** Writes what a shell needs to complete our commands and options, made from the program itself. */
export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'print the completion script of a shell',
  operands: [`<${SHELLS.join('|')}>`],
  withoutCaptures: true,
  examples: [
    ['completion bash > /etc/bash_completion.d/syncgrep', 'for everybody'],
    ['completion zsh >> ~/.zshrc', 'for yourself'],
    ['completion fish > ~/.config/fish/completions/syncgrep.fish', 'for yourself'],
  ],
  async run([shell], _values, program) {
    process.stdout.write(completionScript(shell ?? '', program));
    return ExitCode.Fine;
  },
};

/** Throws a UsageError for a shell that we do not know. */
export function completionScript(shell: string, program: Command): string {
  if (shell === 'bash') return bash(program);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
  if (shell === 'fish') return fish(program);
  throw new UsageError(`completion ${JSON.stringify(shell)}: takes bash, zsh or fish`);
}

/** Commands come first on the line, files anywhere else; some commands take words instead of files. */
function bash(program: Command): string {
  const commands = shownCommands(program).map((command) => command.name());
  const own = shownCommands(program).flatMap((command) => command.options);
  const flags = [...program.options, ...own].filter(isShown).flatMap(({ short, long }) => [short, long]);
  const options = [...new Set([...flags, '--help'])].filter((flag) => flag !== undefined);
  const values = VALUES.map(({ long, words, from }) => {
    const all = from === undefined ? words.join(' ') : `${words.join(' ')} $(${from})`;
    const names = flagsOf(program, long).join('|');
    return `    ${names}) COMPREPLY=($(compgen -W "${all}" -- "$word")); return ;;`;
  });
  return `_syncgrep() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case \${COMP_WORDS[COMP_CWORD-1]} in
${values.join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${options.join(' ')}' -- "$word"))
    return
  fi
  (( COMP_CWORD > 1 )) && case \${COMP_WORDS[1]} in
    completion) COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$word")); return ;;
    help) COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word")); return ;;
  esac
  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word")); fi
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word")
}
complete -o filenames -F _syncgrep syncgrep
`;
}

function fish(program: Command): string {
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
  const common = new Set(program.options.map(({ long }) => long));
  const own = shown.flatMap((command) =>
    command.options
      .filter((option) => isShown(option) && !common.has(option.long))
      .map((option) => fishOption(option, ` -n '__fish_seen_subcommand_from ${command.name()}'`)),
  );
  const options = program.options.filter(isShown).map((option) => fishOption(option, ''));
  return `${[...commands, ...operands, ...options, ...own].join('\n')}\n`;
}

function fishOption({ short, long, required, description }: Option, condition: string): string {
  const names = [
    ...(short === undefined ? [] : [` -s ${short.slice(1)}`]),
    ...(long === undefined ? [] : [` -l ${long.slice(2)}`]),
  ];
  const values = VALUES.find((one) => one.long === long);
  const all = values && [...values.words, ...(values.from === undefined ? [] : [`(${values.from})`])];
  const value = all !== undefined ? ` -x -a '${all.join(' ')}'` : required ? ' -r' : '';
  return `complete -c syncgrep${condition}${names.join('')}${value} -d ${quoted(description)}`;
}

/** Short and long name of an option, be it of the program or of one of its commands. */
function flagsOf(program: Command, long: string): readonly string[] {
  const all = [...program.options, ...shownCommands(program).flatMap((command) => command.options)];
  const option = all.find((one) => one.long === long);
  return [option?.short, option?.long].filter((flag) => flag !== undefined);
}

function shownCommands(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

function isShown(option: Option): boolean {
  return !option.hidden;
}

/** In fish, a single quote ends with another; inside, only it and the backslash are special. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
