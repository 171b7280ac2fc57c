import { aorStates } from '../../cluster/contacts/aor-state.ts';
import type { Analysis } from '../../engine/analysis.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import { aorLines } from '../../output/aors-lines.ts';
import { PLAIN } from '../../output/palette.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import { TextPage } from '../views/text-page.ts';

/** Which node holds which contact. */
export class AorsView extends PageView {
  readonly context = 'aors';

  protected make(): Page | undefined {
    const analysis = this.stage.analyses.current;
    return analysis === undefined ? undefined : new TextPage((utc) => [...this.lines(analysis, utc)]);
  }

  private lines(analysis: Analysis, utc: boolean): Iterable<string> {
    const { session, filter, ladderInput } = this.stage;
    const { base } = session.tables;
    const matches = rowFilter(filter, session.facts);
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
      numbers: ladderInput.numbers,
      isAway: (cluster, node) => away.has(`${cluster} ${node}`),
      palette: PLAIN,
    });
  }
}
