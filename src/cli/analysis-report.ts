import { setImmediate } from 'node:timers/promises';
import { sessionTimeOf } from '../capture/instant.ts';
import { Analysis, type AnalysisPart } from '../engine/analysis.ts';
import { Session } from '../engine/session.ts';
import type { UserTest } from '../filter/asked-users.ts';
import { asciiText } from '../output/ascii-text.ts';
import { streamSink } from '../output/byte-sink.ts';
import { TextWriter } from '../output/text-writer.ts';
import { printable } from '../view/printable.ts';
import { AlongReading, type GoingAlong } from './along-reading.ts';
import { analyseToEnd } from './analyse-to-end.ts';
import type { CommonValues } from './common-options.ts';
import { ExitCode } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { endLive, limitDuration } from './live-end.ts';
import { dropPrivileges } from './privileges.ts';
import { ProgressLine } from './progress-line.ts';
import { readToEnd } from './read-to-end.ts';
import { type Request, requestOf } from './request.ts';
import { tell, tellWarnings } from './result-lines.ts';
import { shareSession } from './sharing.ts';
import { UsageError } from './usage-error.ts';

/** Milliseconds of reading between two looks at what arrives. */
const SLICE = 25;
const MOST_TURNS = 20_000;

/** What a report is made from. */
export interface ReportInput {
  readonly analysis: Analysis;
  readonly session: Session;
  readonly request: Request;
}

/** Reads, and analyses the parts that the report needs, then prints the lines of a report. Resolves with the exit code. */
export function printReport(
  operands: readonly string[],
  values: CommonValues,
  report: (input: ReportInput) => Iterable<string>,
  parts: readonly AnalysisPart[],
  usersOf: (request: Request) => UserTest | undefined = () => undefined,
): Promise<number> {
  return printAnalysed(operands, values, {
    begin: (session, until, request) => {
      // Of what is live, messages may be gone when it turns out that others are needed.
      const users = session.isLive ? undefined : usersOf(request);
      return new Analysis(session, { until, parts, users });
    },
    again: (analysis, session, until) =>
      analysis.isTooNarrow && !session.hasForgotten ? new Analysis(session, { until, parts }) : undefined,
    lines: (analysis, session, request) => report({ analysis, session, request }),
  });
}

/** An analysis of what was read. */
export interface Analysing<Work extends GoingAlong> {
  /** `until` in session time; the end if not given. */
  begin(session: Session, until: number | undefined, request: Request): Work;
  /** One that looks at more, where it turns out that the first has looked at too little. */
  again?(work: Work, session: Session, until: number | undefined): Work | undefined;
}

/** And the lines that it comes to. */
export interface Analysed<Work extends GoingAlong> extends Analysing<Work> {
  lines(work: Work, session: Session, request: Request): Iterable<string>;
}

/** The same for an analysis of any kind. */
export async function printAnalysed<Work extends GoingAlong>(
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

/** Reads what was asked for, analyses it, and does with it what `use` does. Resolves with its exit code. */
export async function whenAnalysed<Work extends GoingAlong>(
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
    const along = new AlongReading(session, () => {
      if (request.align) session.align();
      return analysing.begin(session, timeAsked(session, request), request);
    });
    await readToEnd(session, interruption, new ProgressLine(process.stderr), () => along.goOn());
    // What was captured until then is what the report is about.
    if (session.isLive) await readRest(session);
    else if (interruption.isRequested) return ExitCode.Interrupted;
    await sharing.end();
    interruption.forget();
    let work = along.work();
    if (!(await analyseToEnd(work, interruption))) return ExitCode.Interrupted;
    const more = analysing.again?.(work, session, timeAsked(session, request));
    if (more !== undefined) {
      work = more;
      if (!(await analyseToEnd(work, interruption))) return ExitCode.Interrupted;
    }
    const code = await use(work, session, interruption);
    tellWarnings(session, work.limitsReached);
    return code;
  } finally {
    interruption.stopListening();
    session.close();
  }
}

/** Ends what goes on, and reads what was handed over until then. */
async function readRest(session: Session): Promise<void> {
  await endLive(session);
  // What is on its way from the spool is there after a turn.
  for (let turns = 0; turns < MOST_TURNS && session.read(SLICE, true) !== 'end'; turns++)
    await setImmediate();
}

function timeAsked(session: Session, request: Request): number | undefined {
  if (request.at === undefined) return undefined;
  return sessionTimeOf(request.at, session.tables.base, session.firstFrameTime ?? 0);
}

async function print(lines: Iterable<string>, { json, ascii }: Request): Promise<void> {
  const output = new TextWriter(streamSink('-', process.stdout));
  for (const line of lines) {
    output.line(ascii && !json ? asciiText(line) : line);
    if (output.full) await output.flush();
  }
  await output.close();
}
