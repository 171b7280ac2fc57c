import type { FilterNode } from '../../filter/ast.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { Flow } from '../../flows/flow.ts';
import { fitText, fitTextRight } from '../../view/display-width.ts';
import { FLOW_HEADINGS, type FlowTexts, flowTexts } from '../../view/flow-table.ts';
import type { LadderInput } from '../../view/ladder.ts';
import { type Row, type Style, span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

interface Column {
  readonly name: keyof FlowTexts;
  readonly width: number;
  readonly right?: boolean;
  /** Columns with a higher number go first where there is no room. */
  readonly rank: number;
}

const COLUMNS: readonly Column[] = [
  { name: 'id', width: 6, rank: 0 },
  { name: 'start', width: 15, rank: 3 },
  { name: 'kind', width: 12, rank: 1 },
  { name: 'from', width: 18, rank: 0 },
  { name: 'to', width: 26, rank: 0 },
  { name: 'state', width: 12, rank: 0 },
  { name: 'nodes', width: 9, rank: 2 },
  { name: 'messages', width: 4, right: true, rank: 5 },
  { name: 'packets', width: 4, right: true, rank: 4 },
  { name: 'times', width: 18, rank: 6 },
  { name: 'lag', width: 10, right: true, rank: 5 },
  { name: 'resent', width: 6, right: true, rank: 7 },
];

/** One flow a row; only the rows on the screen are made. */
export class FlowPage implements Page {
  readonly flows: readonly Flow[];
  private readonly input: LadderInput;
  private readonly now: number;

  constructor(input: LadderInput, flows: readonly Flow[], filter: FilterNode, now: number) {
    const matches = rowFilter(filter, input.session.facts);
    this.input = input;
    this.now = now;
    this.flows = flows.filter(({ aors, callIds, nodes, messages, replication }) =>
      matches({ aors, callIds, nodes, messages: [...messages, ...replication] }),
    );
  }

  get length(): number {
    return this.flows.length;
  }

  heading(width: number): Row {
    return [span(cells(FLOW_HEADINGS, columnsFor(width)), 'heading')];
  }

  row(at: number, width: number, utc: boolean): Row {
    const flow = this.flows[at];
    if (flow === undefined) return [];
    const texts = flowTexts(this.input, flow, this.now, utc);
    return [span(cells(texts, columnsFor(width)), styleOf(texts.state))];
  }
}

/** As many as fit, the most important ones first, in their order. */
function columnsFor(width: number): readonly Column[] {
  const kept = [...COLUMNS];
  const total = (): number => kept.reduce((sum, column) => sum + column.width + 1, 0);
  while (kept.length > 1 && total() > width) {
    const worst = kept.reduce((a, b) => (b.rank > a.rank ? b : a));
    if (worst.rank === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

function cells(texts: FlowTexts, columns: readonly Column[]): string {
  return columns
    .map(({ name, width, right }) => (right === true ? fitTextRight : fitText)(texts[name], width))
    .join(' ');
}

const FAILED = /REJECTED|UNANSWERED|EXPIRED|FAILED/;
const RUNNING = /IN CALL|SETUP|PENDING/;

function styleOf(state: string): Style {
  if (FAILED.test(state)) return 'failure';
  return RUNNING.test(state) ? 'request' : 'plain';
}
