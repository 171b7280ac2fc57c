import type { Analysis } from '../../engine/analysis.ts';
import type { Flow } from '../../flows/flow.ts';
import { flowsWith } from '../../flows/related-flows.ts';
import type { MessageId } from '../../ids.ts';
import type { FlowFindings } from '../../view/flow-findings.ts';
import { marksText } from '../../view/flow-marks.ts';
import type { LadderInput } from '../../view/ladder.ts';
import { nameOf } from '../flows/flow-names.ts';
import type { Analyses } from '../views/analyses.ts';

/** The flows that a ladder shows, through all analyses: each has other objects for them. */
export class OpenedFlows {
  private readonly analyses: Analyses;
  private readonly likeliest: () => readonly Flow[];
  private list: readonly Flow[] = [];
  /** What the flows are of. */
  private analysis: Analysis | undefined;

  /** `likeliest`: the flows that are meant where none was opened. */
  constructor(analyses: Analyses, likeliest: () => readonly Flow[]) {
    this.analyses = analyses;
    this.likeliest = likeliest;
  }

  get flows(): readonly Flow[] {
    return this.list;
  }

  open(flows: readonly Flow[]): void {
    this.list = flows;
    this.analysis = this.analyses.current;
  }

  openLikeliest(): void {
    if (this.list.length === 0) this.open(this.likeliest());
  }

  /** Adds the flow of a message; false where it is of none. */
  addFlowOf(message: MessageId): boolean {
    const all = this.analyses.current?.flows.flows() ?? [];
    const [flow] = flowsWith(all, new Set([message]));
    if (flow === undefined) return false;
    this.list = [...this.list, flow].sort((a, b) => a.serial - b.serial);
    return true;
  }

  /** The same flows in another analysis: they may be others there. */
  findAgain(): void {
    const { current } = this.analyses;
    if (current === undefined || current === this.analysis || this.list.length === 0) return;
    this.analysis = current;
    const names = new Set(this.list.map(nameOf));
    const found = current.flows.flows().filter((flow) => names.has(nameOf(flow)));
    if (found.length > 0) this.list = found;
  }

  /** What is to be said of them; empty where nothing is. */
  marks(input: LadderInput, findings: FlowFindings | undefined): string {
    return this.analysis === undefined ? '' : marksText(input, this.list, this.analysis, findings);
  }
}
