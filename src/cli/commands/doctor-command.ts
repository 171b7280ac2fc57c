import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  type BackendName,
  backendsByPreference,
  findProgram,
  forbiddenProgram,
  launcherOf,
  TIME_STAMPS,
} from '../../capture/live/backends.ts';
import { problemOf } from '../../capture/live/prepared-backend.ts';
import { asRoot, forbiddenText, missingText } from '../../capture/live/remedies.ts';
import { streamSink } from '../../output/frames/byte-sink.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'whether this host lets you capture, and what to do if not',
  description:
    'Tries each program that can capture, for a moment, and says what it needs; then what else live captures ' +
    'need. Exit code 0 where one of the programs works.',
  examples: [['doctor', 'before -d']],
  withoutCaptures: true,
  run: async () => {
    const output = new TextWriter(streamSink('-', process.stdout));
    const line = (name: string, text: string) => output.line(`${name.padEnd(8)} ${printable(text)}`);
    let works = false;
    for (const backend of backendsByPreference()) {
      const problem = await backendProblem(backend);
      const taken = works || problem !== undefined ? '' : '; "auto" takes it';
      line(backend, problem ?? `works; ${TIME_STAMPS[backend].text}${taken}`);
      works ||= problem === undefined;
    }
    line('ssh', sshText());
    line('spool', spoolText(tmpdir()));
    await output.close();
    return works ? ExitCode.Fine : ExitCode.Usage;
  },
};

/** Why the backend cannot capture; undefined if it can. */
async function backendProblem(backend: BackendName): Promise<string | undefined> {
  if (launcherOf(backend) === undefined) {
    const forbidden = backend === 'cap' ? undefined : forbiddenProgram(backend);
    return forbidden === undefined ? missingText(backend) : forbiddenText(forbidden);
  }
  return (await problemOf(backend))?.text;
}

function sshText(): string {
  const program = findProgram('ssh');
  return program === undefined
    ? `is not there, --ssh needs it: ${asRoot('apt-get install openssh-client')}`
    : `${program} is there for --ssh`;
}

/** Whether the spool, in which live frames are kept, can be written to. */
function spoolText(folder: string): string {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const megabytes = Math.floor((bavail * bsize) / 1e6);
    return `${folder} has room for ${counted(megabytes, 'MB', 'MB')}; TMPDIR names another place`;
  } catch (error) {
    return `${folder} cannot be written (${(error as Error).message}): name a directory in TMPDIR`;
  }
}
