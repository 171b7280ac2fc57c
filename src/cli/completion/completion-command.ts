import type { Command } from 'commander';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { bashScript } from './bash-script.ts';
import { SHELLS } from './completed-words.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

/** Writes what a shell needs to complete our commands, options and filters, made from the program itself. */
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
  if (shell === 'bash') return bashScript(program);
  if (shell === 'zsh') return zshScript(program);
  if (shell === 'fish') return fishScript(program);
  throw new UsageError(`completion ${JSON.stringify(shell)}: takes bash, zsh or fish`);
}
