import type { Flow } from '../../flows/flow.ts';
import type { Steps } from '../../tables/steps.ts';
import type { ColumnNeeds, FlowColumnId } from '../../view/flows/flow-columns.ts';
import { flowState } from '../../view/flows/flow-state.ts';
import { shortFlowText } from '../../view/flows/flow-table.ts';
import { displayWidth } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';

/** Flows that are looked at: the first and the last ones of a page; and of a step. */
const SAMPLE = 96;
const STEP = 32;

/** Widths of columns whose texts have no usual width. Columns become wider as more comes in, never narrower. */
export class MeasuredColumns {
  private widths = new Map<FlowColumnId, number>();

  /** Other flows will be shown. */
  forget(): void {
    this.widths = new Map();
  }

  *measure(flows: readonly Flow[], now: number): Steps<ColumnNeeds> {
    const isFew = flows.length <= 2 * SAMPLE;
    const sample = isFew ? flows : [...flows.slice(0, SAMPLE), ...flows.slice(-SAMPLE)];
    for (const [at, flow] of sample.entries()) {
      this.widen(flow, now);
      if (at % STEP === STEP - 1) yield;
    }
    return new Map(this.widths);
  }

  private widen(flow: Flow, now: number): void {
    const summary = flow.summary(now);
    const { from, to } = summary;
    this.put('id', flow.id);
    this.put('from', shortFlowText('from', printable(from), 0));
    this.put('to', shortFlowText('to', printable(to), Number.POSITIVE_INFINITY));
    this.put('state', flowState(summary));
    this.put('nodes', flow.nodes.join(','));
  }

  private put(column: FlowColumnId, text: string): void {
    this.widths.set(column, Math.max(this.widths.get(column) ?? 0, displayWidth(text)));
  }
}
