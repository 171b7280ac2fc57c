import type { Analysis } from '../../engine/analysis/analysis.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Steps } from '../../tables/steps.ts';
import { counted } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Analyses } from '../views/analyses.ts';
import type { Stretch } from './time-model.ts';

/** Flows of a step: taken into the list, or asked what they came to. */
const LISTED = 1024;
const ASKED = 64;
/** Milliseconds that a list is good for stretches that were over when it was made; then it may hold flows that are gone. */
const LASTS = 10_000;

/** Outcomes of the registrations and calls that began in a stretch of time. */
export class BegunFlows {
  private readonly analyses: Analyses;
  private readonly now: () => number;
  private known: KnownFlows | undefined;
  /** There may be others now. */
  private isOutdated = false;

  constructor(analyses: Analyses, now: () => number = () => performance.now()) {
    this.analyses = analyses;
    this.now = now;
  }

  /** There are others. */
  forget(): void {
    this.isOutdated = true;
  }

  /** `begun: 5 calls COMPLETED, 2 registrations REGISTERED`; empty where none began, or none is known. */
  *row({ from, to }: Stretch): Steps<Row> {
    const { latest } = this.analyses;
    if (latest === undefined) return [];
    const flows = yield* this.list(latest, to);
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

  /** All of them, or what was found before, where nothing that came since can have begun before `to`. */
  private *list(analysis: Analysis, to: number): Steps<readonly Flow[]> {
    const { known } = this;
    if (known?.of === analysis) {
      if (!this.isOutdated) return known.flows;
      if (to <= known.until && this.now() < known.madeAt + LASTS) return known.flows;
    }
    this.isOutdated = false;
    const until = analysis.time;
    const flows: Flow[] = [];
    for (const flow of analysis.flows.each()) {
      flows.push(flow);
      if (flows.length % LISTED === 0) yield;
    }
    this.known = { of: analysis, flows, until, madeAt: this.now() };
    return flows;
  }
}

/** The flows of the analysis of the whole capture that began up to a time, in the order in which they began. */
interface KnownFlows {
  readonly of: Analysis;
  readonly flows: readonly Flow[];
  readonly until: number;
  readonly madeAt: number;
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
