import { TIME_STAMPS } from '../../capture/live/backends.ts';
import { type BackendChoice, captureInterfaces, chosenBackend } from '../../capture/live/interfaces.ts';
import { choiceText } from '../../capture/live/local-peer.ts';
import { streamSink } from '../../output/frames/byte-sink.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { printable } from '../../view/text/printable.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { tell } from '../tell.ts';

/** Width of the column of names. */
const LEAST = 16;

export const interfaces: CommandDefinition = {
  name: 'interfaces',
  summary: 'what can be captured from, and by which program',
  description:
    'One line an interface: its name for -d, the program that captures unless --backend says otherwise, and ' +
    'what it is. Why that program, and how good its time stamps are, is told on standard error.',
  examples: [
    ['interfaces', 'names for -d'],
    ['interfaces --json', 'for scripts'],
  ],
  run: async (_operands, { json }) => {
    const output = new TextWriter(streamSink('-', process.stdout));
    const choice = await chosenBackend();
    const backend = 'backend' in choice ? choice.backend : 'nobody';
    const all = captureInterfaces();
    const width = Math.max(...all.map(({ name }) => name.length), LEAST);
    for (const { name, description } of all) {
      const line =
        json === true
          ? JSON.stringify({ v: 1, name, description, ...choiceJson(choice) })
          : `${printable(name).padEnd(width)} ${backend.padEnd(8)} ${printable(description)}`.trimEnd();
      output.line(line);
    }
    await output.close();
    tell(printable(choiceLine(choice)));
    return ExitCode.Fine;
  },
};

function choiceJson(choice: BackendChoice): object {
  if ('problem' in choice) return { problem: choice.problem };
  const { by, resolution } = TIME_STAMPS[choice.backend];
  const timestamps = by === 'kernel' ? 'kernel' : 'approximate';
  return { backend: choice.backend, timestamps, resolution, why: choiceText(choice.backend) };
}

function choiceLine(choice: BackendChoice): string {
  if ('problem' in choice) return `nobody captures: ${choice.problem}; "syncgrep doctor" tells more`;
  return `captured by ${choice.backend}, ${choiceText(choice.backend)}; ${TIME_STAMPS[choice.backend].text}`;
}
