import type { MessageId } from '../../ids.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { shortName } from '../../view/ladder/ladder-label.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { kindTexts } from '../../view/messages/message-row.ts';
import { summarize } from '../../view/messages/message-summary.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Size } from '../model.ts';
import type { Place } from '../mouse/mouse-report.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import { clamp, scrollTo } from '../views/scrolling.ts';
import { MessagePane, PANE_FORMS, type PaneForm, type PaneRows } from './message-pane.ts';

/** Messages that are compared. */
const TWO = 2;

/** The pane beside the ladder: the selected message in one of several forms, or the two marked ones compared. */
export class LadderMessage {
  form: PaneForm = 'fields';
  private marked: readonly MessageId[] = [];
  /** The field or line that the user has come to. */
  private line = 0;
  private readonly input: LadderInput;
  private readonly pane: MessagePane;

  constructor(input: LadderInput) {
    this.input = input;
    this.pane = new MessagePane(input.session);
  }

  get isComparing(): boolean {
    return this.marked.length === TWO;
  }

  isMarked(message: MessageId): boolean {
    return this.marked.includes(message);
  }

  /** The third one takes the place of the first. */
  mark(message: MessageId): void {
    this.marked = this.isMarked(message)
      ? this.marked.filter((one) => one !== message)
      : [...this.marked, message].slice(-TWO);
    this.line = 0;
  }

  clearMarks(): void {
    this.marked = [];
  }

  /** Called when other flows are shown. */
  reset(): void {
    this.clearMarks();
    this.line = 0;
  }

  turnForm(): void {
    this.form = PANE_FORMS[(PANE_FORMS.indexOf(this.form) + 1) % PANE_FORMS.length] ?? 'fields';
  }

  move(message: MessageId, room: Size, step: 1 | -1): void {
    const { rows } = this.content(message, room.columns - 1);
    this.line = clamp(this.line + step, 0, Math.max(0, rows.length - 1));
  }

  rows(message: MessageId, room: Size, isBeside: boolean, theme: Theme): readonly string[] {
    const pane = this.content(message, room.columns - 1);
    const height = room.rows - 1;
    const top = this.topOf(pane, height);
    const title: Row = isBeside ? [span(' '), ...pane.title] : [span('── ', 'dim'), ...pane.title];
    const rows = pane.rows.slice(top, top + height).map((row, at) => {
      const selected = this.form === 'fields' && pane.cursor >= 0 && top + at === pane.cursor;
      return paintRow([span(' '), ...row], room.columns, theme, selected ? 'resting' : 'none');
    });
    return [paintRow(title, room.columns, theme), ...rows];
  }

  /** A click at a place of the room, in which the first row is the title: the field there, also by one of its bytes. */
  click(message: MessageId, room: Size, { x, y }: Place): void {
    if (this.isComparing || y < 1 || y >= room.rows) return;
    const width = room.columns - 1;
    const pane = this.content(message, width);
    const row = this.topOf(pane, room.rows - 1) + y - 1;
    const line = this.form === 'hex' ? this.pane.lineOfByte(message, row, x - 1, width) : row;
    if (this.form !== 'text' && line !== undefined && row < pane.rows.length) this.line = line;
  }

  /** The first row that is shown. */
  private topOf({ cursor, rows }: PaneRows, height: number): number {
    if (cursor >= 0) return scrollTo(0, cursor, height, rows.length);
    return Math.min(this.line, Math.max(0, rows.length - height));
  }

  private content(message: MessageId, width: number): PaneRows {
    const { numbers, session } = this.input;
    const [left, right] = this.marked;
    if (left !== undefined && right !== undefined) {
      const [ours, theirs] = [left, right].map((id) => shortName(kindTexts(summarize(session, id)).what));
      const [one, other] = [left, right].map((id) => messageNumber(numbers.of(id)));
      const first = ours === theirs ? `${one}` : `${one} ${ours}`;
      return this.pane.comparison(left, right, [first, `${other} ${theirs}`], width);
    }
    const title: Row = [
      span(messageNumber(numbers.of(message)), 'heading'),
      span(`  ${this.form} (x)`, 'dim'),
    ];
    return this.pane.message(message, title, this.form, this.line, width);
  }
}
