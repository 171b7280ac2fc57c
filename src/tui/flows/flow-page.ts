import type { Flow } from '../../flows/flow.ts';
import { displayWidth, fitText, fitTextRight } from '../../view/display-width.ts';
import type { FlowColumn, FlowOrder } from '../../view/flow-order.ts';
import { FLOW_HEADINGS, type FlowTexts, flowTexts } from '../../view/flow-table.ts';
import type { LadderInput } from '../../view/ladder.ts';
import type { TimeMode } from '../../view/message-times.ts';
import { type Row, type Style, span } from '../../view/styled-row.ts';
import { delta } from '../../view/times.ts';
import type { Page } from '../views/page.ts';

interface Column {
  readonly name: FlowColumn;
  readonly width: number;
  readonly right?: boolean;
  /** Takes part in what room is left over. */
  readonly grows?: true;
  /** Columns with a higher number go first where there is no room. */
  readonly rank: number;
}

const COLUMNS: readonly Column[] = [
  { name: 'id', width: 6, rank: 0 },
  { name: 'start', width: 15, rank: 3 },
  { name: 'kind', width: 12, rank: 1 },
  { name: 'from', width: 17, rank: 0, grows: true },
  { name: 'to', width: 25, rank: 0, grows: true },
  { name: 'state', width: 12, rank: 0 },
  { name: 'nodes', width: 9, rank: 2 },
  { name: 'messages', width: 5, right: true, rank: 5 },
  { name: 'packets', width: 5, right: true, rank: 4 },
  { name: 'times', width: 20, rank: 6 },
  { name: 'lag', width: 10, right: true, rank: 5 },
  { name: 'resent', width: 7, right: true, rank: 7 },
];

export const FLOW_COLUMNS: readonly FlowColumn[] = COLUMNS.map(({ name }) => name);

/** What rows depend on besides the flows. */
export interface FlowPageSettings {
  readonly now: number;
  readonly order: FlowOrder;
  readonly timeMode: TimeMode;
  readonly isMarked: (flow: Flow) => boolean;
}

/** One flow a row; only the rows on the screen are made. */
export class FlowPage implements Page {
  readonly flows: readonly Flow[];
  private readonly input: LadderInput;
  private readonly settings: FlowPageSettings;

  constructor(input: LadderInput, flows: readonly Flow[], settings: FlowPageSettings) {
    this.input = input;
    this.flows = flows;
    this.settings = settings;
  }

  get length(): number {
    return this.flows.length;
  }

  heading(width: number): Row {
    const columns = columnsFor(width);
    const { column, descending } = this.settings.order;
    const arrow = descending ? '▼' : '▲';
    const texts = { ...FLOW_HEADINGS, [column]: `${FLOW_HEADINGS[column]}${arrow}` };
    return [span(`  ${cells(texts, columns)}`, 'heading')];
  }

  row(at: number, width: number, utc: boolean): Row {
    const flow = this.flows[at];
    if (flow === undefined) return [];
    const texts = flowTexts(this.input, flow, this.settings.now, utc);
    const mark = this.settings.isMarked(flow) ? span('* ', 'strong') : span('  ');
    return [mark, span(cells({ ...texts, ...this.time(at, flow) }, columnsFor(width)), styleOf(texts.state))];
  }

  /** The column at a place of a row. */
  columnAt(x: number, width: number): FlowColumn | undefined {
    let from = 2;
    for (const column of columnsFor(width)) {
      if (x >= from && x < from + column.width) return column.name;
      from += column.width + 1;
    }
    return undefined;
  }

  /** Nothing where the time of day is wanted: that is there already. */
  private time(at: number, flow: Flow): { readonly start: string } | undefined {
    const { timeMode } = this.settings;
    if (timeMode === 'clock') return undefined;
    const since = timeMode === 'delta' ? this.flows[at - 1]?.start : this.input.session.firstFrameTime;
    return { start: delta(flow.start - (since ?? flow.start)) };
  }
}

/** As many as fit, the most important ones first, in their order; what is left goes to the names. */
function columnsFor(width: number): readonly Column[] {
  const kept = [...COLUMNS];
  const room = width - 2;
  const total = (): number => kept.reduce((sum, column) => sum + column.width + 1, -1);
  while (kept.length > 1 && total() > room) {
    const worst = kept.reduce((a, b) => (b.rank > a.rank ? b : a));
    if (worst.rank === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  const left = Math.floor((room - total()) / 2);
  return left <= 0
    ? kept
    : kept.map((one) => (one.grows ? { ...one, width: one.width + Math.min(left, MOST_MORE) } : one));
}

/** Names that are longer than this are rare. */
const MOST_MORE = 25;

function cells(texts: FlowTexts, columns: readonly Column[]): string {
  return columns
    .map(({ name, width, right }) =>
      (right === true ? fitTextRight : fitText)(shortened(texts[name], width), width),
    )
    .join(' ');
}

/** A text that fits but for its arrow keeps the arrow. */
function shortened(text: string, width: number): string {
  const last = text.at(-1);
  return displayWidth(text) > width && (last === '▲' || last === '▼')
    ? `${text.slice(0, width - 1)}${last}`
    : text;
}

const FAILED = /REJECTED|UNANSWERED|EXPIRED|FAILED/;
const RUNNING = /IN CALL|SETUP|PENDING/;

function styleOf(state: string): Style {
  if (FAILED.test(state)) return 'failure';
  return RUNNING.test(state) ? 'request' : 'plain';
}
