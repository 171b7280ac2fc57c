import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import {
  type LadderEntry,
  type LadderInput,
  type LadderModel,
  ladderInSteps,
} from '../../view/ladder/ladder.ts';
import { columnLegend } from '../../view/ladder/ladder-legend.ts';
import {
  type LadderLayout,
  type LadderRow,
  LINES,
  ladderHeading,
  ladderLayout,
  ladderRows,
} from '../../view/ladder/ladder-rows.ts';
import { grouped } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { TimeMode } from '../../view/time/time-modes.ts';
import type { Page } from '../views/page.ts';

/** How a ladder is to be drawn. */
export interface LadderPageSettings {
  readonly width: number;
  /** Has the user marked the message, to compare it with another one? */
  readonly isMarked: (id: MessageId) => boolean;
  /** One column a node; otherwise one an address and port. */
  readonly foldNodes: boolean;
  /** The leftmost column to draw. */
  readonly first: number;
  readonly timeMode: TimeMode;
  /** What is wrong with the flows or unusual about them; empty if nothing is. */
  readonly marks: string;
  /** The messages that do not match the display filter; undefined if there is no filter. */
  readonly hidden?: ReadonlySet<MessageId> | undefined;
  /** Draw them dim, so that those that match stand out. */
  readonly dimsHidden?: boolean;
  /** Draw only this many arrows, the first ones; all of them if it is not given. */
  readonly most?: number;
}

/** The ladder of some flows: a row for each arrow, and between them rows that tell what caused what. */
export class LadderPage implements Page {
  private readonly input: LadderInput;
  private readonly model: LadderModel;
  private readonly settings: LadderPageSettings;
  /** The messages to draw dim. If all would be dim, none would stand out: none is. */
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

  /** The same ladder with other marks. Of flows that were forgotten, nothing but this page is left to make it of. */
  saying(marks: string): LadderPage {
    return this.marks === marks ? this : new LadderPage(this.input, this.model, { ...this.settings, marks });
  }

  /** `3 of 9 match the filter`; empty if all do, or if there is no filter. */
  get filtered(): string {
    const hidden = this.settings.hidden?.size ?? 0;
    const all = this.model.entries.length;
    return hidden === 0 ? '' : `${grouped(all - hidden)} of ${grouped(all)} match the filter`;
  }

  /** The leftmost column if `first` is asked for: an earlier one, if the columns from `first` on would leave room. */
  firstFor(first: number, width: number): number {
    return this.layout(width, first).first;
  }

  /** How many columns there is no room for, on either side. */
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

  /** What is unusual, and which host each column is, in exactly `count` rows. */
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

  /** The row with the arrow of the message; undefined if it is not in this ladder. */
  rowOf(id: MessageId): number | undefined {
    const at = this.rows.findIndex(({ entry, isNote }) => !isNote && this.model.entries[entry]?.id === id);
    return at < 0 ? undefined : at;
  }

  /** The first message that this one caused. */
  effectOf(id: MessageId): MessageId | undefined {
    return this.model.entries.find(({ cause }) => cause?.message === id)?.id;
  }

  /** Lays out all rows, unless they were laid out for this width and these times before. */
  private make(width: number, utc: boolean): void {
    if (this.madeFor === `${width} ${utc}`) return;
    this.madeFor = `${width} ${utc}`;
    const { base } = this.input.session.tables;
    const style = { width, base, utc, glyphs: LINES, timeMode: this.timeMode };
    this.rows = ladderRows(this.model, style, this.first);
  }
}

/** Width of the mark in front of each row. */
const MARK = 2;

/** What is shown where there is no flow to be opened: why. */
export function noLadder(why: Row): Page {
  return { length: 0, heading: () => why, row: () => [] };
}
