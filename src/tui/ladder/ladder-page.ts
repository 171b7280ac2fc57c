import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { type LadderEntry, type LadderInput, type LadderModel, ladder } from '../../view/ladder.ts';
import { type LadderRow, LINES, ladderHeading, ladderLayout, ladderRows } from '../../view/ladder-rows.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

export interface LadderPageSettings {
  readonly width: number;
  readonly isMarked: (id: MessageId) => boolean;
}

/** The ladder of some flows, an arrow a row, with notes on causes between them. */
export class LadderPage implements Page {
  private readonly input: LadderInput;
  private readonly model: LadderModel;
  private readonly isMarked: (id: MessageId) => boolean;
  private rows: readonly LadderRow[] = [];
  private madeFor = '';

  constructor(input: LadderInput, flows: readonly Flow[], { width, isMarked }: LadderPageSettings) {
    this.input = input;
    this.isMarked = isMarked;
    this.model = ladder(input, flows, { foldNodes: true });
    this.make(width - MARK, false);
  }

  get length(): number {
    return this.rows.length;
  }

  heading(width: number): Row {
    return [span('  '), ...ladderHeading(this.model, ladderLayout(this.model, width - MARK))];
  }

  row(at: number, width: number, utc: boolean): Row {
    this.make(width - MARK, utc);
    const row = this.rows[at];
    if (row === undefined) return [];
    const id = this.model.entries[row.entry]?.id;
    const mark = !row.isNote && id !== undefined && this.isMarked(id) ? span('* ', 'strong') : span('  ');
    return [mark, ...row.row];
  }

  entryAt(at: number): LadderEntry | undefined {
    const entry = this.rows[at]?.entry;
    return entry === undefined ? undefined : this.model.entries[entry];
  }

  messageAt(at: number): MessageId | undefined {
    return this.entryAt(at)?.id;
  }

  /** The row of a message's arrow; undefined where it is not in this ladder. */
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
    this.rows = ladderRows(this.model, { width, base, utc, glyphs: LINES });
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
