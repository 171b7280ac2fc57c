import { Option } from 'commander';
import { Analysis } from '../../engine/analysis/analysis.ts';
import type { Session } from '../../engine/session.ts';
import { type ByteSink, streamSink } from '../../output/frames/byte-sink.ts';
import { WholeFile } from '../../output/pages/whole-file.ts';
import { printable } from '../../view/text/printable.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { Interruption } from '../reading/interruption.ts';
import type { CommonValues } from '../request/common-options.ts';
import { type Request, requestOf } from '../request/request.ts';
import { tell } from '../tell.ts';
import { UsageError } from '../usage-error.ts';
import { whenAnalysed } from './analysis-report.ts';
import { EXPORT_FORMATS, type ExportTarget, exportTarget } from './export-target.ts';
import type { Exported } from './exported.ts';
import { exportedFlows, flowsAsked } from './exported-flows.ts';
import { exportedFrames } from './exported-frames.ts';
import { judgedFlows } from './flow-selection.ts';

interface ExportValues extends CommonValues {
  readonly out?: string;
  readonly format?: string;
  readonly flow?: readonly string[];
}

const OWN = 'Of this command:';

export const exportCommand: CommandDefinition = {
  name: 'export',
  summary: 'write what is selected to a file: frames as pcapng, flows as svg, html, md, txt',
  description:
    'Writes to the file that -o names, in the format of its ending. pcapng: the frames of the selected ' +
    'messages, of all captures that saw them. svg, html, md, txt: the flows that "flows" selects by the same options, each as a ' +
    'ladder with its replication, lag and causes; several stand one after the other, in svg all in one ' +
    'ladder of at most 500 messages. html has every message decoded; md is for an issue. What is there is replaced; where nothing is ' +
    'selected (exit code 1), or the writing fails (2), no file is left.',
  options: [
    new Option('-o, --out <file>', 'the file to write; - is standard output').helpGroup(OWN),
    new Option(
      '--format <name>',
      `whatever the ending of its name says: ${EXPORT_FORMATS.join(', ')}`,
    ).helpGroup(OWN),
    new Option('--flow <id>', 'only this flow, by its id as "flows" has it, or its Call-ID; repeatable')
      .argParser((value: string, before: readonly string[] = []) => [...before, value])
      .helpGroup(OWN),
  ],
  examples: [
    ['export -o call.svg --call-id 1-25019@10.9.0.11 node1.pcap node2.pcap', 'a call as a picture'],
    ['export -o 1000.html -a 1000 capture.pcap', 'what concerns 1000 as a page, every message decoded'],
    ['export -o ticket.md --flow f7 capture.pcap', 'a flow for an issue: diagram and table'],
    ['export -o part.pcapng --since +10 --until +12.5 node1.pcap node2.pcap', 'frames for Wireshark'],
    ['export -o - --format txt capture.pcap method:INVITE | less', 'ladders of all calls, to read'],
  ],
  run: runExport,
};

async function runExport(operands: readonly string[], values: ExportValues): Promise<number> {
  const target = exportTarget(values.out, values.format);
  refuseOthers(values);
  const request = requestOf(operands, values);
  const isFrames = target.format === 'pcapng';
  if (isFrames && request.at !== undefined) {
    throw new UsageError('--at is for reports on state; frames have --since and --until');
  }
  if (isFrames && target.path === '-' && process.stdout.isTTY) {
    throw new UsageError('-o -: a pcapng is not for a terminal; name a file, or pipe it on');
  }
  const file = target.path === '-' ? undefined : new WholeFile(target.path, inputsOf(request));
  const flows = values.flow ?? [];
  const isBare = isFrames && flows.length === 0;
  const begin = (session: Session, until: number | undefined) =>
    isBare ? new Analysis(session, { until, parts: [] }) : judgedFlows(session, until);
  return whenAnalysed(request, { begin }, async (analysis, session, interruption) => {
    const input = { analysis, session, request };
    const wanted = flows.length === 0 ? undefined : flowsAsked(input, flows);
    const exported = isFrames
      ? exportedFrames(input, wanted)
      : exportedFlows(input, wanted, target, values.ascii);
    if (exported === undefined) {
      tell(
        printable(
          `${nameOf(target)}: nothing is selected, nothing is written; "syncgrep flows" lists what there is`,
        ),
      );
      return ExitCode.Found;
    }
    return write(target, file, exported, interruption);
  });
}

async function write(
  target: ExportTarget,
  file: WholeFile | undefined,
  exported: Exported,
  interruption: Interruption,
): Promise<number> {
  const fill = (sink: ByteSink) => exported.fill(sink, interruption);
  const isWhole = await (file === undefined ? fill(streamSink('-', process.stdout)) : file.write(fill));
  if (!isWhole) return ExitCode.Interrupted;
  tell(printable(`${nameOf(target)}: ${exported.said()}`));
  return ExitCode.Fine;
}

/** Options by which other commands write something: whoever gives them to `export` is told the right one. */
function refuseOthers({ O, json, rotate }: ExportValues): void {
  if (O !== undefined) throw new UsageError('export writes the file that -o names; -O is for "packets"');
  if (rotate !== undefined) throw new UsageError('--rotate is for the file that -O of "packets" names');
  if (json === true) {
    throw new UsageError(
      'export writes no JSON; "syncgrep packets --json" and "syncgrep flow ID --json" print it',
    );
  }
}

function inputsOf({ files, session }: Request): readonly string[] {
  const followed = (session.remote ?? []).flatMap((one) => (one.kind === 'follow' ? [one.path] : []));
  return [
    ...files.map((file) => (file === '-' ? '/dev/stdin' : file)),
    ...(session.keyLogs ?? []),
    ...followed,
  ];
}

function nameOf({ path }: ExportTarget): string {
  return path === '-' ? 'standard output' : path;
}
