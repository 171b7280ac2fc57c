import { existsSync } from 'node:fs';
import type { TruthRecord } from '../traffic/truth.ts';
import type { ChildRun } from './child-run.ts';
import { firstLine } from './machine.ts';

/** What a tool says that it found, beside what there is. */
export interface Finding {
  readonly what: string;
  readonly found: number;
  readonly wanted: number;
}

/** What our own program reports of itself. */
export interface OwnReport {
  readonly frames: number;
  readonly messages: number;
  readonly sip: number;
  readonly bin: number;
  readonly bytes: number;
  /** Inside the program: without the start of the interpreter. */
  readonly seconds: number;
  /** Bytes resident at the end. */
  readonly rss: number;
  readonly heapUsed: number;
}

export const OWN = 'syncgrep';
export const UNBOUND = 'syncgrep, all processors';

export interface Tool {
  readonly name: string;
  /** As it is typed, for the report. */
  readonly shown: string;
  /** Undefined where the tool cannot run here. */
  readonly version: string | undefined;
  /** How to get it where it is missing. */
  readonly missing: string;
  /** May it use all processors? The others are bound to one. */
  readonly unbound?: true;
  command(file: string): readonly string[];
  findings(run: ChildRun, truth: TruthRecord): readonly Finding[];
}

/** `program` is the built one. */
export function ownTool(program: string): Tool {
  return {
    name: OWN,
    shown: `node ${program} index --json FILE`,
    version: existsSync(program) ? process.version : undefined,
    missing: `${program} is missing: npm run build`,
    command: (file) => [process.execPath, program, 'index', '--json', file],
    findings: (run, truth) => {
      const report = ownReport(run);
      if (report === undefined) return [];
      return [
        { what: 'frames', found: report.frames, wanted: truth.frames },
        { what: 'SIP messages', found: report.sip, wanted: truth.sip.messages },
        { what: 'BIN packets', found: report.bin, wanted: truth.bin.packets },
      ];
    },
  };
}

/** The same with all processors: a second thread reads ahead then. */
export function unboundTool(program: string): Tool {
  return { ...ownTool(program), name: UNBOUND, unbound: true };
}

/** What each report analyses: all of it is read, as by `index`, and then looked at. */
export const REPORTS = ['nodes', 'aors', 'dialogs', 'syncs', 'flows'] as const;

/** One of the reports, as text and to its end. */
export function reportTool(program: string, report: (typeof REPORTS)[number]): Tool {
  return {
    ...ownTool(program),
    name: `${OWN} ${report}`,
    shown: `node ${program} ${report} FILE`,
    command: (file) => [process.execPath, program, report, file],
    findings: () => [],
  };
}

/** The line that our program prints; undefined where it did not. */
export function ownReport({ output }: ChildRun): OwnReport | undefined {
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) return undefined;
  const report = JSON.parse(line) as Partial<OwnReport>;
  return typeof report.messages === 'number' ? (report as OwnReport) : undefined;
}

/** SIP messages by Call-ID: what people script. */
export function tsharkTool(): Tool {
  return {
    name: 'tshark',
    shown: 'tshark -n -r FILE -Y sip -T fields -e sip.Call-ID',
    version: firstLine('tshark', ['--version']),
    missing: 'tshark is not installed',
    command: (file) => ['tshark', '-n', '-r', file, '-Y', 'sip', '-T', 'fields', '-e', 'sip.Call-ID'],
    findings: ({ output }, { sip, bin }) => [
      {
        what: 'SIP messages (it counts retransmissions over UDP)',
        found: callIds(output),
        wanted: sip.messages + sip.udpRetransmissions,
      },
      ...(bin.packets > 0 ? [{ what: 'BIN packets', found: 0, wanted: bin.packets }] : []),
    ],
  };
}

/** A frame is a line; several messages in it are separated by commas. */
function callIds(output: string): number {
  let count = 0;
  let isInside = false;
  for (let at = 0; at < output.length; at++) {
    const code = output.charCodeAt(at);
    const isSeparator = code === 0x0a || code === 0x2c;
    if (!isSeparator && !isInside) count++;
    isInside = !isSeparator;
  }
  return count;
}

/** Payload of the BIN connections, undecoded: tshark has no dissector for it. */
export function tsharkBinTool(): Tool {
  return {
    ...tsharkTool(),
    shown: "tshark -n -r FILE -Y 'tcp.port == 5555 && tcp.len > 0' -T fields -e tcp.payload",
    command: (file) => {
      const filter = 'tcp.port == 5555 && tcp.len > 0';
      return ['tshark', '-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'tcp.payload'];
    },
    findings: (_, { bin }) => [{ what: 'BIN packets', found: 0, wanted: bin.packets }],
  };
}

const MOST_DIALOGS = '20000000';

export function sngrepTool(): Tool {
  return {
    name: 'sngrep',
    shown: `sngrep -N -l ${MOST_DIALOGS} -I FILE`,
    version: firstLine('sngrep', ['-V']),
    missing: 'sngrep is not installed',
    command: (file) => ['sngrep', '-N', '-l', MOST_DIALOGS, '-I', file],
    findings: ({ output }, { sip, bin }) => [
      { what: 'Call-IDs', found: lastNumber(output), wanted: sip.callIds },
      ...(bin.packets > 0 ? [{ what: 'BIN packets', found: 0, wanted: bin.packets }] : []),
    ],
  };
}

/** `Dialog count: 12` again and again. */
function lastNumber(text: string): number {
  return Number(/(\d+)\D*$/.exec(text)?.[1] ?? 0);
}

/** Reading the file and nothing else: the share of time that no decoder can save. */
export function readingTool(): Tool {
  return {
    name: 'cat',
    shown: 'cat FILE > /dev/null',
    version: firstLine('cat', ['--version']) ?? firstLine('uname', ['-r']),
    missing: 'cat is not installed',
    command: (file) => ['sh', '-c', 'exec cat "$1" > /dev/null', 'sh', file],
    findings: () => [],
  };
}
