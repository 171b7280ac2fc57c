import type { Analysis } from '../../engine/analysis.ts';
import { CapabilityRates } from '../../engine/capability-rates.ts';
import { clockLines } from '../../output/clocks.ts';
import { type ClusterEntry, type ClusterSection, clusterSections } from '../../view/cluster-rows.ts';
import { counted, grouped } from '../../view/counts.ts';
import { printable } from '../../view/printable.ts';
import { span } from '../../view/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { PageView } from '../views/page-view.ts';
import type { Stage } from '../views/view.ts';
import { entryFilter, quoted } from './cluster-filter.ts';
import { ClusterPage } from './cluster-page.ts';

/** Nanoseconds that count as lately. */
const LATELY = 10e9;
/** Digits of a count, with their commas. */
const COUNT = 14;

/** Nodes with links, capabilities and sharing tags; how much of what; syncs; who captured. */
export class ClusterView extends PageView {
  readonly context = 'cluster';
  private readonly rates: CapabilityRates;
  /** Titles of sections. */
  private folded: ReadonlySet<string> = new Set();

  constructor(stage: Stage) {
    super(stage);
    this.rates = new CapabilityRates(stage.session);
  }

  override command(command: Command): boolean {
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

  protected make(): ClusterPage | undefined {
    const { analyses, session } = this.stage;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    const clusters = clusterSections(analysis.nodes.reports(analysis.time), analysis.syncs.reports());
    const sections = [...clusters, this.traffic(analysis), this.captures()];
    return new ClusterPage(sections, this.folded, session.tables.base);
  }

  private showMessages(): void {
    const row = this.clusterPage?.at(this.position);
    if (row === undefined) return;
    if (row.kind === 'section') {
      this.fold((isFolded) => !isFolded);
      return;
    }
    const filter = entryFilter(row, this.stage.session.tables.base);
    if (filter === undefined) return;
    this.stage.applyFilter(filter);
    this.stage.go('messages');
  }

  /** The section of the selected row; its own row is selected then. */
  private fold(change: (isFolded: boolean) => boolean): void {
    const place = this.clusterPage?.sectionAt(this.position);
    if (place === undefined) return;
    const { title } = place.section;
    const isFolded = this.folded.has(title);
    if (change(isFolded) === isFolded) return;
    const others = [...this.folded].filter((one) => one !== title);
    this.folded = new Set(isFolded ? others : [...others, title]);
    this.forget();
    this.select(place.position);
  }

  private get clusterPage(): ClusterPage | undefined {
    return this.page instanceof ClusterPage ? this.page : undefined;
  }

  private traffic(analysis: Analysis): ClusterSection {
    const rates = this.rates.of(analysis.time, LATELY);
    const entries = rates.map(({ name, total, recent }): ClusterEntry => {
      const rate = `${(recent / (LATELY / 1e9)).toFixed(1)}/s`;
      const text = `    ${printable(name).padEnd(28)}${grouped(total).padStart(COUNT)}${rate.padStart(COUNT)}`;
      return {
        kind: 'line',
        row: [span(text)],
        filter: name === 'SIP' ? 'proto:sip' : `cap:${quoted(name)}`,
      };
    });
    // Above the columns of the entries.
    const remark = `${'in all'.padStart(COUNT + 22)}${'last 10 s'.padStart(COUNT)}`;
    return { title: 'messages', remark, entries };
  }

  /** Who saw it: without it, nobody could tell what is missing. */
  private captures(): ClusterSection {
    const { session } = this.stage;
    const clocks = clockLines(session);
    const entries = session.sources.map(({ live }, at): ClusterEntry => {
      const how = live === undefined ? '' : `  live by ${live.backend}, drops are told at the end`;
      return { kind: 'line', row: [span(`    ${clocks[at] ?? ''}${how}`)], filter: undefined };
    });
    return { title: counted(session.sources.length, 'capture'), remark: '', entries };
  }
}
