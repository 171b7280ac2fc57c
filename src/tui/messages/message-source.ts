import type { MessageList } from '../../engine/message-list.ts';
import { placeFor, placeOf } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { and, type FilterNode, filterValue, keyTerm } from '../../filter/ast.ts';
import { withDefaults } from '../../filter/defaults.ts';
import type { MessageId } from '../../ids.ts';
import { FoldedList } from './folded-list.ts';
import { SyncRuns } from './sync-runs.ts';

/**
 * The list that is on the screen, as it grows, and the message in it that is selected: rows change
 * while captures are read, filters change and bursts of sync packets are opened, the selected message
 * does not.
 */
export class MessageSource {
  list: MessageList;
  /** The rows of the list: a burst of sync packets is one of them. */
  readonly rows: FoldedList;
  private readonly runs: SyncRuns;
  /** State of `runs` that `rows` has. */
  private foldedAt = 0;
  private hiddenList: MessageList | undefined;
  private readonly session: Session;
  private anchor: MessageId | undefined;
  /** Not all messages have been judged by the filter since it was changed. */
  isNew = false;
  /** The list does not reach to the selected message yet. */
  private seeking = false;

  constructor(session: Session, filter: FilterNode, internal: boolean) {
    this.session = session;
    this.list = session.list(withDefaults(filter, { all: internal }));
    this.rows = new FoldedList(this.list);
    this.runs = new SyncRuns(session);
    this.hiddenList = this.hiddenBy(filter, internal);
  }

  /** Internal messages that the filter would let through if it were not for the default. */
  get hidden(): number {
    return this.hiddenList?.length ?? 0;
  }

  get unjudged(): number {
    return this.session.tables.index.size - this.list.judged;
  }

  change(filter: FilterNode, internal: boolean): void {
    this.list = this.session.list(withDefaults(filter, { all: internal }));
    this.rows.change(this.list, []);
    this.isNew = true;
    this.hiddenList = this.hiddenBy(filter, internal);
    this.seeking = this.anchor !== undefined;
  }

  /** The user selected a row. */
  select(row: number): void {
    this.seeking = false;
    this.anchor = row < this.rows.length ? this.rows.at(row) : undefined;
  }

  /** The row of a message, a burst is opened for it; undefined where the filter does not let it through. */
  reveal(message: MessageId): number | undefined {
    const place = placeOf(this.list, message, (id) => this.session.timeOf(id));
    return place < 0 ? undefined : this.rows.reveal(place);
  }

  /** Goes on for about `budget` milliseconds. True where all messages read so far were judged. */
  update(budget: number): boolean {
    const done = this.list.update(budget);
    this.fold();
    if (done) this.isNew = false;
    if (!done || this.hiddenList === undefined) return done;
    return this.hiddenList.update(budget / 2);
  }

  /** The present row of the selected message; `row` is its former one. */
  rowOf(row: number): number {
    const { list, rows, anchor, session } = this;
    if (list.length === 0) return 0;
    if (anchor === undefined) {
      this.select(Math.min(row, rows.length - 1));
      return Math.min(row, rows.length - 1);
    }
    if (!this.seeking && row < rows.length && rows.at(row) === anchor) return row;
    const timeOf = (id: MessageId): number => session.timeOf(id);
    const place = placeOf(list, anchor, timeOf);
    if (place >= 0) {
      this.seeking = false;
      return rows.rowOf(place);
    }
    const near = Math.min(placeFor(list, anchor, timeOf), list.length - 1);
    this.seeking = this.unjudged > 0;
    // Not in this list: its neighbour in time takes over.
    if (!this.seeking) this.anchor = list.at(near);
    return rows.rowOf(near);
  }

  private fold(): void {
    const { list, runs, rows } = this;
    runs.update(list);
    if (runs.revision === this.foldedAt) return;
    this.foldedAt = runs.revision;
    rows.change(list, runs.runs);
  }

  private hiddenBy(filter: FilterNode, internal: boolean): MessageList | undefined {
    if (withDefaults(filter, { all: internal }) === filter) return undefined;
    return this.session.list(and([keyTerm('is', [filterValue(['internal'])]), filter]));
  }
}
