import type { ClusterPast } from '../../view/aors/why-missing.ts';
import type { Analyses } from '../views/analyses.ts';

/** The history of the clusters, cached as long as nothing new is known: every frame asks for it. */
export class ClusterHistory {
  private readonly analyses: Analyses;
  private revision = -1;
  private past: ClusterPast = { events: [], nodes: [], syncs: [] };

  constructor(analyses: Analyses) {
    this.analyses = analyses;
  }

  get now(): ClusterPast {
    const { current, revision } = this.analyses;
    if (current !== undefined && revision !== this.revision) {
      const { nodes, syncs, timeline, time } = current;
      this.revision = revision;
      this.past = { events: timeline.events, nodes: nodes.reports(time), syncs: syncs.reports() };
    }
    return this.past;
  }
}
