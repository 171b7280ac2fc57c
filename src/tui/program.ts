import type { Session } from '../engine/session.ts';
import { findingCounts } from '../view/finding-counts.ts';
import { printable } from '../view/text/printable.ts';
import { span } from '../view/text/styled-row.ts';
import { clockTime } from '../view/text/times.ts';
import { statusCommandAt } from './chrome/chrome-clicks.ts';
import type { Chrome } from './chrome/chrome-model.ts';
import { chromeOf } from './chrome/chrome-texts.ts';
import { type FooterState, footerCommandAt } from './chrome/footer.ts';
import { CommonCommands } from './common-commands.ts';
import { FilterTrial } from './filter/filter-trial.ts';
import { KeptWarningCount } from './findings/kept-warning-count.ts';
import type { Context } from './keys/binding.ts';
import { VIEW_OF, type ViewCommand } from './keys/common-keys.ts';
import { type Command, type KeyTable, USUAL_KEYS } from './keys/key-table.ts';
import { unboundHint } from './keys/unbound-key.ts';
import { type Awaited, WaitingKeys } from './keys/waiting-keys.ts';
import { type Model, type Size, viewOf } from './model.ts';
import { MouseControl } from './mouse/mouse-control.ts';
import { overlayBody, searchableOverlay } from './overlay/overlay-rows.ts';
import { NO_PREFERENCES } from './preferences.ts';
import { firstModel, type ProgramOptions, type Request } from './program-options.ts';
import { ProgramStage } from './program-stage.ts';
import { choiceAt, withChoices } from './prompt/choice-rows.ts';
import { isPrompterCommand } from './prompt/prompt-keys.ts';
import { Prompter } from './prompt/prompter.ts';
import { highlight } from './search/highlight.ts';
import type { Key } from './terminal/key-decoder.ts';
import type { Theme } from './terminal/theme.ts';
import { type Action, bodyOf, update } from './update.ts';
import type { Searchable, View } from './views/view.ts';
import { makeViews, type Views } from './views/views.ts';
import { type Progress, WorkSlices } from './work-slices.ts';

/**
 * The loop around the views: keys become commands, which go to the part that handles them, and in between a slice of
 * work is done at a time. It does not depend on a terminal, so that tests can drive it.
 */
export class Program {
  readonly session: Session;
  readonly views: Views;
  private model: Model;
  private readonly keys: KeyTable;
  private readonly common: CommonCommands;
  private readonly stage: ProgramStage;
  private readonly prompter: Prompter;
  private readonly mouse: MouseControl;
  private readonly trial: FilterTrial;
  private readonly slices: WorkSlices;
  private readonly request: (request: Request) => void;
  private readonly waiting: WaitingKeys;
  private readonly warnings = new KeptWarningCount();
  private keyAt = Number.NEGATIVE_INFINITY;

  constructor(session: Session, options: ProgramOptions, request: (request: Request) => void) {
    this.session = session;
    this.request = request;
    this.keys = options.keys ?? USUAL_KEYS;
    this.model = firstModel(options);
    this.stage = new ProgramStage(session, options.theme, options.preferences ?? NO_PREFERENCES, {
      model: () => this.model,
      dispatch: (action) => this.dispatch(action),
      views: () => this.views,
      keys: this.keys,
      askCommand: (text) => this.prompter.beginCommand(text),
    });
    this.views = makeViews(this.stage);
    this.trial = new FilterTrial(session);
    session.news.listen((text) => {
      this.views.findings.tell(text);
      this.stage.notify([span(printable(text), 'warning')]);
    });
    this.mouse = new MouseControl({
      model: () => this.model,
      view: () => this.view,
      run: (command) => this.run(command),
      show: (view) => {
        this.waiting.forget();
        this.dispatch({ type: 'view', view });
      },
      pick: (row) => this.pick(row),
      hint: (x) => footerCommandAt(this.footer, this.model.size.columns, x),
      told: (x) => {
        const { status } = this.chrome();
        return status && statusCommandAt(status, this.model.size.columns, x, this.keys);
      },
    });
    this.common = new CommonCommands({
      stage: this.stage,
      keys: this.keys,
      vocabulary: this.trial.vocabulary,
      clipboard: options.clipboard,
      view: () => this.view,
      model: () => this.model,
      dispatch: (action) => this.dispatch(action),
      request,
    });
    this.prompter = new Prompter({
      stage: this.stage,
      vocabulary: this.trial.vocabulary,
      view: () => this.view,
      searchable: () => this.searchable,
      prompt: () => this.model.prompt,
      ask: (prompt) => this.dispatch({ type: 'prompt', prompt }),
      show: (view) => this.dispatch({ type: 'view', view }),
      columns: (columns) => this.views.flows.showColumns(columns),
      help: () => void this.common.run('help'),
      quit: () => request('quit'),
      changed: () => request('changed'),
    });
    this.slices = new WorkSlices({
      session,
      stage: this.stage,
      views: this.views,
      trial: this.trial,
      prompter: this.prompter,
      align: options.align,
      model: () => this.model,
      view: () => this.view,
      areKeysComing: () => performance.now() < this.keyAt + AFTER_KEYS,
      tell: (change) => this.tell(change),
    });
    this.waiting = new WaitingKeys({
      awaited: () => this.awaited,
      isWithin: (command) => this.view.isWithin?.(command) ?? false,
      hasFound: () => this.prompter.hasFound,
      commandOf: ({ name }) => this.keys.commandOf(name, this.context),
      handle: (key) => this.handle(key),
      dropped: () => this.dropped(),
    });
  }

  get state(): Model {
    return this.model;
  }

  /** The screen changes with time alone, even if nothing comes in. */
  get ticks(): boolean {
    const { analyses, findings } = this.stage;
    const { isHolding } = this.waiting;
    return isHolding || analyses.isUntold || findings.isUnfinished || this.view.ticks === true;
  }

  get view(): View {
    return this.views[viewOf(this.model)];
  }

  key(key: Key): void {
    this.keyAt = performance.now();
    if (this.model.notice !== undefined) this.dispatch({ type: 'notice', notice: undefined });
    if (key.mouse !== undefined) {
      this.mouse.take(key.mouse);
      return;
    }
    if (!this.waiting.take(key)) this.handle(key);
  }

  private handle(key: Key): void {
    const { context } = this;
    const command = this.keys.commandOf(key.name, context);
    if (command !== undefined) this.run(command);
    else if (context === 'filter' && key.text !== '') this.dispatch({ type: 'text', text: key.text });
    else if (context === 'prompt') this.prompter.type(key.text);
    else this.dispatch({ type: 'notice', notice: unboundHint(key, context, this.stage.keyOf('help')) });
  }

  /** Uses this theme from now on. */
  paintBy(theme: Theme): void {
    this.stage.theme = theme;
  }

  resize(size: Size): void {
    this.dispatch({ type: 'resized', size });
  }

  /** Reads, filters, analyses and makes rows for about `budget` milliseconds; `isForKey`: see `View.work`. */
  work(budget: number, isForKey = false): Progress {
    const progress = this.slices.work(budget, isForKey);
    if (!this.waiting.release()) return progress;
    this.request('changed');
    return 'more';
  }

  chrome(): Chrome {
    const { session, views, stage } = this;
    const { hidden, unjudged, list } = views.messages;
    const { current, isBehind } = stage.findings;
    const { edit } = this.model.filter;
    return chromeOf(this.model, session, this.view, {
      ...this.footer,
      aid: edit === undefined ? undefined : this.trial.aid(edit),
      shown: list.length,
      hidden,
      warnings: this.warnings.of(session, stage.analyses.current?.limitsReached),
      wrong: current && findingCounts(current.findings),
      isBehind,
      unjudged: session.ended ? unjudged : 0,
      analysed: stage.analyses.percent,
    });
  }

  private get footer(): FooterState {
    const { session, stage, keys, context, model } = this;
    const { time } = stage.analyses;
    const text = time === undefined ? undefined : clockTime(session.tables.base, time, model.settings.utc);
    return { context, keys, time: text, isDeep: model.trail.length > 1 };
  }

  /** Called before `rows`: reads what is about to be on the screen. */
  prepare(): void {
    this.view.prepare?.();
  }

  /** The rows between filter and status, exactly as many as there is room for. */
  rows(): readonly string[] {
    const { overlay } = this.model;
    const body = bodyOf(this.model);
    const rows = overlay === undefined ? this.view.rows() : overlayBody(overlay, body, this.stage.theme);
    const { searched } = this.prompter;
    const shown = rows.slice(0, body.rows);
    const exact = searched === '' ? shown : shown.map((row) => highlight(row, searched, this.stage.theme));
    while (exact.length < body.rows) exact.push('');
    const { choices = [], chosen = -1 } = this.model.prompt ?? {};
    return withChoices(exact, choices, chosen, body.columns, this.stage.theme);
  }

  private get context(): Context {
    if (this.model.filter.edit !== undefined) return 'filter';
    if (this.model.prompt !== undefined) return 'prompt';
    return this.model.overlay === undefined ? this.view.context : 'overlay';
  }

  private run(command: Command): void {
    const view = VIEW_OF[command as ViewCommand];
    if (view !== undefined) this.dispatch({ type: 'view', view });
    else if (command === 'leave-view' && this.prompter.isUnderway) this.prompter.stopSearching();
    else if (isPrompterCommand(command)) this.prompter.command(command);
    else if (!this.common.run(command) && !this.inView(command)) this.dispatch({ type: 'command', command });
  }

  private pick(row: number): void {
    const { choices = [], chosen = -1 } = this.model.prompt ?? {};
    const at = choiceAt(choices.length, chosen, bodyOf(this.model).rows, row);
    if (at !== undefined) this.prompter.pick(at);
  }

  private get searchable(): Searchable | undefined {
    const { overlay } = this.model;
    if (overlay === undefined) return this.view.searchable;
    return searchableOverlay(overlay, bodyOf(this.model), (row) => this.dispatch({ type: 'found', row }));
  }

  /** True if the view on the screen handled the command. */
  private inView(command: Command): boolean {
    const over = this.model.overlay !== undefined || this.model.filter.edit !== undefined;
    return !over && this.view.command(command);
  }

  /** What the next key waits for. */
  private get awaited(): Awaited | undefined {
    if (this.context !== this.view.context) return undefined;
    if (this.prompter.isSeeking) return 'hit';
    return this.view.isComing === true ? 'rows' : undefined;
  }

  /** Keys that were typed after a search are not taken for what was selected before. */
  private dropped(): void {
    if (this.prompter.isUnderway)
      this.stage.notify([
        span('Still searching: the keys that were typed meanwhile do nothing. ', 'warning'),
        this.stage.keyOf('leave-view'),
        span(' ends it.'),
      ]);
    this.request('changed');
  }

  /** The only way in which the model changes; views are told about changes that concern them. */
  private dispatch(action: Action): void {
    const before = this.model;
    this.model = update(before, action);
    const { filter, settings } = this.model;
    if (filter.applied !== before.filter.applied || settings.internal !== before.settings.internal) {
      this.tell('filter');
    } else if (settings !== before.settings) this.tell('settings');
    if (before.overlay?.found !== undefined && this.model.overlay === undefined) this.prompter.forgetSearch();
    if (viewOf(this.model) !== viewOf(before)) {
      this.prompter.stopSearching();
      this.view.renew('shown');
    }
    const [was, is] = [bodyOf(before), bodyOf(this.model)];
    if (was.rows !== is.rows || was.columns !== is.columns) this.tell('size');
  }

  private tell(change: 'filter' | 'settings' | 'size' | 'analysis' | 'findings'): void {
    for (const view of Object.values(this.views) as readonly View[]) view.renew(change);
  }
}

/** Milliseconds after a key in which another one is likely. */
export const AFTER_KEYS = 1000;
