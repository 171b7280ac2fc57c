import type { Finding } from '../../findings/finding.ts';
import { rowDetails } from '../../view/cluster/cluster-details.ts';
import { type ClusterRow, type ClusterSection, isFoldedAtFirst } from '../../view/cluster/cluster-rows.ts';
import { lagMatrixRows } from '../../view/cluster/lag-sections.ts';
import { cutText, displayWidth, wrapWords } from '../../view/text/display-width.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { detailRows, detailsTitle, withDetailsBelow } from '../views/details-below.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import type { Selection, Stage } from '../views/view.ts';
import { entryFilter } from './cluster-filter.ts';
import { ClusterPage } from './cluster-page.ts';
import { clusterSelection } from './cluster-selection.ts';

/** Rows for the details of the selected entry, at most this share of the screen. */
export interface DetailsRoom {
  readonly most: number;
  readonly share: number;
}

/** Sections that can be folded, the selected entry in words below them; Enter leads on to its messages. */
export abstract class SectionsView extends PageView {
  private sections: readonly ClusterSection[] = [];
  private summary = '';
  /** Titles of sections that are folded, or unfolded, unlike at first. */
  private turned: ReadonlySet<string> = new Set();
  private readonly room: DetailsRoom;
  /** The user has moved, or folded something. */
  private isMoved = false;

  constructor(stage: Stage, room: DetailsRoom) {
    super(stage);
    this.room = room;
  }

  override command(command: Command): boolean {
    const isDone = this.carryOut(command);
    // Another row may leave less room for the list.
    this.select(this.position);
    return isDone;
  }

  private carryOut(command: Command): boolean {
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
    const { sectionsPage: page, position, stage, width } = this;
    const row = page?.at(position);
    if (page === undefined || row === undefined || row.kind === 'section') return undefined;
    const text = rowText(page.row(position, width, stage.settings.utc));
    return clusterSelection(row, text, entryFilter(row, stage.session.tables.base) ?? '');
  }

  /** The selected entry in words, below the rows: what a finding means, and which messages show it. */
  override rows(): readonly string[] {
    const rows = super.rows();
    const { taken } = this;
    if (taken === 0 || this.sectionsPage === undefined) return rows;
    return withDetailsBelow(rows, this.details(), taken, this.stage);
  }

  protected override get taken(): number {
    const { most, share } = this.room;
    const usual = Math.floor(this.stage.body.rows * share);
    return detailRows(this.stage, Math.min(most, Math.max(usual, this.leastDetails)));
  }

  /** Of a matrix, no node may be missing. */
  private get leastDetails(): number {
    const row = this.made instanceof ClusterPage ? this.made.at(this.position) : undefined;
    const rows = row?.kind === 'section' ? lagMatrixRows(row.section) : 0;
    return rows === 0 ? 0 : rows + 1;
  }

  private details(): readonly Row[] {
    const { width } = this;
    const row = this.sectionsPage?.at(this.position);
    const details = row && (this.detailsOf(row) ?? this.wholeLine(row));
    if (details === undefined) return [];
    const title = detailsTitle(cutText(details.title, width - 8), width);
    return [title, ...details.rows.flatMap((one) => wrapWords(one, width))];
  }

  private detailsOf(row: ClusterRow): ReturnType<typeof rowDetails> {
    const { session, analyses, settings, ladderInput } = this.stage;
    const { base, endpoints } = session.tables;
    return rowDetails(row, {
      base,
      utc: settings.utc,
      short: false,
      nameOf: (text) => endpoints.nameOf(text),
      numbers: ladderInput.numbers,
      timeOf: (id) => session.timeOf(id),
      events: analyses.current?.timeline.events ?? [],
    });
  }

  /** A line that the screen is too narrow for. */
  private wholeLine(row: ClusterRow): ReturnType<typeof rowDetails> {
    if (row.kind !== 'line' || displayWidth(rowText(row.row)) <= this.width) return undefined;
    return { title: '', rows: [row.row.map((part) => ({ ...part, text: part.text.replace(/^ +/, '') }))] };
  }

  override click(x: number, y: number, again: boolean): void {
    super.click(x, y, again);
    this.select(this.position);
  }

  /** Also what a search has found. */
  override select(at: number): void {
    this.isMoved = true;
    super.select(at);
  }

  /** The selected entry stays selected when rows above it come and go; at the beginning, it is the first entry. */
  protected override place(page: Page): number | undefined {
    if (!(page instanceof ClusterPage)) return undefined;
    if (!this.isMoved) return page.firstEntry;
    const row = this.made instanceof ClusterPage ? this.made.at(this.position) : undefined;
    return row === undefined ? undefined : page.placeOf(row);
  }

  protected pageOf(sections: readonly ClusterSection[], summary: string): ClusterPage {
    this.sections = sections;
    this.summary = summary;
    return this.unfolded();
  }

  /** The page with what is known now, before sections are folded. */
  private unfolded(): ClusterPage {
    const { base, endpoints } = this.stage.session.tables;
    const style = { base, nameOf: (text: string) => endpoints.nameOf(text) };
    return new ClusterPage(this.sections, this.turned, style, this.summary);
  }

  private showMessages(): void {
    const row = this.sectionsPage?.at(this.position);
    if (row === undefined) return;
    if (row.kind === 'section' && row.section.part === undefined) {
      this.fold((isFolded) => !isFolded);
      return;
    }
    const { base } = this.stage.session.tables;
    const filter = row.kind === 'section' ? row.section.part?.filter : entryFilter(row, base);
    if (filter === undefined) {
      this.stage.notify([span('No filter tells the messages of this', 'dim')]);
      return;
    }
    if (row.kind === 'finding' && isAboutContacts(row.finding, filter)) {
      const { cluster, nodes } = row.finding;
      this.stage.openAors(filter, cluster, nodes[0]);
      return;
    }
    this.stage.go('messages', filter);
  }

  /** The section of the selected row; its own row is selected then. */
  private fold(change: (isFolded: boolean) => boolean): void {
    const place = this.sectionsPage?.sectionAt(this.position);
    if (place === undefined) return;
    const { title } = place.section;
    const isTurned = this.turned.has(title);
    const isFolded = isTurned !== isFoldedAtFirst(place.section);
    if (change(isFolded) === isFolded) return;
    const others = [...this.turned].filter((one) => one !== title);
    this.turned = new Set(isTurned ? others : [...others, title]);
    this.replace(this.unfolded());
    this.select(place.position);
    // Its entries are found by the next page.
    if (isFolded && place.section.onDemand) this.outdate();
  }

  /** The user has asked for the entries of a section that is folded at first. */
  protected isAskedFor(title: string): boolean {
    return this.turned.has(title);
  }

  private get sectionsPage(): ClusterPage | undefined {
    return this.page instanceof ClusterPage ? this.page : undefined;
  }
}

/** Findings about contacts lead to the AORs, node by node; `m` leads on to the messages. */
function isAboutContacts({ rule }: Finding, filter: string): boolean {
  return rule.startsWith('contact-') && filter.startsWith('aor:');
}
