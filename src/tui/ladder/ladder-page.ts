import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { type LadderInput, type LadderModel, ladder } from '../../view/ladder.ts';
import { type LadderRow, LINES, ladderHeading, ladderLayout, ladderRows } from '../../view/ladder-rows.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

/** The ladder of some flows, an arrow a row, with notes on causes between them. */
export class LadderPage implements Page {
  readonly flows: readonly Flow[];
  private readonly input: LadderInput;
  private readonly model: LadderModel;
  private rows: readonly LadderRow[] = [];
  private madeFor = '';

  constructor(input: LadderInput, flows: readonly Flow[]) {
    this.flows = flows;
    this.input = input;
    this.model = ladder(input, flows, { foldNodes: true });
    this.make(100, false);
  }

  get length(): number {
    return this.rows.length;
  }

  heading(width: number): Row {
    return ladderHeading(this.model, ladderLayout(this.model, width));
  }

  row(at: number, width: number, utc: boolean): Row {
    this.make(width, utc);
    return this.rows[at]?.row ?? [];
  }

  messageAt(at: number): MessageId | undefined {
    const entry = this.rows[at]?.entry;
    return entry === undefined ? undefined : this.model.entries[entry]?.id;
  }

  private make(width: number, utc: boolean): void {
    if (this.madeFor === `${width} ${utc}`) return;
    this.madeFor = `${width} ${utc}`;
    const { base } = this.input.session.tables;
    this.rows = ladderRows(this.model, { width, base, utc, glyphs: LINES });
  }
}

/** Before a flow was chosen. */
export const NO_LADDER: Page = {
  length: 0,
  heading: () => [span('No flow is chosen: 1 lists them, Enter opens one', 'dim')],
  row: () => [],
};
