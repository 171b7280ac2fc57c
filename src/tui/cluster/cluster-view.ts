import type { Analysis } from '../../engine/analysis.ts';
import { CapabilityRates } from '../../engine/capability-rates.ts';
import { clockLines } from '../../output/clocks.ts';
import { nodeLines } from '../../output/nodes-lines.ts';
import { PLAIN } from '../../output/palette.ts';
import { syncLines } from '../../output/syncs-lines.ts';
import { counted, grouped } from '../../view/counts.ts';
import { printable } from '../../view/printable.ts';
import { span } from '../../view/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { PageView } from '../views/page-view.ts';
import type { Stage } from '../views/view.ts';
import {
  type ClusterLine,
  ClusterPage,
  EMPTY_LINE,
  isEmpty,
  reportLines,
  titleLine,
} from './cluster-page.ts';

/** Nanoseconds that count as lately. */
const LATELY = 10e9;
/** Syncs that are listed: the last ones. */
const MOST_SYNCS = 50;
/** Digits of a count, with their commas. */
const COUNT = 14;

/** Nodes with links, capabilities and sharing tags; how much of what; syncs; who captured. */
export class ClusterView extends PageView {
  readonly context = 'cluster';
  private readonly rates: CapabilityRates;

  constructor(stage: Stage) {
    super(stage);
    this.rates = new CapabilityRates(stage.session);
  }

  override command(command: Command): boolean {
    if (command !== 'show-messages' && command !== 'enter') return super.command(command);
    const filter = this.page instanceof ClusterPage ? this.page.filterAt(this.position) : undefined;
    if (filter !== undefined) {
      this.stage.applyFilter(filter);
      this.stage.go('messages');
    }
    return true;
  }

  protected make(): ClusterPage | undefined {
    const analysis = this.stage.analyses.current;
    if (analysis === undefined) return undefined;
    const nodes = analysis.nodes.reports(analysis.time);
    const title = nodes.length === 0 ? 'no node of a cluster was seen' : counted(nodes.length, 'node');
    const sections = [this.nodes(analysis), this.traffic(analysis), this.syncs(analysis), this.captures()];
    const lines = sections.flatMap((section, at) => (at === 0 ? section : [EMPTY_LINE, ...section]));
    while (lines.length > 0 && isEmpty(lines.at(-1) ?? EMPTY_LINE)) lines.pop();
    return new ClusterPage(title, lines);
  }

  private nodes(analysis: Analysis): readonly ClusterLine[] {
    const { session, settings } = this.stage;
    const options = { base: session.tables.base, utc: settings.utc, quiet: false, palette: PLAIN };
    return analysis.nodes
      .reports(analysis.time)
      .flatMap((report) => reportLines(nodeLines(report, options), `node:${report.node}`));
  }

  private traffic(analysis: Analysis): readonly ClusterLine[] {
    const rates = this.rates.of(analysis.time, LATELY);
    const lines = rates.map(({ name, total, recent }): ClusterLine => {
      const rate = `${(recent / (LATELY / 1e9)).toFixed(1)}/s`;
      const text = `  ${printable(name).padEnd(28)}${grouped(total).padStart(COUNT)}${rate.padStart(COUNT)}`;
      return { row: [span(text)], filter: name === 'SIP' ? 'proto:sip' : `cap:${name}` };
    });
    return [
      titleLine(`${'messages'.padEnd(30)}${'in all'.padStart(COUNT)}${'last 10 s'.padStart(COUNT)}`),
      ...lines,
    ];
  }

  private syncs(analysis: Analysis): readonly ClusterLine[] {
    const { session, settings } = this.stage;
    const reports = analysis.syncs.reports();
    const last = reports.slice(-MOST_SYNCS);
    const title =
      last.length < reports.length ? `the last ${MOST_SYNCS} syncs` : counted(reports.length, 'sync');
    const options = { base: session.tables.base, utc: settings.utc, quiet: true, palette: PLAIN };
    const [head, ...rows] = reportLines(syncLines(last, options));
    const listed = rows.map((line, at): ClusterLine => {
      const sync = last[at];
      return {
        ...line,
        filter: sync === undefined ? undefined : `is:sync node:${sync.donor} node:${sync.receiver}`,
      };
    });
    return [titleLine(title), ...(head === undefined ? [] : [head]), ...listed];
  }

  /** Who saw it: without it, nobody could tell what is missing. */
  private captures(): readonly ClusterLine[] {
    const { session } = this.stage;
    const clocks = clockLines(session);
    const lines = session.sources.map(({ live }, at): ClusterLine => {
      const how = live === undefined ? '' : `  live by ${live.backend}, drops are told at the end`;
      return { row: [span(`  ${clocks[at] ?? ''}${how}`)], filter: undefined };
    });
    return [titleLine(counted(session.sources.length, 'capture')), ...lines];
  }
}
