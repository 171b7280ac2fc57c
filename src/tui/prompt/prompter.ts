import { homedir } from 'node:os';
import { readInstant, sessionTimeOf } from '../../capture/instant.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { parseFilter } from '../../filter/parser.ts';
import type { MessageId } from '../../ids.ts';
import type { FlowColumnId } from '../../view/flows/flow-columns.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { saveMessages } from '../save/save-messages.ts';
import { Search } from '../search/search.ts';
import type { Stage, View } from '../views/view.ts';
import type { ViewName } from '../views/view-names.ts';
import { PromptChoices } from './choices.ts';
import { type Order, orderOf, type Saved } from './command-line.ts';
import { editLineOf, type Line, type LineCommand, lineOf, typed } from './line-edit.ts';
import type { PromptCommand } from './prompt-keys.ts';
import type { Prompt, PromptKind } from './prompt-model.ts';

/** Milliseconds for a search before the next key is looked at. */
const FIRST_SLICE = 8;

/** The parts of the program that the prompter needs. */
export interface PrompterHost {
  readonly stage: Stage;
  readonly vocabulary: Vocabulary;
  view(): View;
  prompt(): Prompt | undefined;
  ask(prompt: Prompt | undefined): void;
  show(view: ViewName): void;
  /** Columns of the flows, or one more of them. */
  columns(columns: readonly FlowColumnId[] | FlowColumnId): void;
  help(): void;
  quit(): void;
  /** Something has changed though no key was pressed. */
  changed(): void;
}

/** Asks on the status line, and does what was answered: search, save, commands. */
export class Prompter {
  private readonly host: PrompterHost;
  private readonly search = new Search();
  private choices: PromptChoices | undefined;
  /** The file of which the user was told that it is there, and what was to be written there. */
  private asked: { readonly path: string; readonly what: Saved } | undefined;

  constructor(host: PrompterHost) {
    this.host = host;
  }

  /** The text that rows are searched for; empty if there is no search. */
  get searched(): string {
    return this.search.text;
  }

  get isSeeking(): boolean {
    return this.search.isSeeking;
  }

  /** No row has been found yet. */
  get isUnderway(): boolean {
    return this.search.isUnderway;
  }

  get hasFound(): boolean {
    return this.search.hasFound;
  }

  /** The rows that are searched are no longer those that the user looks at. */
  stopSearching(): void {
    this.search.stop();
  }

  /** Text that was typed or pasted. */
  type(text: string): void {
    const prompt = this.host.prompt();
    if (prompt === undefined) return;
    const { kind, line, isSuggested = false } = prompt;
    this.askAbout(kind, typed(isSuggested ? lineOf('') : line, text));
  }

  command(command: Exclude<PromptCommand, 'pause'>): void {
    switch (command) {
      case 'search':
        this.suggest('search', this.search.text);
        break;
      case 'search-next':
      case 'search-previous':
        this.goOn(command === 'search-next' ? 1 : -1);
        break;
      case 'save':
        this.beginSaving();
        break;
      case 'save-all':
        this.suggest('save-all', 'shown.pcapng');
        break;
      case 'command-line':
        this.begin('command', '');
        break;
      case 'palette':
        this.begin('palette', '');
        break;
      case 'choice-better':
      case 'choice-worse':
        this.choose(command === 'choice-worse' ? 1 : -1);
        break;
      case 'choice-take':
        this.takeChoice();
        break;
      case 'prompt-accept':
        this.accept();
        break;
      case 'prompt-cancel':
        this.host.ask(undefined);
        break;
      default:
        this.edit(command);
    }
  }

  /** A command line that begins like this. */
  beginCommand(text: string): void {
    this.begin('command', text);
  }

  /** Searches for about `budget` milliseconds; true where nothing is left to do. */
  work(budget: number): boolean {
    if (!this.search.isRunning) return true;
    const rows = this.host.view().searchable;
    if (rows === undefined) this.search.stop();
    const notice = rows === undefined ? undefined : this.search.advance(rows, budget);
    if (notice !== undefined) this.host.stage.notify(notice);
    return !this.search.isRunning;
  }

  private begin(kind: PromptKind, text: string): void {
    this.askAbout(kind, lineOf(text));
  }

  private suggest(kind: 'search' | 'save' | 'save-all' | 'replace', text: string): void {
    this.host.ask({ kind, line: lineOf(text), isSuggested: text !== '' });
  }

  /** With what could be meant by what is typed so far. */
  private askAbout(kind: PromptKind, line: Line): void {
    this.choices ??= new PromptChoices(this.host.vocabulary);
    if (kind === 'palette') {
      this.host.ask({ kind, line, choices: this.choices.ofPalette(line.text), chosen: 0 });
    } else if (kind === 'command') {
      this.host.ask({ kind, line, choices: this.choices.ofLine(line.text), chosen: -1 });
    } else this.host.ask({ kind, line });
  }

  private choose(step: 1 | -1): void {
    const prompt = this.host.prompt();
    const { choices = [], chosen = -1 } = prompt ?? {};
    if (prompt === undefined || choices.length === 0) return;
    const least = prompt.kind === 'palette' ? 0 : -1;
    this.host.ask({ ...prompt, chosen: Math.max(least, Math.min(chosen + step, choices.length - 1)) });
  }

  /** As if it had been chosen, and Enter pressed. */
  pick(at: number): void {
    const prompt = this.host.prompt();
    if (prompt === undefined) return;
    this.host.ask({ ...prompt, chosen: at });
    this.accept();
  }

  /** Into the line, to be gone on with. */
  private takeChoice(): void {
    const prompt = this.host.prompt();
    const choice = prompt?.choices?.[Math.max(0, prompt.chosen ?? 0)];
    if (choice !== undefined) this.askAbout('command', lineOf(choice.line));
  }

  private edit(command: LineCommand): void {
    const prompt = this.host.prompt();
    if (prompt !== undefined) this.askAbout(prompt.kind, editLineOf(prompt.line, command));
  }

  private beginSaving(): void {
    const { selection } = this.host.view();
    if (selection === undefined || selection.messages.length === 0)
      this.complain('no message is selected that could be saved; :save-all FILE saves all that are shown');
    else this.suggest('save', `${selection.name}.pcapng`);
  }

  private accept(): void {
    const prompt = this.host.prompt();
    if (prompt === undefined) return;
    const choice = prompt.choices?.[prompt.chosen ?? -1];
    if (choice?.open === true) {
      this.takeChoice();
      return;
    }
    const text = (choice?.line ?? (prompt.kind === 'palette' ? '' : prompt.line.text)).trim();
    this.host.ask(undefined);
    if (text === '') {
      if (prompt.kind === 'search') this.search.set('');
      return;
    }
    if (prompt.kind === 'search') this.find(text);
    else if (prompt.kind === 'command' || prompt.kind === 'palette') this.execute(orderOf(text));
    else if (prompt.kind === 'replace') void this.save(text, this.asked?.what, text === this.asked?.path);
    else void this.save(text, prompt.kind === 'save-all' ? 'shown' : 'selection');
  }

  private find(text: string): void {
    this.search.set(text);
    this.goOn(1);
  }

  private goOn(step: 1 | -1): void {
    const rows = this.host.view().searchable;
    if (this.search.text === '') this.begin('search', '');
    else if (rows === undefined) this.complain('there is nothing to search here');
    else {
      this.search.begin(rows, step);
      // Mostly it is found at once, and the next key is meant for what was found.
      this.work(FIRST_SLICE);
    }
  }

  private async save(path: string, what: Saved = 'selection', replace = false): Promise<void> {
    const { stage } = this.host;
    const messages = what === 'shown' ? this.shown() : (this.host.view().selection?.messages ?? []);
    if (messages === undefined) return;
    const { utc } = stage.settings;
    const { exists, notice } = await saveMessages(stage.session, messages, fromHome(path), {
      utc,
      replace,
    });
    if (exists) {
      this.asked = { path, what };
      this.suggest('replace', path);
    } else stage.notify(notice);
    this.host.changed();
  }

  /** The messages that pass the filter, once that is known; more may come in while they are written. */
  private shown(): readonly MessageId[] | undefined {
    const { listed, session } = this.host.stage;
    if (listed.judged === session.tables.index.size)
      return Array.from({ length: listed.length }, (_, at) => listed.at(at));
    this.complain('the filter is not done yet: save when it is');
    return undefined;
  }

  private execute(order: Order): void {
    const { stage } = this.host;
    switch (order.type) {
      case 'view':
        this.host.show(order.view);
        break;
      case 'filter':
        this.filter(order.text, order.view);
        break;
      case 'at':
        this.showTime(order.time);
        break;
      case 'flow':
        this.openFlow(order.id);
        break;
      case 'message':
        this.openMessage(order.number);
        break;
      case 'find':
        this.find(order.text);
        break;
      case 'save':
        void this.save(order.path, order.what);
        break;
      case 'columns':
        this.host.columns(order.columns);
        this.host.show('flows');
        break;
      case 'help':
        this.host.help();
        break;
      case 'quit':
        this.host.quit();
        break;
      case 'mistake':
        stage.notify([span(printable(order.text), 'warning')]);
    }
  }

  private filter(text: string, view: ViewName | undefined): void {
    const [error] = parseFilter(text).errors;
    if (error !== undefined) {
      this.complain(error.message);
      return;
    }
    this.host.stage.applyFilter(text);
    if (view !== undefined) this.host.show(view);
  }

  private openFlow(id: string): void {
    const { analyses } = this.host.stage;
    const flows = analyses.current?.flows.find(id) ?? [];
    if (flows.length === 0) this.complain(`there is no flow ${id}`);
    else this.host.stage.openLadder(flows);
  }

  private openMessage(number: number): void {
    const { order } = this.host.stage.session.tables;
    const at = number - 1 - order.forgotten;
    if (at < 0) this.complain(`message ${messageNumber(number)} is no longer kept`);
    else if (at >= order.length)
      this.complain(
        `there is no message ${messageNumber(number)}; the last one is ${messageNumber(order.forgotten + order.length)}`,
      );
    else this.host.stage.openMessage(order.at(at) as MessageId);
  }

  private showTime(text: string | undefined): void {
    const { session, settings } = this.host.stage;
    if (text === undefined) {
      this.host.stage.showTime(undefined);
      return;
    }
    const instant = readInstant(text, settings.utc);
    if (instant === undefined) this.complain(`${text}: no time; write 09:28:31, +12.5 or ISO 8601`);
    else this.host.stage.showTime(sessionTimeOf(instant, session.tables.base, session.firstFrameTime ?? 0));
  }

  private complain(text: string): void {
    const notice: Row = [span(printable(text), 'warning')];
    this.host.stage.notify(notice);
  }
}

/** No shell reads what is typed here. */
function fromHome(path: string): string {
  return path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path;
}
