import { setImmediate } from 'node:timers/promises';
import { sessionTimeOf } from '../../capture/instant.ts';
import { Analysis, type AnalysisPart } from '../../engine/analysis/analysis.ts';
import { Session } from '../../engine/session.ts';
import type { UserTest } from '../../filter/asked-users.ts';
import { streamSink } from '../../output/frames/byte-sink.ts';
import { asciiText } from '../../output/text/ascii-text.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { printable } from '../../view/text/printable.ts';
import { outsideCapture } from '../../view/time/outside-capture.ts';
import { ExitCode } from '../exit-code.ts';
import { analyseToEnd } from '../reading/analyse-to-end.ts';
import { AnalysisWhileReading, type ResumableAnalysis } from '../reading/analysis-while-reading.ts';
import { Interruption } from '../reading/interruption.ts';
import { endLive, limitDuration } from '../reading/live-end.ts';
import { dropPrivileges } from '../reading/privileges.ts';
import { ProgressLine } from '../reading/progress-line.ts';
import { readToEnd } from '../reading/read-to-end.ts';
import { tellWarnings } from '../reading/result-lines.ts';
import { shareSession } from '../reading/sharing.ts';
import type { CommonValues } from '../request/common-options.ts';
import { type Request, requestOf } from '../request/request.ts';
import { tell } from '../tell.ts';
import { UsageError } from '../usage-error.ts';

/** Milliseconds of reading before the event loop gets its turn, in which more may arrive. */
const SLICE = 25;
const MOST_TURNS = 20_000;

/** What a report is made from. */
export interface ReportInput {
  readonly analysis: Analysis;
  readonly session: Session;
  readonly request: Request;
}

/**
 * Reads the captures, analyses the parts that a report needs, and prints its lines. Where `usersOf` names users, only
 * messages about them are analysed, as far as that is enough. Resolves with the exit code.
 */
export function printReport(
  operands: readonly string[],
  values: CommonValues,
  report: (input: ReportInput) => Iterable<string>,
  parts: readonly AnalysisPart[],
  usersOf: (request: Request) => UserTest | undefined = () => undefined,
): Promise<number> {
  return printAnalysed(operands, values, {
    begin: (session, until, request) => {
      // Not for live captures: should the messages of other users be needed after all, they may be gone by then.
      const users = session.isLive ? undefined : usersOf(request);
      return new Analysis(session, { until, parts, users });
    },
    again: (analysis, session, until) =>
      analysis.isTooNarrow && !session.hasForgotten ? new Analysis(session, { until, parts }) : undefined,
    lines: (analysis, session, request) => report({ analysis, session, request }),
  });
}

/** How to analyse what was read. */
export interface Analysing<Work extends ResumableAnalysis> {
  /** `until` in session time; the end if not given. */
  begin(session: Session, until: number | undefined, request: Request): Work;
  /** A second analysis of more messages, if the first one turns out to have looked at too few; else undefined. */
  again?(work: Work, session: Session, until: number | undefined): Work | undefined;
}

/** How to analyse what was read, and how to print the result. */
export interface Analysed<Work extends ResumableAnalysis> extends Analysing<Work> {
  lines(work: Work, session: Session, request: Request): Iterable<string>;
}

/** As `printReport`, for any kind of analysis. */
export async function printAnalysed<Work extends ResumableAnalysis>(
  operands: readonly string[],
  values: CommonValues,
  analysed: Analysed<Work>,
): Promise<number> {
  const request = requestOf(operands, values);
  if (request.output !== undefined) {
    throw new UsageError('-O writes messages: "syncgrep packets" takes it, reports do not');
  }
  return whenAnalysed(request, analysed, async (work, session) => {
    await print(analysed.lines(work, session, request), request);
    return ExitCode.Fine;
  });
}

/**
 * Reads what was asked for, analyses it, and hands the result to `use`. Resolves with the exit code that
 * `use` gives.
 */
export async function whenAnalysed<Work extends ResumableAnalysis>(
  request: Request,
  analysing: Analysing<Work>,
  use: (work: Work, session: Session, interruption: Interruption) => Promise<number>,
): Promise<number> {
  const session = await Session.open(request.files, request.session);
  session.news.listen((text) => tell(printable(text)));
  const interruption = new Interruption();
  limitDuration(request, interruption);
  try {
    const sharing = await shareSession(session, request);
    dropPrivileges(session);
    const along = new AnalysisWhileReading(session, () => {
      if (request.align) session.align();
      return analysing.begin(session, timeAsked(session, request), request);
    });
    await readToEnd(session, interruption, new ProgressLine(process.stderr), () => along.goOn());
    // Ctrl-C ends a live capture, and the report is about what was captured until then. Of files it ends everything.
    if (session.isLive) await readRest(session);
    else if (interruption.isRequested) return ExitCode.Interrupted;
    await sharing.end();
    interruption.forget();
    let work = along.work();
    tellWhereOutside(session, request);
    if (!(await analyseToEnd(work, interruption))) return ExitCode.Interrupted;
    const more = analysing.again?.(work, session, timeAsked(session, request));
    if (more !== undefined) {
      work = more;
      if (!(await analyseToEnd(work, interruption))) return ExitCode.Interrupted;
    }
    const code = await use(work, session, interruption);
    tellWarnings(session, request.selection, work.limitsReached);
    return code;
  } finally {
    interruption.stopListening();
    session.close();
  }
}

/** Ends live captures, and reads what they have handed over until then. */
async function readRest(session: Session): Promise<void> {
  await endLive(session);
  // Frames on their way from the spool arrive with a turn of the event loop.
  for (let turns = 0; turns < MOST_TURNS && session.read(SLICE, true) !== 'end'; turns++)
    await setImmediate();
}

function timeAsked(session: Session, request: Request): number | undefined {
  if (request.at === undefined) return undefined;
  return sessionTimeOf(request.at, session.tables.base, session.firstFrameTime ?? 0);
}

/**
 * Of a time behind the last frame it says so, as nothing that happened since is in the report. Throws a UsageError for
 * one before the first: "nothing wrong" would be no answer about it.
 */
function tellWhereOutside(session: Session, request: Request): void {
  const time = timeAsked(session, request);
  const { captured, tables } = session;
  if (time === undefined || captured === undefined) return;
  const outside = outsideCapture(time, captured, tables.base, request.utc);
  if (outside === undefined) return;
  if (outside.where === 'before') throw new UsageError(`--at: ${outside.text}`);
  tell(`--at: ${outside.text}: the report is about what is left then if nothing else has happened`);
}

async function print(lines: Iterable<string>, { json, ascii }: Request): Promise<void> {
  const output = new TextWriter(streamSink('-', process.stdout));
  for (const line of lines) {
    output.line(ascii && !json ? asciiText(line) : line);
    if (output.full) await output.flush();
  }
  await output.close();
}
