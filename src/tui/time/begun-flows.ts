import type { Flow } from '../../flows/flow.ts';
import type { Steps } from '../../tables/steps.ts';
import { counted } from '../../view/counts.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Analyses } from '../views/analyses.ts';
import type { Stretch } from './time-model.ts';

/** Flows of a step: taken into the list, or asked what they came to. */
const LISTED = 4096;
const ASKED = 64;

/** What came of the registrations and calls that began in a stretch of time. */
export class BegunFlows {
  private readonly analyses: Analyses;
  /** Of the analysis of the whole, in the order of their beginning. */
  private flows: readonly Flow[] | undefined;

  constructor(analyses: Analyses) {
    this.analyses = analyses;
  }

  /** There are others. */
  forget(): void {
    this.flows = undefined;
  }

  /** `begun: 5 calls COMPLETED, 2 registrations REGISTERED`; empty where none began, or none is known. */
  *row({ from, to }: Stretch): Steps<Row> {
    const { latest } = this.analyses;
    if (latest === undefined) return [];
    const flows = yield* this.list();
    const outcomes = new Map<string, number>();
    const first = firstFrom(flows, from);
    for (let at = first; at < flows.length; at++) {
      const flow = flows[at] as Flow;
      if (flow.start >= to) break;
      if (flow.kind === 'registration' || flow.kind === 'call') {
        const name = `${flow.kind} ${flow.state(latest.time)}`;
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }
      if ((at - first) % ASKED === ASKED - 1) yield;
    }
    if (outcomes.size === 0) return [];
    const texts = [...outcomes].sort().map(([name, count]) => {
      const end = name.indexOf(' ');
      return `${counted(count, name.slice(0, end))} ${name.slice(end + 1)}`;
    });
    return [span('begun: ', 'dim'), span(texts.join(', '))];
  }

  private *list(): Steps<readonly Flow[]> {
    if (this.flows !== undefined) return this.flows;
    const flows: Flow[] = [];
    for (const flow of this.analyses.latest?.flows.each() ?? []) {
      flows.push(flow);
      if (flows.length % LISTED === 0) yield;
    }
    this.flows = flows;
    return flows;
  }
}

/** The first that begins at a time or later. */
function firstFrom(flows: readonly Flow[], time: number): number {
  let low = 0;
  let high = flows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((flows[middle] as Flow).start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
