import type { MessageList } from '../../engine/message-list.ts';
import { placeFor, placeOf } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { and, type FilterNode, filterValue, keyTerm } from '../../filter/ast.ts';
import { withDefaults } from '../../filter/defaults.ts';
import type { MessageId } from '../../ids.ts';

/**
 * The list that is on the screen, as it grows, and the message in it that is selected: positions
 * change while captures are read and filters change, the selected message does not.
 */
export class MessageSource {
  list: MessageList;
  private hiddenList: MessageList | undefined;
  private readonly session: Session;
  private anchor: MessageId | undefined;
  /** The list does not reach to the selected message yet. */
  private seeking = false;

  constructor(session: Session, filter: FilterNode, internal: boolean) {
    this.session = session;
    this.list = session.list(withDefaults(filter, { all: internal }));
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
    this.hiddenList = this.hiddenBy(filter, internal);
    this.seeking = this.anchor !== undefined;
  }

  /** The user selected what stands at a position. */
  select(position: number): void {
    this.seeking = false;
    this.anchor = position < this.list.length ? this.list.at(position) : undefined;
  }

  /** Position of a message in the list; undefined where the filter does not let it through. */
  positionOfMessage(message: MessageId): number | undefined {
    const place = placeOf(this.list, message, (id) => this.session.timeOf(id));
    return place < 0 ? undefined : place;
  }

  /** Goes on for about `budget` milliseconds. True where all messages read so far were judged. */
  update(budget: number): boolean {
    const done = this.list.update(budget);
    if (!done || this.hiddenList === undefined) return done;
    return this.hiddenList.update(budget / 2);
  }

  /** Where the selected message is now; `position` is where it was. */
  positionOf(position: number): number {
    const { list, anchor, session } = this;
    if (list.length === 0) return 0;
    if (anchor === undefined) {
      this.select(Math.min(position, list.length - 1));
      return Math.min(position, list.length - 1);
    }
    if (!this.seeking && position < list.length && list.at(position) === anchor) return position;
    const timeOf = (id: MessageId): number => session.timeOf(id);
    const place = placeOf(list, anchor, timeOf);
    if (place >= 0) {
      this.seeking = false;
      return place;
    }
    const near = Math.min(placeFor(list, anchor, timeOf), list.length - 1);
    this.seeking = this.unjudged > 0;
    // Not in this list: its neighbour in time takes over.
    if (!this.seeking) this.anchor = list.at(near);
    return near;
  }

  private hiddenBy(filter: FilterNode, internal: boolean): MessageList | undefined {
    if (withDefaults(filter, { all: internal }) === filter) return undefined;
    return this.session.list(and([keyTerm('is', [filterValue(['internal'])]), filter]));
  }
}
