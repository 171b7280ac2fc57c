import { setImmediate } from 'node:timers/promises';
import { Analysis } from '../../engine/analysis/analysis.ts';
import { FlowMembership } from '../../engine/flows/flow-membership.ts';
import { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { OutputError, streamSink } from '../../output/frames/byte-sink.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { analyseToEnd } from '../reading/analyse-to-end.ts';
import { followStream } from '../reading/follow-stream.ts';
import { Interruption } from '../reading/interruption.ts';
import { endLive, limitDuration } from '../reading/live-end.ts';
import { dropPrivileges } from '../reading/privileges.ts';
import { ProgressLine } from '../reading/progress-line.ts';
import { readToEnd } from '../reading/read-to-end.ts';
import { tellResult } from '../reading/result-lines.ts';
import { shareSession } from '../reading/sharing.ts';
import { messagesRequestOf, type Request } from '../request/request.ts';
import { tell } from '../tell.ts';
import { ChosenMessages } from './chosen-messages.ts';
import { PacketPrinter } from './packet-printer.ts';
import { outputFiles, writtenFrames } from './written-frames.ts';

/**
 * With -n, so many messages are read beyond the last one that is shown. From them may follow which node has which
 * address, and which other observers saw the messages that are shown.
 */
const LOOK_AHEAD = 20_000;
/** Messages printed between two checks for Ctrl-C. */
const BATCH = 256;

export const packets: CommandDefinition = {
  name: 'packets',
  summary: 'print messages, one after the other, as text or with --json',
  description:
    'Prints one entry a message, in the order of time. Files are read to the end first; what is piped in ' +
    'is printed as it comes, until it ends or Ctrl-C is pressed.',
  examples: [
    ['packets capture.pcap', 'everything but the internal traffic of the clusterer'],
    ['packets -q node1.pcap node2.pcap', 'one line a message, of several nodes'],
    ["packets capture.pcap 'method:INVITE or status:>=400'", 'what a display filter selects'],
    ['packets capture.pcap --since +10 --until +12.5', 'a stretch of time, in seconds from the first frame'],
    ['packets --json capture.pcap proto:bin | jq -r .bin.name', 'for scripts'],
    ['packets capture.pcap cap:usrloc -O usrloc.pcapng', 'cut out what matters'],
  ],
  run: (operands, values) => printPackets(messagesRequestOf(operands, values)),
};

/** Prints what was asked for. Resolves with the exit code; rejects with errors of input and output. */
export async function printPackets(request: Request): Promise<number> {
  const files = outputFiles(request);
  const session = await Session.open(request.files, request.session);
  session.news.listen((text) => tell(printable(text)));
  const interruption = new Interruption();
  limitDuration(request, interruption);
  const sharing = await shareSession(session, request);
  dropPrivileges(session, files);
  const output = new TextWriter(streamSink('-', process.stdout));
  const frames = files && writtenFrames(session, files);
  const printer = new PacketPrinter(session, request, output, frames);
  try {
    if (session.progress.bytesTotal === undefined) await followStream(session, printer, interruption);
    else if (!(await readAndPrint(session, request, printer, interruption))) return ExitCode.Interrupted;
    await output.close();
    await endLive(session);
    await sharing.end();
  } catch (error) {
    if (!isPipeClosed(error)) throw error;
    // The reader of our output has seen enough and closed the pipe. The file of -O is finished all the same.
    await frames?.finish();
    return ExitCode.Fine;
  } finally {
    interruption.stopListening();
  }
  const framesWritten = await frames?.finish();
  tellResult(session, request, printer.counts);
  if (framesWritten !== undefined) tell(`${request.output}: ${counted(framesWritten, 'frame')} written`);
  session.close();
  return ExitCode.Fine;
}

/** Resolves with false where Ctrl-C came before anything was printed. */
async function readAndPrint(
  session: Session,
  request: Request,
  printer: PacketPrinter,
  interruption: Interruption,
): Promise<boolean> {
  // Of several captures the first messages are only known when all are read and their clocks have been compared.
  const aligns = request.align && session.sources.length > 1;
  const counts = request.count !== Number.POSITIVE_INFINITY && !aligns;
  const enough = counts ? enoughRead(session, request) : undefined;
  await readToEnd(session, interruption, new ProgressLine(process.stderr), enough);
  if (interruption.isRequested) return false;
  if (request.align) session.align();
  // JSON names the flow of each message. If reading stopped early, flows are not known.
  if (request.json && session.ended) {
    const flows = await flowsOf(session, interruption);
    if (flows === undefined) return false;
    printer.nameFlows(flows);
  }
  const { order } = session.tables;
  for (let at = 0; at < order.length && !printer.done; at++) {
    printer.offer(order.at(at) as MessageId, at + 1);
    if (printer.full) await printer.flush();
    if (at % BATCH === 0) await setImmediate();
    if (interruption.isRequested) break;
  }
  return true;
}

/** Which flow each message belongs to; undefined if Ctrl-C was pressed first. */
async function flowsOf(session: Session, interruption: Interruption): Promise<FlowMembership | undefined> {
  const analysis = new Analysis(session, { parts: ['flows'] });
  if (!(await analyseToEnd(analysis, interruption))) return undefined;
  return new FlowMembership(analysis.flows.flows(), session.tables.index.size);
}

/** Tells whether the messages read so far hold all that -n lets through. */
function enoughRead(session: Session, request: Request): () => boolean {
  const { index } = session.tables;
  const chosen = new ChosenMessages(session, request);
  let judged = 0;
  let found = 0;
  let endAt = Number.POSITIVE_INFINITY;
  return () => {
    // What is read later may change the verdict on some of them, so they cannot be counted yet.
    if (chosen.dependsOnLater) return false;
    for (; judged < index.size && found < request.count; judged++) {
      if (chosen.judge(judged as MessageId) !== 'shown') continue;
      found++;
      if (found === request.count) endAt = judged + LOOK_AHEAD;
    }
    return index.size > endAt;
  };
}

function isPipeClosed(error: unknown): boolean {
  return error instanceof OutputError && error.path === '-' && error.code === 'EPIPE';
}
