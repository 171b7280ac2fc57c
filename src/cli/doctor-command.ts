import { CaptureError } from '../capture/capture-error.ts';
import { type BackendName, backendsByPreference, findProgram, launcherOf } from '../capture/live/backends.ts';
import { openLive } from '../capture/live/open-live.ts';
import { TimeBase } from '../capture/time-base.ts';
import type { SourceId } from '../ids.ts';
import { streamSink } from '../output/byte-sink.ts';
import { TextWriter } from '../output/text-writer.ts';
import { printable } from '../view/printable.ts';
import type { CommandDefinition } from './command.ts';
import { ExitCode } from './exit-code.ts';

/** Every host has it, or something by this name that says why not. */
const DEVICE = 'any';

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'whether this host lets you capture, and what to do if not',
  description:
    'Tries each program that can capture, for a moment, and says what it needs. Exit code 0 where one of ' +
    'them works.',
  examples: [['doctor', 'before -d']],
  run: async () => {
    const output = new TextWriter(streamSink('-', process.stdout));
    let works = false;
    for (const backend of backendsByPreference()) {
      const problem = await problemOf(backend);
      if (problem === undefined && !works) output.line(`${backend.padEnd(8)} works; "auto" takes it`);
      else output.line(`${backend.padEnd(8)} ${printable(problem ?? 'works')}`);
      works ||= problem === undefined;
    }
    await output.close();
    return works ? ExitCode.Fine : ExitCode.Usage;
  },
};

/** Undefined where it captures. */
async function problemOf(backend: BackendName): Promise<string | undefined> {
  if (launcherOf(backend) === undefined) return MISSING[backend];
  try {
    const request = { device: DEVICE, backend, filters: [''] };
    const source = await openLive(request, 0 as SourceId, new TimeBase());
    await source.live?.stop();
    source.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return `${findProgram(backend) ?? backend}: ${error.message}`;
  }
}

const MISSING: Readonly<Record<BackendName, string>> = {
  dumpcap: 'is not there: apt-get install wireshark-common',
  tcpdump: 'is not there: apt-get install tcpdump',
  cap: 'is not built: apt-get install build-essential python3 libpcap-dev, then npm rebuild cap',
};
