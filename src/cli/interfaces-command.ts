import { captureInterfaces } from '../capture/live/interfaces.ts';
import { streamSink } from '../output/byte-sink.ts';
import { TextWriter } from '../output/text-writer.ts';
import { printable } from '../view/printable.ts';
import type { CommandDefinition } from './command.ts';
import { ExitCode } from './exit-code.ts';

export const interfaces: CommandDefinition = {
  name: 'interfaces',
  summary: 'what can be captured from, and by which program',
  description: 'One line an interface: its name for -d, the program that would capture, and what it is.',
  examples: [
    ['interfaces', 'names for -d'],
    ['interfaces --json', 'for scripts'],
  ],
  run: async (_operands, { json }) => {
    const output = new TextWriter(streamSink('-', process.stdout));
    for (const { name, description, backend } of captureInterfaces()) {
      if (json === true) {
        output.line(
          JSON.stringify({
            v: 1,
            name,
            description,
            ...(backend === undefined
              ? {}
              : { backend, timestamps: backend === 'cap' ? 'approximate' : 'kernel' }),
          }),
        );
      } else
        output.line(
          `${printable(name).padEnd(16)} ${(backend ?? 'nobody').padEnd(8)} ${printable(description)}`.trimEnd(),
        );
    }
    await output.close();
    return ExitCode.Fine;
  },
};
