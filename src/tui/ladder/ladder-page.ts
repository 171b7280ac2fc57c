import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import { grouped } from '../../view/counts.ts';
import { type LadderEntry, type LadderInput, type LadderModel, ladderInSteps } from '../../view/ladder.ts';
import { columnLegend } from '../../view/ladder-legend.ts';
import {
  type LadderLayout,
  type LadderRow,
  LINES,
  ladderHeading,
  ladderLayout,
  ladderRows,
} from '../../view/ladder-rows.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { TimeMode } from '../../view/time-modes.ts';
import type { Page } from '../views/page.ts';

export interface LadderPageSettings {
  readonly width: number;
  readonly isMarked: (id: MessageId) => boolean;
  /** One column a node; else one an address and port. */
  readonly foldNodes: boolean;
  /** Column to begin with. */
  readonly first: number;
  readonly timeMode: TimeMode;
  /** What is unusual about the flows; empty if nothing is. */
  readonly marks: string;
  /** The messages that the display filter hides elsewhere; undefined where nothing is filtered. */
  readonly hidden?: ReadonlySet<MessageId> | undefined;
  /** They are to be told from the others. */
  readonly dimsHidden?: boolean;
  /** Arrows at most, the first ones; all if not given. */
  readonly most?: number;
}

/** The ladder of some flows, an arrow a row, with notes on causes between them. */
export class LadderPage implements Page {
  private readonly input: LadderInput;
  private readonly model: LadderModel;
  private readonly settings: LadderPageSettings;
  /** Where all of them are hidden, or none, it tells more to show them as they are. */
  private readonly dimmed: ReadonlySet<MessageId> | undefined;
  private rows: readonly LadderRow[] = [];
  private madeFor = '';
  private readonly first: number;
  private readonly timeMode: TimeMode;
  readonly marks: string;

  private constructor(input: LadderInput, model: LadderModel, settings: LadderPageSettings) {
    const { width, first, timeMode, marks, hidden, dimsHidden = false } = settings;
    this.settings = settings;
    this.marks = marks;
    this.input = input;
    this.dimmed = dimsHidden && (hidden?.size ?? 0) < model.entries.length ? hidden : undefined;
    this.timeMode = timeMode;
    this.model = model;
    this.first = this.layout(width, first).first;
    this.make(width - MARK, false);
  }

  static *of(input: LadderInput, flows: readonly Flow[], settings: LadderPageSettings): Steps<LadderPage> {
    const { foldNodes, most = Number.POSITIVE_INFINITY } = settings;
    const model = yield* ladderInSteps(input, flows, { foldNodes, most });
    return new LadderPage(input, model, settings);
  }

  /** The same of flows that are no longer there, with what there is to be said of that. */
  saying(marks: string): LadderPage {
    return this.marks === marks ? this : new LadderPage(this.input, this.model, { ...this.settings, marks });
  }

  /** `3 of 9 match the filter`; empty where all do, or there is none. */
  get filtered(): string {
    const hidden = this.settings.hidden?.size ?? 0;
    const all = this.model.entries.length;
    return hidden === 0 ? '' : `${grouped(all - hidden)} of ${grouped(all)} match the filter`;
  }

  /** The column that is drawn first, when `first` is wished for. */
  firstFor(first: number, width: number): number {
    return this.layout(width, first).first;
  }

  /** Columns on either side for which there is no room. */
  outside(width: number): { readonly left: number; readonly right: number } {
    const { first, shown } = this.layout(width, this.first);
    return { left: first, right: this.model.columns.length - first - shown };
  }

  private layout(width: number, first: number): LadderLayout {
    return ladderLayout(this.model, width - MARK, { first, timeMode: this.timeMode });
  }

  get length(): number {
    return this.rows.length;
  }

  heading(width: number): Row {
    return [span('  '), ...ladderHeading(this.model, this.layout(width, this.first), this.timeMode)];
  }

  /** What is unusual, and who the columns are, in exactly `count` rows. */
  legend(width: number, count: number): readonly Row[] {
    if (this.marks === '' || count === 0) return this.columnLegend(width, count);
    return [[span(`! ${this.marks}`, 'warning')], ...this.columnLegend(width, count - 1)];
  }

  private columnLegend(width: number, count: number): readonly Row[] {
    const { first, shown } = this.layout(width, this.first);
    const columns = this.model.columns.slice(first, first + shown);
    const lines = columnLegend({ columns }, width - MARK, count);
    return Array.from({ length: count }, (_, at) => {
      const more = at === count - 1 && lines.length > count ? '   …' : '';
      return [span(`  ${lines[at] ?? ''}${more}`, 'dim')];
    });
  }

  row(at: number, width: number, utc: boolean): Row {
    this.make(width - MARK, utc);
    const row = this.rows[at];
    if (row === undefined) return [];
    const id = this.model.entries[row.entry]?.id;
    const isMarked = !row.isNote && id !== undefined && this.settings.isMarked(id);
    const isDim = id !== undefined && this.dimmed?.has(id) === true;
    const parts = isDim ? row.row.map(({ text }) => span(text, 'dim')) : row.row;
    return [isMarked ? span('* ', 'strong') : span('  '), ...parts];
  }

  entryAt(at: number): LadderEntry | undefined {
    const entry = this.rows[at]?.entry;
    return entry === undefined ? undefined : this.model.entries[entry];
  }

  messageAt(at: number): MessageId | undefined {
    return this.entryAt(at)?.id;
  }

  /** The row with a message's arrow; undefined if it is not in this ladder. */
  rowOf(id: MessageId): number | undefined {
    const at = this.rows.findIndex(({ entry, isNote }) => !isNote && this.model.entries[entry]?.id === id);
    return at < 0 ? undefined : at;
  }

  /** The first message that this one caused. */
  effectOf(id: MessageId): MessageId | undefined {
    return this.model.entries.find(({ cause }) => cause?.message === id)?.id;
  }

  private make(width: number, utc: boolean): void {
    if (this.madeFor === `${width} ${utc}`) return;
    this.madeFor = `${width} ${utc}`;
    const { base } = this.input.session.tables;
    const style = { width, base, utc, glyphs: LINES, timeMode: this.timeMode };
    this.rows = ladderRows(this.model, style, this.first);
  }
}

/** Columns for the mark of a row. */
const MARK = 2;

/** Before a flow was chosen. */
export const NO_LADDER: Page = {
  length: 0,
  heading: () => [span('No flow is chosen: 1 lists them, Enter opens one', 'dim')],
  row: () => [],
};
