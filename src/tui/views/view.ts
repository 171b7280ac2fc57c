import type { MessageList } from '../../engine/message-list.ts';
import type { Session } from '../../engine/session.ts';
import type { FilterNode } from '../../filter/ast.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { LadderInput } from '../../view/ladder.ts';
import type { Row, Span } from '../../view/styled-row.ts';
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
 * One of the views: it takes commands and gives rows. What it shows is a function of its own state, of
 * the session and of the stage; nothing but `command`, `click`, `drag`, `wheel`,
 * `select` and `renew` changes it.
 */
export interface View {
  /** Which keys apply now: a view with panes has several. */
  readonly context: ViewContext;
  /** What is looked at, for the breadcrumb; empty where that is the whole view. */
  readonly subject: string;
  /** Where the user is in it. */
  status(): Row;
  /** Does what a key asks for; false where the view has no use for it. */
  command(command: Command): boolean;
  /** What keys are about is not there yet, but is being made: they wait for it. */
  readonly isComing?: boolean;
  /** Goes on, while it is on the screen, with what takes long; true where nothing is left to do. */
  work?(budget: number): boolean;
  /** Reads what is about to be on the screen. */
  prepare?(): void;
  /** Rows as the terminal gets them, at most as many as `stage.body` has. */
  rows(): readonly string[];
  /** What it rests on has changed. */
  renew(change: Change): void;
  /** A click at a place of the body, counted from 0; `again` where it was selected already. */
  click?(x: number, y: number, again: boolean): void;
  /** The button went down at `from`, and the mouse is at `to` now; `isOver` when it is let go there. */
  drag?(from: Place, to: Place, isOver: boolean): void;
  /** A step of the wheel; false where it moves rows, as anywhere. */
  wheel?(x: number, y: number, direction: 'up' | 'down'): boolean;
  /** What it shows changes with time alone, also while nothing is captured. */
  readonly ticks?: boolean;
  /** What is wrong stands on it, and is to be as new as the rest. */
  readonly needsFindings?: boolean;
  /** What `n` and `N` go through. */
  readonly searchable?: Searchable | undefined;
  /** What `s` saves and `y` copies. */
  readonly selection?: Selection | undefined;
}

/** `size` the room, `filter` what is shown, `analysis` what the messages mean, `findings` what is wrong,
 * `settings` all the rest. */
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
  /** For a file name: `f7`, `message-263`. */
  readonly name: string;
  /** What `y` copies, printable, with what it is called: a field and its value. */
  readonly text: string;
  readonly path: string;
}

/** What views may ask of the program around them. */
export interface Stage {
  readonly session: Session;
  /** May become another one: what is painted with it is painted anew then. */
  readonly theme: Theme;
  /** The one on the screen. */
  readonly view: ViewName;
  /** Room for the view. */
  readonly body: Size;
  readonly settings: Settings;
  /** The display filter in use; without the default that hides internal messages. */
  readonly filter: FilterNode;
  /** The messages that the filter lets through, as far as they were judged. */
  readonly listed: MessageList;
  /** A display filter was typed. */
  readonly isFiltered: boolean;
  readonly analyses: Analyses;
  readonly findings: KnownFindings;
  readonly ladderInput: LadderInput;
  readonly preferences: Preferences;
  /**
   * Shows a view, with another filter where one is given; it becomes the next step of the breadcrumb. Who comes
   * back has the filter again that there was.
   */
  go(view: ViewName, filter?: string): void;
  /** The ladder of these flows, if there are any; with messages beside it as `form` has them. */
  openLadder(flows: readonly Flow[], form?: 'text'): void;
  /**
   * The ladder of the flows with a Call-ID, or else of those that have a message, which is selected there; says so
   * where there is none.
   */
  openLadderOf(message: MessageId | undefined, callId?: string): void;
  /** The AORs that go with the filter, at this node first. */
  openAors(filter: string, cluster: number, node: number | undefined): void;
  /** The list with this message selected; says so where the filter hides it. */
  openMessage(id: MessageId): void;
  /** Uses another display filter, as if it were typed. */
  applyFilter(text: string): void;
  /** All views show the state of this session time from now on; undefined: of the end. */
  showTime(time: number | undefined): void;
  /** Begins a command line, for the user to go on with. */
  typeCommand(text: string): void;
  /** A line that stays until the next key. */
  notify(notice: Row): void;
  /** The key for a command, to be named in a text: the user may have given it another one. */
  keyOf(command: Command): Span;
}
