import type { Vocabulary } from '../../filter/key-entry.ts';
import type { FlowColumnId } from '../../view/flows/flow-columns.ts';
import { printable } from '../../view/text/printable.ts';
import { span } from '../../view/text/styled-row.ts';
import { Search } from '../search/search.ts';
import type { Searchable, Stage, View } from '../views/view.ts';
import type { ViewName } from '../views/view-names.ts';
import { PromptChoices } from './choices.ts';
import { orderOf } from './command-line.ts';
import { editLineOf, type Line, type LineCommand, lineOf, typed } from './line-edit.ts';
import { Orders } from './orders.ts';
import type { PrompterCommand } from './prompt-keys.ts';
import type { Prompt, PromptKind } from './prompt-model.ts';
import { Saving } from './saving.ts';

/** Milliseconds for a search before the next key is looked at. */
const FIRST_SLICE = 8;

/** The parts of the program that the prompter needs. */
export interface PrompterHost {
  readonly stage: Stage;
  readonly vocabulary: Vocabulary;
  view(): View;
  /** Rows of the view, or of a page over it. */
  searchable(): Searchable | undefined;
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

/** Asks on the status line, and has done what was answered: search, save, commands. */
export class Prompter {
  private readonly host: PrompterHost;
  private readonly search = new Search();
  private choices: PromptChoices | undefined;
  private readonly saving: Saving;
  private readonly orders: Orders;

  constructor(host: PrompterHost) {
    this.host = host;
    this.saving = new Saving({
      stage: host.stage,
      view: () => host.view(),
      suggest: (kind, path) => this.suggest(kind, path),
      changed: () => host.changed(),
    });
    this.orders = new Orders({
      ...host,
      find: (text) => this.find(text),
      save: (path, what) => this.saving.save(path, what),
    });
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

  /** What was searched for was in a page that is gone. */
  forgetSearch(): void {
    this.search.set('');
  }

  /** Text that was typed or pasted. */
  type(text: string): void {
    const prompt = this.host.prompt();
    if (prompt === undefined) return;
    const { kind, line, isSuggested = false } = prompt;
    this.askAbout(kind, typed(isSuggested ? lineOf('') : line, text));
  }

  command(command: PrompterCommand): void {
    switch (command) {
      case 'search':
        this.suggest('search', this.search.text);
        break;
      case 'search-next':
      case 'search-previous':
        this.goOn(command === 'search-next' ? 1 : -1);
        break;
      case 'save':
        this.saving.begin();
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
    const rows = this.host.searchable();
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
    if (prompt.kind === 'palette' && choice === undefined)
      this.complain(`no view, command or name has these letters: ${prompt.line.text}`);
    if (text === '') {
      if (prompt.kind === 'search') this.search.set('');
      return;
    }
    if (prompt.kind === 'search') this.find(text);
    else if (prompt.kind === 'command' || prompt.kind === 'palette') this.orders.carryOut(orderOf(text));
    else if (prompt.kind === 'replace') this.saving.replace(text);
    else this.saving.save(text, prompt.kind === 'save-all' ? 'shown' : 'selection');
  }

  private find(text: string): void {
    this.search.set(text);
    this.goOn(1);
  }

  private goOn(step: 1 | -1): void {
    const rows = this.host.searchable();
    if (this.search.text === '') this.begin('search', '');
    else if (rows === undefined) this.complain('there is nothing to search here');
    else {
      this.search.begin(rows, step);
      // Mostly it is found at once, and the next key is meant for what was found.
      this.work(FIRST_SLICE);
    }
  }

  private complain(text: string): void {
    this.host.stage.notify([span(printable(text), 'warning')]);
  }
}
