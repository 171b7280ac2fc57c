import type { LiveCapture } from '../../capture/live/live-capture.ts';
import { KnownAorStates } from '../../cluster/contacts/known-aor-states.ts';
import { syncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import type { Analysis } from '../../engine/analysis.ts';
import { BackgroundEvidence } from '../../engine/background-evidence.ts';
import { clusterEvidence } from '../../engine/evidence.ts';
import { evidenceInSteps, type LeftOut, MOST_WHILE_READING } from '../../engine/evidence-in-steps.ts';
import { TrafficRates } from '../../engine/traffic-rates.ts';
import { checkInSteps } from '../../findings/check.ts';
import type { Evidence, Finding } from '../../findings/finding.ts';
import type { MessageId } from '../../ids.ts';
import { clockLines } from '../../output/clocks.ts';
import { captureLabel } from '../../view/capture-name.ts';
import { rowDetails } from '../../view/cluster-details.ts';
import type { ClusterEntry, ClusterSection } from '../../view/cluster-rows.ts';
import { clusterSections } from '../../view/cluster-sections.ts';
import { counted, grouped } from '../../view/counts.ts';
import { cutText, wrapWords } from '../../view/display-width.ts';
import { type Row, rowText, span } from '../../view/styled-row.ts';
import { clockTime } from '../../view/times.ts';
import type { Command } from '../keys/key-table.ts';
import { detailRows, detailsTitle, withDetailsBelow } from '../views/details-below.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection, Stage } from '../views/view.ts';
import { entryFilter } from './cluster-filter.ts';
import { ClusterPage } from './cluster-page.ts';
import { clusterSelection } from './cluster-selection.ts';
import { findingsSection } from './findings-section.ts';
import { trafficSections } from './traffic-sections.ts';

/** Rows of the selected entry in words, where the screen has so many; of low screens, a share. */
const DETAILS = 10;
const SHARE = 0.25;
const LATE_NAMES = { aors: 'AORs', dialogs: 'dialogs', messages: 'messages' } as const;
/** Nanoseconds that count as lately. */
const LATELY = 10e9;

/** Nodes with links, capabilities and sharing tags; how much of what; syncs; who captured. */
export class ClusterView extends PageView {
  readonly context = 'cluster';
  private readonly rates: TrafficRates;
  private known: { readonly analysis: Analysis; readonly states: KnownAorStates } | undefined;
  /** What findings rest on that costs little, as the page had it. */
  private cheap: Evidence | undefined;
  private readonly late: BackgroundEvidence;
  private sections: readonly ClusterSection[] = [];
  /** Titles of sections that are folded, or unfolded, unlike at first. */
  private turned: ReadonlySet<string> = new Set();

  /** The user has moved, or folded something. */
  private isMoved = false;

  constructor(stage: Stage) {
    super(stage);
    this.rates = new TrafficRates(stage.session);
    this.late = new BackgroundEvidence(stage.session);
  }

  override command(command: Command): boolean {
    this.isMoved = true;
    switch (command) {
      case 'show-messages':
      case 'enter':
        this.showMessages();
        return true;
      case 'section-turn':
        this.fold((isFolded) => !isFolded);
        return true;
      case 'section-fold':
      case 'section-unfold':
        this.fold(() => command === 'section-fold');
        return true;
      default:
        return super.command(command);
    }
  }

  get selection(): Selection | undefined {
    const { clusterPage: page, position, stage, width } = this;
    const row = page?.at(position);
    if (page === undefined || row === undefined || row.kind === 'section') return undefined;
    const text = rowText(page.row(position, width, stage.settings.utc));
    return clusterSelection(row, text, entryFilter(row, stage.session.tables.base) ?? '');
  }

  /** The selected entry in words, below the rows: what a finding means, and which messages show it. */
  override rows(): readonly string[] {
    const rows = super.rows();
    const { taken } = this;
    if (taken === 0 || this.clusterPage === undefined) return rows;
    return withDetailsBelow(rows, this.details(), taken, this.stage);
  }

  protected override get taken(): number {
    return detailRows(this.stage, Math.min(DETAILS, Math.floor(this.stage.body.rows * SHARE)));
  }

  private details(): readonly Row[] {
    const { stage, width } = this;
    const { session, analyses, settings, ladderInput } = stage;
    const row = this.clusterPage?.at(this.position);
    const { base, endpoints } = session.tables;
    const details =
      row &&
      rowDetails(row, {
        base,
        utc: settings.utc,
        short: false,
        nameOf: (text) => endpoints.nameOf(text),
        numbers: ladderInput.numbers,
        timeOf: (id) => session.timeOf(id),
        events: analyses.current?.timeline.events ?? [],
      });
    if (details === undefined) return [detailsTitle('', width)];
    const title = detailsTitle(cutText(details.title, width - 8), width);
    return [title, ...details.rows.flatMap((one) => wrapWords(one, width))];
  }

  override click(x: number, y: number, again: boolean): void {
    this.isMoved = true;
    super.click(x, y, again);
  }

  /** What is selected stays selected when rows above it come and go; at first, that is the first entry. */
  protected override place(page: Page): number | undefined {
    if (!(page instanceof ClusterPage)) return undefined;
    if (!this.isMoved) return page.firstEntry;
    const row = this.made instanceof ClusterPage ? this.made.at(this.position) : undefined;
    return row === undefined ? undefined : page.placeOf(row);
  }

  protected *make(): PageSteps {
    const { analyses, session } = this.stage;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    const { time } = analysis;
    const rates = yield* this.rates.of(time, LATELY);
    const syncs = analysis.syncs.reports();
    const later = analyses.time === undefined ? [] : (analyses.latest?.syncs.reports() ?? []);
    yield;
    const reports = analysis.nodes.reports(time);
    yield;
    const clusters = clusterSections(reports, syncs, (sync) => syncOutlook(sync, syncs, later, time));
    yield;
    const cheap = clusterEvidence(analysis, reports, syncs);
    yield;
    const others = [...clusters, ...trafficSections(rates, this.seconds(time)), this.captures()];
    // What is asked of each AOR, dialog and packet may take a while: the rest need not wait for it.
    if (this.wantsFirst) yield this.pageOf(findingsSection(yield* checkInSteps(cheap)), others);
    const most = session.ended ? undefined : MOST_WHILE_READING;
    const states = this.statesOf(analysis);
    const { evidence, leftOut } = yield* evidenceInSteps(session, analysis, cheap, states, most);
    const late = this.late.of(analysis, leftOut);
    this.cheap = cheap;
    const notes = leftOut.map((part) => this.lateNote(part, late.get(part.part)?.time));
    return this.pageOf(findingsSection(yield* checkInSteps(this.late.complete(evidence)), notes), others);
  }

  /** `60,000 AORs as of 09:28:31, looked at now and then`: they are too many to be looked at for each page. */
  private lateNote({ part, count }: LeftOut, time: number | undefined): string {
    const { session, settings } = this.stage;
    const many = `${grouped(count)} ${LATE_NAMES[part]}`;
    if (time === undefined) return `${many} are being looked at`;
    return `${many}, too many for every refresh: as of ${clockTime(session.tables.base, time, settings.utc)}`;
  }

  override work(budget: number): boolean {
    const done = super.work(budget);
    const { late, cheap, known } = this;
    if (!done || cheap === undefined || known === undefined) return done;
    if (late.goOn(budget, cheap, known.states)) this.outdate();
    return !late.isDue;
  }

  override get ticks(): boolean {
    return super.ticks || this.late.isUnfinished;
  }

  override renew(change: Change): void {
    if (change === 'analysis') this.late.outdate();
    super.renew(change);
  }

  private pageOf(wrong: ClusterSection, others: readonly ClusterSection[]): ClusterPage {
    this.sections = wrong.entries.length === 0 ? others : [wrong, ...others];
    return this.unfolded();
  }

  /** What is known now, with those sections folded that are to be. */
  private unfolded(): ClusterPage {
    const { base, endpoints } = this.stage.session.tables;
    return new ClusterPage(this.sections, this.turned, { base, nameOf: (text) => endpoints.nameOf(text) });
  }

  /** What was found out before about AORs is taken along, as long as it is the same analysis. */
  private statesOf(analysis: Analysis): KnownAorStates {
    if (this.known?.analysis !== analysis) {
      this.known = { analysis, states: new KnownAorStates(analysis.contacts, analysis.context) };
    }
    return this.known.states;
  }

  /** How long the last messages took that count as lately: at first there is not that much. */
  private seconds(time: number): number {
    const { order } = this.stage.session.tables;
    const first = order.length === 0 ? time : this.stage.session.timeOf(order.at(0) as MessageId);
    return Math.max(1e9, Math.min(LATELY, time - first)) / 1e9;
  }

  private showMessages(): void {
    const row = this.clusterPage?.at(this.position);
    if (row === undefined) return;
    if (row.kind === 'section' && row.section.part === undefined) {
      this.fold((isFolded) => !isFolded);
      return;
    }
    const { base } = this.stage.session.tables;
    const filter = row.kind === 'section' ? row.section.part?.filter : entryFilter(row, base);
    if (filter === undefined) return;
    if (row.kind === 'finding' && isAboutContacts(row.finding, filter)) {
      const { cluster, nodes } = row.finding;
      this.stage.openAors(filter, cluster, nodes[0]);
      return;
    }
    this.stage.go('messages', filter);
  }

  /** The section of the selected row; its own row is selected then. */
  private fold(change: (isFolded: boolean) => boolean): void {
    const place = this.clusterPage?.sectionAt(this.position);
    if (place === undefined) return;
    const { title, part } = place.section;
    const isTurned = this.turned.has(title);
    const isFolded = isTurned !== (part !== undefined);
    if (change(isFolded) === isFolded) return;
    const others = [...this.turned].filter((one) => one !== title);
    this.turned = new Set(isTurned ? others : [...others, title]);
    this.replace(this.unfolded());
    this.select(place.position);
  }

  private get clusterPage(): ClusterPage | undefined {
    return this.page instanceof ClusterPage ? this.page : undefined;
  }

  /** Who saw it: without it, nobody could tell what is missing. */
  private captures(): ClusterSection {
    const { session } = this.stage;
    // Of one alone there is no clock to be compared.
    const [only] = session.sources;
    const isAlone = session.sources.length === 1 && only !== undefined;
    const clocks = isAlone
      ? [`${captureLabel(only.name)}  ${counted(session.progress.frames, 'frame')}`]
      : clockLines(session);
    const entries = session.sources.map(({ live }, at): ClusterEntry => {
      const how = live === undefined ? '' : `  live by ${live.backend}, ${lostText(live)}`;
      return { kind: 'line', row: [span(`    ${clocks[at] ?? ''}${how}`)], filter: undefined };
    });
    return { title: counted(session.sources.length, 'capture'), remark: '', entries };
  }
}

/** What is wrong with contacts is seen where they are, node by node; `m` leads on to the messages. */
function isAboutContacts({ rule }: Finding, filter: string): boolean {
  return rule.startsWith('contact-') && filter.startsWith('aor:');
}

function lostText({ counts: { dropped } }: LiveCapture): string {
  return dropped === undefined ? 'drops unknown so far' : `${grouped(dropped)} dropped by the kernel`;
}
