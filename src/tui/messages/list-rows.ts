import { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { messageMarks } from '../../view/messages/message-marks.ts';
import {
  type ColumnNeeds,
  headingRow,
  type MessageColumns,
  type MessageTexts,
  messageColumns,
  messageRow,
  NARROW,
  NO_NEEDS,
  widen,
} from '../../view/messages/message-row.ts';
import { type MessageSummary, summarize } from '../../view/messages/message-summary.ts';
import { syncRunText } from '../../view/messages/sync-run-text.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { messageTime, type TimeMode } from '../../view/time/time-modes.ts';
import { type Bar, paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Stage } from '../views/view.ts';
import type { Fold, Foldable } from './folded-list.ts';

/** Everything besides the messages that the rows of the list depend on. */
export interface ListView {
  readonly width: number;
  readonly top: number;
  readonly rows: number;
  readonly position: number;
  readonly focused: boolean;
  readonly timeMode: TimeMode;
  readonly utc: boolean;
}

/** Messages, or rows of several: what a row says besides them changes with `revision`. */
export interface ListedRows extends Foldable {
  readonly revision: number;
  fold(row: number): Fold | undefined;
  /** The last message of the row. */
  lastOf(row: number): MessageId;
}

/** Rows that are kept ready; several screens full. */
const MOST_CACHED = 2000;

/** Makes the rows of the list that are on the screen, and keeps them as long as nothing changes them. */
export class ListRows {
  private readonly session: Session;
  private readonly numbers: MessageNumbers;
  private readonly stage: Pick<Stage, 'session' | 'theme'>;
  /** Cached because it is the most expensive part: the message is read from its file and decoded. */
  private readonly summaries = new Map<MessageId, MessageSummary>();
  private summariesFor = -1;
  private readonly texts = new Map<MessageId, MessageTexts>();
  private readonly painted = new Map<MessageId, string>();
  private needs: ColumnNeeds = NO_NEEDS;
  private needsFor = '';
  private textsFor = '';
  private paintedFor = '';
  private paintedBy: Theme | undefined;

  constructor(stage: Pick<Stage, 'session' | 'theme'>) {
    this.session = stage.session;
    this.numbers = new MessageNumbers(stage.session);
    this.stage = stage;
  }

  /** The heading and the rows below it. */
  compose(list: ListedRows, view: ListView): readonly string[] {
    this.forgetStale(list, view);
    const narrow = view.width < NARROW;
    const ids: MessageId[] = [];
    const end = Math.min(list.length, view.top + view.rows);
    for (let at = view.top; at < end; at++) ids.push(list.at(at));
    const texts = ids.map((id, at) => this.rowTexts(list, id, view.top + at, view));
    for (const one of texts) this.needs = widen(this.needs, one, narrow);
    const columns = messageColumns(view.width, this.needs);
    this.forgetRowsOf(JSON.stringify([columns, view.width]));
    const rows = texts.map((one, at) => this.row(ids[at] as MessageId, one, columns, view, view.top + at));
    return [paintRow([span(' '), ...headingRow(columns)], view.width, this.stage.theme), ...rows];
  }

  /** The row of one message, wherever it is: what a search looks at. */
  rowAt(list: Foldable, at: number, view: ListView): Row {
    const texts = this.makeTexts(list, list.at(at), at, view);
    return messageRow(texts, messageColumns(view.width, this.needs), view.width < NARROW);
  }

  private row(
    id: MessageId,
    texts: MessageTexts,
    columns: MessageColumns,
    view: ListView,
    at: number,
  ): string {
    const narrow = view.width < NARROW;
    const bar: Bar = at !== view.position ? 'none' : view.focused ? 'selected' : 'resting';
    if (bar !== 'none') {
      return paintRow([span('>'), ...messageRow(texts, columns, narrow)], view.width, this.stage.theme, bar);
    }
    let row = this.painted.get(id);
    if (row === undefined) {
      row = paintRow([span(' '), ...messageRow(texts, columns, narrow)], view.width, this.stage.theme);
      this.painted.set(id, row);
    }
    return row;
  }

  private rowTexts(list: ListedRows, id: MessageId, at: number, view: ListView): MessageTexts {
    let texts = this.texts.get(id);
    if (texts === undefined) {
      texts = this.makeTexts(list, id, at, view);
      const fold = list.fold(at);
      if (fold !== undefined) texts = this.folded(texts, list, id, at, fold);
      this.texts.set(id, texts);
    }
    return texts;
  }

  /** A burst of sync packets as one row, or its packets below each other. */
  private folded(texts: MessageTexts, list: ListedRows, id: MessageId, at: number, fold: Fold): MessageTexts {
    const { summary } = texts;
    if (fold.open) {
      return { ...texts, summary: { ...summary, about: `${fold.head ? '▾' : '│'} ${summary.about}` } };
    }
    const last = list.lastOf(at);
    const about = `▸ ${syncRunText(this.session, { first: id, last, count: fold.length })}`;
    return { ...texts, summary: { ...summary, about } };
  }

  private makeTexts(list: Foldable, id: MessageId, at: number, view: ListView): MessageTexts {
    const { session } = this;
    const summary = this.summaryOf(id);
    const previous = at > 0 ? list.at(at - 1) : undefined;
    const { timeMode: mode, utc } = view;
    return {
      number: String(this.numbers.of(id)),
      time: messageTime(session, id, previous, { mode, utc, short: view.width < NARROW }),
      summary,
      marks: messageMarks(session, id, summary),
    };
  }

  private summaryOf(id: MessageId): MessageSummary {
    const { revision } = this.session.facts;
    if (revision !== this.summariesFor || this.summaries.size >= MOST_CACHED) this.summaries.clear();
    this.summariesFor = revision;
    let summary = this.summaries.get(id);
    if (summary === undefined) {
      summary = summarize(this.session, id);
      this.summaries.set(id, summary);
    }
    return summary;
  }

  /** Names of nodes, places in the order and what is shown change what a row says. */
  private forgetStale(list: ListedRows, view: ListView): void {
    const { session } = this;
    const { order } = session.tables;
    // Times and names are shorter in a narrow list, and of another length since the start or the row above.
    const form = `${view.timeMode} ${view.width}`;
    if (form !== this.needsFor) this.needs = NO_NEEDS;
    this.needsFor = form;
    const current = [
      ...[session.facts.revision, order.reordered, list.revision, session.ended],
      ...[view.timeMode, view.utc, view.width],
    ].join(' ');
    if (current === this.textsFor && this.texts.size < MOST_CACHED) return;
    this.textsFor = current;
    this.texts.clear();
    this.painted.clear();
  }

  private forgetRowsOf(columns: string): void {
    const { theme } = this.stage;
    if (columns === this.paintedFor && theme === this.paintedBy) return;
    this.paintedFor = columns;
    this.paintedBy = theme;
    this.painted.clear();
  }

  /** Another list: other distances between rows, other widths. */
  reset(): void {
    this.texts.clear();
    this.painted.clear();
    this.needs = NO_NEEDS;
  }
}
