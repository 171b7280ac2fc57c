import type { FlowValue } from '../../engine/lookup/flow-values.ts';
import type { Flow } from '../../flows/flow.ts';
import {
  type ColumnLayout,
  type ColumnNeeds,
  columnHeading,
  type FlowColumnId,
  isOwn,
  layoutColumns,
} from '../../view/flows/flow-columns.ts';
import type { FlowMarks } from '../../view/flows/flow-marks.ts';
import type { FlowOrder, OwnValue } from '../../view/flows/flow-order.ts';
import { flowTexts, shortFlowText } from '../../view/flows/flow-table.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { ownText } from '../../view/messages/own-value.ts';
import { displayWidth, fitText, fitTextRight } from '../../view/text/display-width.ts';
import { type Row, type Style, span } from '../../view/text/styled-row.ts';
import { clockTime, delta } from '../../view/text/times.ts';
import type { TimeMode } from '../../view/time/time-modes.ts';
import type { Page } from '../views/page.ts';

/** Everything besides the flows that rows depend on. */
export interface FlowPageSettings {
  readonly now: number;
  readonly marks: FlowMarks;
  readonly order: FlowOrder;
  readonly timeMode: TimeMode;
  readonly isMarked: (flow: Flow) => boolean;
  readonly columns: readonly FlowColumnId[];
  readonly needs: ColumnNeeds;
  readonly own: OwnValue;
}

/** Before the columns: has the user marked the flow, and is there something to be said of it? */
const MARK = 2;

/** One flow a row; only the rows on the screen are made. */
export class FlowPage implements Page {
  readonly flows: readonly Flow[];
  private readonly input: LadderInput;
  private readonly settings: FlowPageSettings;
  private laidOut: { readonly width: number; readonly columns: readonly ColumnLayout[] } | undefined;

  constructor(input: LadderInput, flows: readonly Flow[], settings: FlowPageSettings) {
    this.input = input;
    this.flows = flows;
    this.settings = settings;
  }

  get length(): number {
    return this.flows.length;
  }

  get order(): FlowOrder {
    return this.settings.order;
  }

  heading(width: number): Row {
    const { column, descending } = this.settings.order;
    const arrow = descending ? '▼' : '▲';
    const title = (id: FlowColumnId): string => `${columnHeading(id)}${id === column ? arrow : ''}`;
    return [span(`  ${cells(title, this.layout(width))}`, 'heading')];
  }

  row(at: number, width: number, utc: boolean): Row {
    const flow = this.flows[at];
    if (flow === undefined) return [];
    const { own, marks, now } = this.settings;
    const { places, session } = this.input;
    const clock = (time: number) => clockTime(session.tables.base, time, utc);
    const texts = { ...flowTexts(places, flow, { marks, now, clock }), ...this.time(at, flow) };
    const text = (id: FlowColumnId, room: number): string =>
      isOwn(id) ? this.ownText(flow, own(flow, id), utc) : shortFlowText(id, texts[id], room, texts.from);
    const mark = span(this.settings.isMarked(flow) ? '*' : ' ', 'strong');
    const isCalm = texts.marks === '' && texts.resent === '';
    const alarm = span(isCalm ? ' ' : '!', marks.isError(flow) ? 'problem' : 'warning');
    return [mark, alarm, span(cells(text, this.layout(width)), styleOf(flow.state(now)))];
  }

  /** Later changes of a flow are shown by the next page. */
  rowKey(at: number): string {
    const flow = this.flows[at];
    return flow !== undefined && this.settings.isMarked(flow) ? '*' : '';
  }

  /** What is wrong with a flow, if its column has no room for it; empty if nothing is. */
  marksOf(at: number, width: number): string {
    const flow = this.flows[at];
    const text = flow === undefined ? '' : this.settings.marks.text(flow);
    const column = this.layout(width).find(({ id }) => id === 'marks');
    return column !== undefined && displayWidth(text) <= column.width ? '' : text;
  }

  /** The column at a place of a row. */
  columnAt(x: number, width: number): FlowColumnId | undefined {
    let from = MARK;
    for (const column of this.layout(width)) {
      if (x >= from && x < from + column.width) return column.id;
      from += column.width + 1;
    }
    return undefined;
  }

  private layout(width: number): readonly ColumnLayout[] {
    if (this.laidOut?.width !== width) {
      const { columns, needs, order } = this.settings;
      this.laidOut = {
        width,
        columns: layoutColumns(columns, width - MARK, needs, order.column),
      };
    }
    return this.laidOut.columns;
  }

  private ownText(flow: Flow, value: FlowValue | undefined, utc: boolean): string {
    if (value === undefined) return '';
    const { session } = this.input;
    const { timeMode: mode } = this.settings;
    const first = session.firstFrameTime ?? flow.start;
    return ownText(value, { base: session.tables.base, mode, utc, first, start: flow.start });
  }

  /** Nothing where the time of day is wanted: that is there already. */
  private time(at: number, flow: Flow): { readonly start: string } | undefined {
    const { timeMode } = this.settings;
    if (timeMode === 'clock') return undefined;
    const since = timeMode === 'delta' ? this.flows[at - 1]?.start : this.input.session.firstFrameTime;
    return { start: delta(flow.start - (since ?? flow.start)) };
  }
}

function cells(
  texts: (column: FlowColumnId, room: number) => string,
  columns: readonly ColumnLayout[],
): string {
  return columns
    .map(({ id, width, right }) =>
      (right === true ? fitTextRight : fitText)(shortened(texts(id, width), width), width),
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
