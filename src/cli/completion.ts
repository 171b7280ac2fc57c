import type { Command, Option } from 'commander';
import type { CommandDefinition } from './command.ts';
import { ExitCode } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

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
  return `_syncgrep() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
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
  const commands = shownCommands(program).map(
    (command) =>
      `complete -c syncgrep -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.summary())}`,
  );
  const options = program.options.filter(isShown).map((option) => {
    const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
    const long = option.long === undefined ? '' : ` -l ${option.long.slice(2)}`;
    return `complete -c syncgrep${short}${long}${option.required ? ' -r' : ''} -d ${quoted(option.description)}`;
  });
  return `${[...commands, ...options].join('\n')}\n`;
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
