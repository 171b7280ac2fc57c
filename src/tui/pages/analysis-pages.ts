import { aorStates } from '../../cluster/contacts/aor-state.ts';
import { Analysis } from '../../engine/analysis.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import { ObserverPlaces } from '../../engine/observer-places.ts';
import type { Session } from '../../engine/session.ts';
import type { FilterNode } from '../../filter/ast.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { Flow } from '../../flows/flow.ts';
import { aorLines } from '../../output/aors-lines.ts';
import { nodeLines } from '../../output/nodes-lines.ts';
import { PLAIN } from '../../output/palette.ts';
import type { LadderInput } from '../../view/ladder.ts';
import { FlowPage } from './flow-page.ts';
import { LadderPage, NO_LADDER } from './ladder-page.ts';
import type { Page } from './page.ts';
import type { PageName } from './page-model.ts';
import { TextPage } from './text-page.ts';

/**
 * The pages that rest on analysis: it begins when reading has ended, and goes on in slices between two
 * frames. Pages are made when they are looked at, and kept until the filter changes.
 */
export class AnalysisPages {
  private readonly session: Session;
  private filter: FilterNode;
  private analysis: Analysis | undefined;
  private input: LadderInput | undefined;
  private chosen: readonly Flow[] = [];
  private readonly pages = new Map<PageName, Page>();
  private done = false;

  constructor(session: Session, filter: FilterNode) {
    this.session = session;
    this.filter = filter;
  }

  /** All messages are analysed. */
  get ready(): boolean {
    return this.done;
  }

  /** Percent of the messages that are analysed. */
  get percent(): number {
    return this.done ? 100 : Math.floor((this.analysis?.share ?? 0) * 100);
  }

  /** Analyses for about `budget` milliseconds; returns true when there is nothing left to do. */
  advance(budget: number): boolean {
    if (this.done || !this.session.ended) return this.done;
    this.analysis ??= new Analysis(this.session);
    this.done = this.analysis.advance(budget) === 'end';
    return this.done;
  }

  change(filter: FilterNode): void {
    this.filter = filter;
    this.pages.delete('flows');
    this.pages.delete('aors');
  }

  /** The ladder shows these flows from now on. */
  choose(flows: readonly Flow[]): void {
    this.chosen = flows;
    this.pages.delete('ladder');
  }

  /** The flow in a row of the flows. */
  flowAt(position: number): Flow | undefined {
    const page = this.page('flows');
    return page instanceof FlowPage ? page.flows[position] : undefined;
  }

  /** Undefined until the analysis has ended. */
  page(name: PageName): Page | undefined {
    if (this.analysis === undefined || !this.done) return undefined;
    let page = this.pages.get(name);
    if (page === undefined) {
      page = this.make(name, this.analysis);
      this.pages.set(name, page);
    }
    return page;
  }

  private make(name: PageName, analysis: Analysis): Page {
    switch (name) {
      case 'flows':
        return new FlowPage(this.ladderInput(), analysis.flows.flows(), this.filter, analysis.time);
      case 'ladder':
        return this.chosen.length === 0 ? NO_LADDER : new LadderPage(this.ladderInput(), this.chosen);
      case 'aors':
        return new TextPage((utc) => [...this.aorLines(analysis, utc)]);
      case 'cluster':
        return new TextPage((utc) => this.clusterLines(analysis, utc));
    }
  }

  private ladderInput(): LadderInput {
    const { session } = this;
    this.input ??= { session, numbers: new MessageNumbers(session), places: new ObserverPlaces(session) };
    return this.input;
  }

  private aorLines(analysis: Analysis, utc: boolean): Iterable<string> {
    const { base } = this.session.tables;
    const matches = rowFilter(this.filter, this.session.facts);
    const states = aorStates(analysis.contacts, analysis.context, analysis.time).filter(
      ({ aor, nodes, messages }) => matches({ aors: [aor], callIds: [], nodes: [...nodes.keys()], messages }),
    );
    const away = new Set(
      analysis.nodes
        .reports(analysis.time)
        .flatMap((one) => (one.away === undefined ? [] : `${one.cluster} ${one.node}`)),
    );
    return aorLines(states, {
      base,
      now: analysis.time,
      utc,
      quiet: false,
      numbers: this.ladderInput().numbers,
      isAway: (cluster, node) => away.has(`${cluster} ${node}`),
      palette: PLAIN,
    });
  }

  private clusterLines(analysis: Analysis, utc: boolean): readonly string[] {
    const { base } = this.session.tables;
    const reports = analysis.nodes.reports(analysis.time);
    const heading = reports.length === 0 ? 'no node of a cluster was seen' : `${reports.length} nodes`;
    return [
      heading,
      ...reports.flatMap((report) => nodeLines(report, { base, utc, quiet: false, palette: PLAIN })),
    ];
  }
}
