import type { Analysis } from '../../engine/analysis.ts';
import { nodeLines } from '../../output/nodes-lines.ts';
import { PLAIN } from '../../output/palette.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import { TextPage } from '../views/text-page.ts';

/** Nodes, links, capabilities, sharing tags. */
export class ClusterView extends PageView {
  readonly context = 'cluster';

  protected make(): Page | undefined {
    const analysis = this.stage.analyses.current;
    return analysis === undefined ? undefined : new TextPage((utc) => this.lines(analysis, utc));
  }

  private lines(analysis: Analysis, utc: boolean): readonly string[] {
    const { base } = this.stage.session.tables;
    const reports = analysis.nodes.reports(analysis.time);
    const heading = reports.length === 0 ? 'no node of a cluster was seen' : `${reports.length} nodes`;
    return [
      heading,
      ...reports.flatMap((report) => nodeLines(report, { base, utc, quiet: false, palette: PLAIN })),
    ];
  }
}
