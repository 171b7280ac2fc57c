import { streamSink } from '../../output/frames/byte-sink.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { printable } from '../../view/text/printable.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';

export const config: CommandDefinition = {
  name: 'config',
  summary: 'where the config file is, what can stand in it, and what is wrong with it',
  description:
    'The settings of the screen: theme, columns, names for addresses, colours, keys. Exit code 2 where the ' +
    'file has a mistake.',
  examples: [['config', 'before you write one']],
  withoutCaptures: true,
  run: async () => {
    const { aboutConfig } = await import('../../tui/config/about-config.ts');
    const { readConfig } = await import('../../tui/config/config.ts');
    const output = new TextWriter(streamSink('-', process.stdout));
    for (const line of aboutConfig()) output.line(printable(line));
    await output.close();
    return readConfig().mistakes.length === 0 ? ExitCode.Fine : ExitCode.Usage;
  },
};
