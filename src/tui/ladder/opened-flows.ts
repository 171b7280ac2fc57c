import type { Analysis } from '../../engine/analysis/analysis.ts';
import type { Flow } from '../../flows/flow.ts';
import { flowsWith } from '../../flows/related-flows.ts';
import type { MessageId } from '../../ids.ts';
import type { FlowFindings } from '../../view/flows/flow-findings.ts';
import { marksText } from '../../view/flows/flow-marks.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { nameOf } from '../flows/flow-names.ts';
import type { Analyses } from '../views/analyses.ts';

/** Only the latest changes are told, up to this many: the row for them has no room for more. */
const MOST_CHANGES = 3;

/**
 * The flows that a ladder shows. If messages are analysed anew, the new analysis has other objects for the same flows:
 * they are found again by their names, or by the messages that they had.
 */
export class OpenedFlows {
  private readonly analyses: Analyses;
  private readonly likeliest: () => readonly Flow[];
  private list: readonly Flow[] = [];
  /** The analysis that the flows belong to. */
  private analysis: Analysis | undefined;
  /** The last message of each flow. If the flow becomes a part of another one, this message leads there. */
  private readonly last = new Map<Flow, MessageId>();
  /** What has become of flows since they were opened. */
  changes: readonly string[] = [];
  /** All of the flows were forgotten, to make room for later ones. */
  isGone = false;

  /** `likeliest`: the flows to show if the user has opened none. */
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
    this.changes = [];
    this.isGone = false;
    this.last.clear();
    this.remember();
  }

  openLikeliest(): void {
    if (this.list.length === 0) this.open(this.likeliest());
  }

  /** Adds the flow of a message; false if it belongs to none. */
  addFlowOf(message: MessageId): boolean {
    const all = this.analyses.current?.flows.flows() ?? [];
    const [flow] = flowsWith(all, new Set([message]));
    if (flow === undefined) return false;
    this.list = [...new Set([...this.list, flow])].sort((a, b) => a.serial - b.serial);
    this.remember();
    return true;
  }

  /** Finds the same flows in the present analysis, or the flows that they turned out to be a part of. */
  findAgain(): void {
    const { current } = this.analyses;
    if (current === undefined || this.list.length === 0 || this.isGone) return;
    const isOther = current !== this.analysis;
    if (isOther || this.list.some(({ isForgotten }) => isForgotten)) this.findIn(current, isOther);
    this.remember();
  }

  private findIn(current: Analysis, isOther: boolean): void {
    const all = current.flows.flows();
    const byName = new Map(isOther ? all.map((flow) => [nameOf(flow), flow]) : []);
    const found = new Set<Flow>();
    const changes: string[] = [];
    for (const flow of this.list) {
      const same = isOther ? byName.get(nameOf(flow)) : flow.isForgotten ? undefined : flow;
      const whole = same ?? this.wholeOf(flow, all);
      if (whole !== undefined) found.add(whole);
      if (same !== undefined) continue;
      if (whole !== undefined) changes.push(`${flow.id} turned out to be a part of ${whole.id}`);
      else if (!isOther) changes.push(`${flow.id} is no longer kept, to make room for what came later`);
    }
    this.changes = [...this.changes, ...changes].slice(-MOST_CHANGES);
    this.analysis = current;
    if (found.size > 0) this.list = [...found].sort((a, b) => a.serial - b.serial);
    // An analysis of an earlier time may not have got to any of them yet; they come back with later times.
    else this.isGone = !isOther;
  }

  /** The flow that has taken over the messages of this one. */
  private wholeOf(flow: Flow, all: readonly Flow[]): Flow | undefined {
    const last = this.last.get(flow);
    return last === undefined ? undefined : flowsWith(all, new Set([last]))[0];
  }

  private remember(): void {
    const { last } = this;
    for (const flow of last.keys()) if (!this.list.includes(flow)) last.delete(flow);
    for (const flow of this.list) {
      const ids = flow.messages.length > 0 ? flow.messages : flow.replication;
      if (ids.length > 0) last.set(flow, ids.at(ids.length - 1));
    }
  }

  /** What has become of the flows, and what is unusual about them; empty if there is nothing to tell. */
  marks(input: LadderInput, findings: FlowFindings | undefined): string {
    const marks =
      this.analysis === undefined || this.isGone ? '' : marksText(input, this.list, this.analysis, findings);
    return [...this.changes, marks].filter((text) => text !== '').join('; ');
  }
}
