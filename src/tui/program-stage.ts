import { ObserverPlaces } from '../engine/analysis/observer-places.ts';
import type { MessageList } from '../engine/message-list.ts';
import { MessageNumbers } from '../engine/message-numbers.ts';
import type { Session } from '../engine/session.ts';
import type { FilterNode } from '../filter/ast.ts';
import { parseFilter } from '../filter/parser.ts';
import type { Flow } from '../flows/flow.ts';
import { flowsWith } from '../flows/related-flows.ts';
import type { MessageId } from '../ids.ts';
import type { LadderInput } from '../view/ladder/ladder.ts';
import { type Row, type Span, span } from '../view/text/styled-row.ts';
import { KnownFindings } from './findings/known-findings.ts';
import type { Command, KeyTable } from './keys/key-table.ts';
import { type Model, type Settings, type Size, viewOf } from './model.ts';
import type { Preferences } from './preferences.ts';
import type { Theme } from './terminal/theme.ts';
import { type Action, bodyOf } from './update.ts';
import { Analyses } from './views/analyses.ts';
import type { Stage } from './views/view.ts';
import type { ViewName } from './views/view-names.ts';
import type { Views } from './views/views.ts';

/** The part of the program that the stage needs, so that neither has to know all of the other. */
export interface Backstage {
  model(): Model;
  dispatch(action: Action): void;
  views(): Views;
  readonly keys: KeyTable;
  /** Opens the command prompt with this text in it. */
  askCommand(text: string): void;
}

/** What views see of the program and can ask of it, so that they need to know neither the program nor each other. */
export class ProgramStage implements Stage {
  readonly session: Session;
  theme: Theme;
  readonly preferences: Preferences;
  readonly analyses: Analyses;
  readonly findings: KnownFindings;
  private readonly backstage: Backstage;
  /** The applied filter, parsed once: views ask for it again and again. */
  private parsed: { readonly text: string; readonly filter: FilterNode } | undefined;
  private input: LadderInput | undefined;

  constructor(session: Session, theme: Theme, preferences: Preferences, backstage: Backstage) {
    this.session = session;
    this.theme = theme;
    this.preferences = preferences;
    this.backstage = backstage;
    this.analyses = new Analyses(session);
    this.findings = new KnownFindings(session, this.analyses);
  }

  get view(): ViewName {
    return viewOf(this.backstage.model());
  }

  get body(): Size {
    return bodyOf(this.backstage.model());
  }

  get settings(): Settings {
    return this.backstage.model().settings;
  }

  get filter(): FilterNode {
    const { applied: text } = this.backstage.model().filter;
    if (this.parsed?.text !== text) this.parsed = { text, filter: parseFilter(text).filter };
    return this.parsed.filter;
  }

  get isFiltered(): boolean {
    return this.backstage.model().filter.applied !== '';
  }

  get isListed(): boolean {
    const { messages } = this.backstage.views();
    return this.backstage.model().paused ? !messages.isFiltering : messages.unjudged === 0;
  }

  get listed(): MessageList {
    return this.backstage.views().messages.list;
  }

  get ladderInput(): LadderInput {
    const { session } = this;
    this.input ??= { session, numbers: new MessageNumbers(session), places: new ObserverPlaces(session) };
    return this.input;
  }

  go(view: ViewName, filter?: string): void {
    if (view === 'messages') this.backstage.views().messages.showList();
    this.backstage.dispatch({ type: 'into', view, filter });
  }

  openLadder(flows: readonly Flow[], form?: 'text'): void {
    if (flows.length === 0) return;
    this.backstage.views().ladder.open(flows, form);
    this.go('ladder');
  }

  openLadderOf(message: MessageId | undefined, callId?: string): void {
    const all = this.analyses.current?.flows;
    const named = callId === undefined ? [] : (all?.find(callId) ?? []);
    const ids = new Set(message === undefined ? [] : [message]);
    const flows = named.length > 0 ? named : flowsWith(all?.flows() ?? [], ids);
    if (flows.length === 0)
      this.notify([span('No call or registration that was captured has it', 'warning')]);
    else {
      this.backstage.views().ladder.open(flows, undefined, message);
      this.go('ladder');
    }
  }

  openAors(filter: string, cluster: number, node: number | undefined): void {
    this.go('aors', filter);
    this.backstage.views().aors.lookAt(cluster, node);
  }

  openMessage(id: MessageId): void {
    const { length } = this.backstage.model().trail;
    // Where the list is on the way already, the user comes back to it.
    if (this.listMessage(id))
      this.backstage.views().messages.lookInto(this.backstage.model().trail.length > length);
  }

  listMessage(id: MessageId): boolean {
    const { messages } = this.backstage.views();
    if (!messages.show(id)) {
      this.notify([
        span('The filter hides this message: ', 'warning'),
        this.keyOf('clear-filter'),
        span(' clears it'),
      ]);
      return false;
    }
    this.go('messages');
    return true;
  }

  goBack(): boolean {
    const { trail } = this.backstage.model();
    if (trail.length < 2) return false;
    this.backstage.dispatch({ type: 'back' });
    return true;
  }

  applyFilter(text: string): void {
    this.backstage.dispatch({ type: 'filter', text });
  }

  showTime(time: number | undefined): void {
    this.analyses.show(time);
  }

  typeCommand(text: string): void {
    this.backstage.askCommand(text);
  }

  keyOf(command: Command): Span {
    return span(this.backstage.keys.labelOf(command), 'key');
  }

  notify(notice: Row): void {
    this.backstage.dispatch({ type: 'notice', notice });
  }
}
