import { setImmediate } from 'node:timers/promises';
import type { Flow } from '../../flows/flow.ts';
import { flowHtml } from '../../output/pages/flow-html.ts';
import { flowMarkdown } from '../../output/pages/flow-markdown.ts';
import { flowSvg, MOST_ARROWS } from '../../output/pages/flow-svg.ts';
import { wantsAscii } from '../../output/text/ascii-text.ts';
import { flowLines } from '../../output/text/flow-lines.ts';
import { PLAIN } from '../../output/text/palette.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import type { FlowMarks } from '../../view/flows/flow-marks.ts';
import { type FlowReport, flowHead, flowReport } from '../../view/flows/flow-report.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { messageReport } from '../../view/messages/message-report.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import type { ReportInput } from './analysis-report.ts';
import type { ExportTarget } from './export-target.ts';
import type { Exported } from './exported.ts';
import { flowMarks, ladderInput, selectedFlows } from './flow-selection.ts';

/** Columns of a ladder in a text file. */
const TEXT_WIDTH = 160;
/** Lines written between two checks for Ctrl-C. */
const BATCH = 256;

/** The flows with these ids or Call-IDs. */
export function flowsAsked({ analysis }: ReportInput, names: readonly string[]): readonly Flow[] {
  return [...new Set(names.flatMap((name) => analysis.flows.find(name)))];
}

/** The flows that the filter selects, among `asked` if that is given; undefined if there are none. */
export function exportedFlows(
  input: ReportInput,
  asked: readonly Flow[] | undefined,
  target: ExportTarget,
  ascii: boolean | undefined,
): Exported | undefined {
  const flows = [...selectedFlows(input, asked)];
  if (flows.length === 0) return undefined;
  const written = new Written(input, flows, target, ascii);
  return {
    async fill(sink, interruption) {
      const writer = new TextWriter(sink);
      let lines = 0;
      for (const line of written.lines()) {
        writer.line(line);
        if (writer.full) await writer.flush();
        if (lines++ % BATCH === 0) await setImmediate();
        if (interruption.isRequested) return false;
      }
      await writer.close();
      return true;
    },
    said: () => written.said,
  };
}

/** The document that is written of some flows, and how much of them had room in it. */
class Written {
  private readonly input: ReportInput;
  private readonly flows: readonly Flow[];
  private readonly target: ExportTarget;
  private readonly ascii: boolean;
  private readonly ladder: LadderInput;
  private readonly marks: FlowMarks;
  private messages = 0;
  private flowCount = 0;
  private leftOut = 0;

  constructor(
    input: ReportInput,
    flows: readonly Flow[],
    target: ExportTarget,
    ascii = target.path === '-' && target.format === 'txt' && wantsAscii(),
  ) {
    this.input = input;
    this.flows = flows;
    this.target = target;
    this.ascii = ascii;
    this.ladder = ladderInput(input);
    this.marks = flowMarks(input, this.ladder);
  }

  get said(): string {
    const { messages, flowCount, leftOut } = this;
    const what = `${counted(messages, 'message')} of ${counted(flowCount, 'flow')} written`;
    if (leftOut === 0) return what;
    return `${what}; ${counted(leftOut, 'message')} left out: a picture has ${grouped(MOST_ARROWS)}; select less, or write html`;
  }

  *lines(): Generator<string> {
    switch (this.target.format) {
      case 'svg':
        yield flowSvg(this.report(this.flows, MOST_ARROWS)).trimEnd();
        return;
      case 'html':
        yield* this.page();
        return;
      case 'md':
        for (const report of this.reports()) yield* flowMarkdown(report);
        return;
      default:
        yield* this.text();
    }
  }

  private page(): Generator<string> {
    const { session } = this.input;
    return flowHtml({
      heads: this.flows.map((flow) => flowHead(this.ladder, flow, this.marks, this.input.analysis.time)),
      captures: session.sources.map(({ name }) => captureLabel(name)),
      reports: this.reports(),
      message: ({ id }) => messageReport(session, id),
    });
  }

  /** One piece of the document for each flow, made only when it is about to be written. */
  private *reports(): Generator<FlowReport> {
    for (const flow of this.flows) yield this.report([flow]);
  }

  private *text(): Generator<string> {
    const { analysis, request } = this.input;
    const style = { width: TEXT_WIDTH, utc: request.utc, ascii: this.ascii, palette: PLAIN };
    for (const flow of this.flows) {
      this.messages += flow.messages.length + flow.replication.length;
      this.flowCount++;
      yield* flowLines(this.ladder, flow, this.marks, analysis.time, style);
    }
  }

  private report(flows: readonly Flow[], most?: number): FlowReport {
    const { analysis, request } = this.input;
    const limit = most === undefined ? {} : { most };
    const report = flowReport(this.ladder, flows, this.marks, analysis.time, { utc: request.utc, ...limit });
    this.messages += report.arrows.length;
    this.flowCount += report.flows.length;
    this.leftOut += report.leftOut;
    return report;
  }
}
