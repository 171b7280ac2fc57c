import type { Session } from '../engine/session.ts';
import { parseFilter } from '../filter/parser.ts';
import type { MessageId } from '../ids.ts';
import { type BodySource, bodyRows } from './body-rows.ts';
import { type Chrome, chromeOf } from './chrome/chrome-texts.ts';
import { vocabularyOf } from './filter/vocabulary.ts';
import { type Command, commandOf } from './keys.ts';
import { MessageSource } from './message-source.ts';
import { ListRows } from './messages/list-rows.ts';
import { messageNumber } from './messages/message-number.ts';
import { showsDetails } from './messages/messages-layout.ts';
import { FIRST_MESSAGES } from './messages/messages-model.ts';
import { openMessage } from './messages/opened-message.ts';
import { contextOf, type Model, type Size } from './model.ts';
import { helpLines } from './overlay/help-lines.ts';
import { warningCount, warningLines } from './overlay/warning-lines.ts';
import { AnalysisPages } from './pages/analysis-pages.ts';
import { FIRST_PAGES, type PageName, type ViewName } from './pages/page-model.ts';
import type { Key } from './terminal/key-decoder.ts';
import type { Theme } from './terminal/theme.ts';
import { type Action, bodyOf, update } from './update.ts';

export interface ProgramOptions {
  /** The display filter to begin with, as it is typed. */
  readonly filterText: string;
  readonly internal: boolean;
  readonly utc: boolean;
  /** Clocks of several captures are aligned as soon as they are read. */
  readonly align: boolean;
  readonly theme: Theme;
  readonly size: Size;
}

/** What the program asks of whoever runs it. */
export type Request = 'quit' | 'suspend' | 'repaint';

/**
 * The loop around the model: keys become commands, commands actions, actions the next model; the
 * session is read and filtered on the way. It knows no terminal, and can be driven by tests.
 */
export class Program {
  readonly session: Session;
  private model: Model;
  private readonly theme: Theme;
  private readonly align: boolean;
  private readonly source: MessageSource;
  private readonly listRows: ListRows;
  private readonly pages: AnalysisPages;
  private readonly request: (request: Request) => void;

  constructor(session: Session, options: ProgramOptions, request: (request: Request) => void) {
    this.session = session;
    this.request = request;
    this.theme = options.theme;
    this.align = options.align;
    const applied = options.filterText;
    this.model = {
      size: options.size,
      overlay: undefined,
      filter: { applied, edit: undefined, history: applied === '' ? [] : [applied] },
      internal: options.internal,
      utc: options.utc,
      timeMode: 'clock',
      view: 'messages',
      messages: FIRST_MESSAGES,
      pages: FIRST_PAGES,
    };
    this.source = new MessageSource(session, parseFilter(applied).filter, options.internal);
    this.listRows = new ListRows(session, options.theme);
    this.pages = new AnalysisPages(session, parseFilter(applied).filter);
  }

  get state(): Model {
    return this.model;
  }

  key(key: Key): void {
    const context = contextOf(this.model);
    const command = commandOf(key.name, context);
    if (command !== undefined) this.run(command);
    else if (context === 'filter' && key.text !== '') this.dispatch({ type: 'text', text: key.text });
  }

  resize(size: Size): void {
    this.dispatch({ type: 'resized', size });
  }

  /**
   * Reads and filters for about `budget` milliseconds. `more` there is more to do at once, `wait` the
   * sources have nothing yet, `end` all is done.
   */
  work(budget: number): 'more' | 'wait' | 'end' {
    const read = this.session.read(budget * 0.6);
    if (read === 'end' && this.align) this.session.align();
    const judged = this.judge(budget * 0.4);
    if (!judged) return 'more';
    return read === 'end' ? this.analyse(budget) : read;
  }

  chrome(): Chrome {
    const { session, source } = this;
    const counts = {
      hidden: source.hidden,
      warnings: warningCount(session),
      unjudged: source.unjudged,
      analysed: this.pages.percent,
    };
    return chromeOf(this.model, session, session.ended ? counts : { ...counts, unjudged: 0 });
  }

  /** Before the rows are asked for: whatever is on the screen is read. */
  prepare(): void {
    if (showsDetails(bodyOf(this.model), this.model.messages)) this.open();
  }

  rows(): readonly string[] {
    const { session, source, listRows, theme } = this;
    const body: BodySource = {
      session,
      list: source.list,
      listRows,
      hidden: source.hidden,
      theme,
      page: (name) => this.pages.page(name),
      analysed: this.pages.percent,
    };
    return bodyRows(this.model, body);
  }

  private run(command: Command): void {
    switch (command) {
      case 'quit':
      case 'suspend':
      case 'repaint':
        this.request(command);
        break;
      case 'view-flows':
        this.show('flows');
        break;
      case 'view-ladder':
        this.show('ladder');
        break;
      case 'view-messages':
        this.show('messages');
        break;
      case 'view-aors':
        this.show('aors');
        break;
      case 'view-cluster':
        this.show('cluster');
        break;
      case 'leave-view':
        if (this.model.view === 'flows') this.request('quit');
        else this.show('flows');
        break;
      case 'up-view':
        this.show('flows');
        break;
      case 'enter':
        this.enter();
        break;
      case 'complete':
      case 'complete-back':
        this.dispatch({
          type: 'complete',
          vocabulary: vocabularyOf(this.session),
          step: command === 'complete' ? 1 : -1,
        });
        break;
      case 'help':
        this.dispatch({ type: 'overlay', title: 'Keys and filter', lines: helpLines() });
        break;
      case 'warnings':
        if (this.model.overlay === undefined) {
          this.dispatch({
            type: 'overlay',
            title: 'What could not be read',
            lines: warningLines(this.session),
          });
        }
        break;
      default:
        this.dispatch({ type: 'command', command });
    }
  }

  private dispatch(action: Action): void {
    const before = this.model;
    this.model = update(before, action);
    const { filter, internal, messages } = this.model;
    if (filter.applied !== before.filter.applied || internal !== before.internal) this.changeFilter();
    else if (messages.position !== before.messages.position && action.type === 'command') {
      this.source.select(messages.position);
    }
    // Keys that follow at once go to the message that was just opened.
    if (this.model.messages.focus !== 'list') this.open();
  }

  private analyse(budget: number): 'more' | 'end' {
    const before = this.pages.ready;
    if (!this.pages.advance(budget)) return 'more';
    if (!before) this.measure(this.model.view, true);
    return 'end';
  }

  private show(view: ViewName): void {
    this.dispatch({ type: 'view', view });
    this.measure(view, false);
  }

  /** How many rows the page of a view has now. */
  private measure(view: ViewName, first: boolean): void {
    if (view === 'messages') return;
    const page: PageName = view;
    this.dispatch({ type: 'page', page, length: this.pages.page(page)?.length ?? 0, first });
  }

  /** From a flow to its ladder, from an arrow to its message. */
  private enter(): void {
    const { view, pages } = this.model;
    if (view === 'flows') {
      const flow = this.pages.flowAt(pages.flows.position);
      if (flow === undefined) return;
      this.pages.choose([flow]);
      this.dispatch({ type: 'view', view: 'ladder' });
      this.measure('ladder', true);
    } else if (view === 'ladder') {
      const message = this.pages.page('ladder')?.messageAt?.(pages.ladder.position, this.model.size.columns);
      if (message !== undefined) this.showMessage(message);
    }
  }

  private showMessage(message: MessageId): void {
    const position = this.source.positionOfMessage(message);
    if (position === undefined) return;
    this.dispatch({ type: 'view', view: 'messages' });
    this.dispatch({ type: 'list', length: this.source.list.length, position });
    this.source.select(position);
  }

  private changeFilter(): void {
    const { filter, internal } = this.model;
    this.source.change(parseFilter(filter.applied).filter, internal);
    this.pages.change(parseFilter(filter.applied).filter);
    this.measure(this.model.view, true);
    this.listRows.reset();
    this.judge(FIRST_SLICE);
  }

  private judge(budget: number): boolean {
    const { source } = this;
    const done = source.update(budget);
    const { length } = source.list;
    const { messages } = this.model;
    const position = source.positionOf(messages.position);
    if (length !== messages.length || position !== messages.position) {
      this.dispatch({ type: 'list', length, position });
      if (this.model.messages.follow) source.select(this.model.messages.position);
    }
    return done;
  }

  /** Reads the selected message, unless it is there already. */
  private open(): void {
    const { messages } = this.model;
    const { list } = this.source;
    const id: MessageId | undefined =
      messages.position < list.length ? list.at(messages.position) : undefined;
    if (id === messages.opened?.id) return;
    const message =
      id === undefined ? undefined : openMessage(this.session, id, messageNumber(this.session, id));
    this.model = update(this.model, { type: 'opened', message });
  }
}

/** Milliseconds for a new filter before the screen is drawn: mostly it is done by then. */
const FIRST_SLICE = 25;
