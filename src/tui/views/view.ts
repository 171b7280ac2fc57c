import type { MessageList } from '../../engine/message-list.ts';
import type { Session } from '../../engine/session.ts';
import type { FilterNode } from '../../filter/ast.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import type { Row, Span } from '../../view/text/styled-row.ts';
import type { KnownFindings } from '../findings/known-findings.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import type { Settings, Size } from '../model.ts';
import type { Place } from '../mouse/mouse-report.ts';
import type { Preferences } from '../preferences.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Analyses } from './analyses.ts';
import type { ViewName } from './view-names.ts';

/**
 * A view of the screen: it takes commands and gives rows. What it shows depends only on its own state, the session
 * and the stage, and is changed only by `command`, `click`, `drag`, `wheel`, `select` and `renew`.
 */
export interface View {
  /** The keys that apply now; a view with panes has several contexts. */
  readonly context: ViewContext;
  /** What is opened in the view, for the breadcrumb; empty if nothing is. */
  readonly subject: string;
  /** The user's place in the view, for the status line. */
  status(): Row;
  /** Carries out a command; false if it means nothing in this view. */
  command(command: Command): boolean;
  /** Keys have to wait: what they refer to is still being made. */
  readonly isComing?: boolean;
  /** This one need not: it moves to a row that is there, and that the user has seen coming. */
  isWithin?(command: Command): boolean;
  /**
   * Goes on with work that takes long, while the view is on the screen; true if nothing is left to do. `isForKey`: the
   * frame that answers a key waits for it, and what that frame can do without is left for later.
   */
  work?(budget: number, isForKey?: boolean): boolean;
  /** Called before `rows`: reads what is about to be on the screen. */
  prepare?(): void;
  /** Rows with SGR sequences, at most as many as `stage.body` has. */
  rows(): readonly string[];
  /** Something that the view depends on has changed. */
  renew(change: Change): void;
  /** A click at a place of the body, counted from 0; `again`: a click on what is selected opens it. */
  click?(x: number, y: number, again: boolean): void;
  /** The button was pressed at `from`, and the mouse is at `to`; `isOver`: the button is released there. */
  drag?(from: Place, to: Place, isOver: boolean): void;
  /** A step of the wheel; false if it scrolls rows, as in most places. */
  wheel?(x: number, y: number, direction: 'up' | 'down'): boolean;
  /** The view changes with time alone, even if nothing comes in. */
  readonly ticks?: boolean;
  /** The view shows findings, which have to be as recent as the rest. */
  readonly needsFindings?: boolean;
  /** The rows that `n` and `N` search. */
  readonly searchable?: Searchable | undefined;
  /** What `s` saves and `y` copies. */
  readonly selection?: Selection | undefined;
}

/**
 * What has changed. `size`: the room; `filter`: the messages that pass; `analysis`: the state; `findings`: what is
 * wrong; `shown`: the view is on the screen now; `settings`: everything else.
 */
export type Change = 'size' | 'filter' | 'analysis' | 'findings' | 'settings' | 'shown';

/** Rows with texts, one of them selected. */
export interface Searchable {
  readonly length: number;
  readonly position: number;
  text(at: number): string;
  select(at: number): void;
}

export interface Selection {
  /** In the order of time. */
  readonly messages: readonly MessageId[];
  /** Part of the file name: `f7`, `message-263`. */
  readonly name: string;
  /** The printable text that `y` copies; `path` is its name, such as that of a field. */
  readonly text: string;
  readonly path: string;
}

/** The program, as views see it. */
export interface Stage {
  readonly session: Session;
  /** May change; rows are then painted again. */
  readonly theme: Theme;
  /** The view on the screen. */
  readonly view: ViewName;
  /** Room for the view. */
  readonly body: Size;
  readonly settings: Settings;
  /** The display filter in use, without the default that hides internal messages. */
  readonly filter: FilterNode;
  /** The messages that pass the filter, as far as they were judged. */
  readonly listed: MessageList;
  /** All of what was read was judged; while the user has paused, of what had been read then. */
  readonly isListed: boolean;
  /** A display filter was typed. */
  readonly isFiltered: boolean;
  readonly analyses: Analyses;
  readonly findings: KnownFindings;
  readonly ladderInput: LadderInput;
  readonly preferences: Preferences;
  /**
   * Shows a view, with another filter if one is given, as the next step of the breadcrumb. Going back restores the
   * filter.
   */
  go(view: ViewName, filter?: string): void;
  /** The ladder of these flows, if there are any; with messages beside it as `form` has them. */
  openLadder(flows: readonly Flow[], form?: 'text'): void;
  /**
   * The ladder of the flows with a Call-ID, or else of those that have a message, which is selected there; says so
   * where there is none.
   */
  openLadderOf(message: MessageId | undefined, callId?: string): void;
  /** Shows the AORs that pass the filter, with this node selected. */
  openAors(filter: string, cluster: number, node: number | undefined): void;
  /**
   * Shows this message, from which the user comes back here: with the list above it, or without where there is no
   * room for both. Only a notice if the filter hides it.
   */
  openMessage(id: MessageId): void;
  /** Shows the list with this message selected; only a notice, and false, if the filter hides it. */
  listMessage(id: MessageId): boolean;
  /** Back to the view before this one; false if there is none. */
  goBack(): boolean;
  /** Applies a display filter as if it had been typed. */
  applyFilter(text: string): void;
  /** From now on all views show the state at this session time; undefined: at the end. */
  showTime(time: number | undefined): void;
  /** Opens the command line with this text, for the user to complete. */
  typeCommand(text: string): void;
  /** Shows a line until the next key. */
  notify(notice: Row): void;
  /** The key of a command, for texts: the user may have changed it. */
  keyOf(command: Command): Span;
}
