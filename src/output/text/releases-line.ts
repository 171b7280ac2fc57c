import {
  ANY_RELEASE,
  describeReleases,
  NO_RELEASE,
  type ReleaseSet,
} from '../../../decoders/bin/releases.ts';
import { counted, nodesText } from '../../view/text/counts.ts';

/** A node of a cluster, and the releases that it can be. */
export interface ReleasesOfNode {
  readonly cluster: number;
  readonly node: number;
  readonly releases: ReleaseSet;
}

/**
 * A line for each cluster whose nodes are described differently: what one of them shows narrows only itself, and equal
 * nodes look different. Clusters of one node, and those of which nothing is known, have none.
 */
export function releasesLines(all: readonly ReleasesOfNode[]): readonly string[] {
  const clusters = [...new Set(all.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  return clusters.flatMap((cluster) => {
    const line = lineOf(all.filter((one) => one.cluster === cluster));
    if (line === undefined) return [];
    return [clusters.length === 1 ? line : `cluster ${cluster}: ${line}`];
  });
}

function lineOf(nodes: readonly ReleasesOfNode[]): string | undefined {
  const different = new Set(nodes.map(({ releases }) => releases));
  if (different.size < 2) return undefined;
  const common = nodes.reduce((set, { releases }) => set & releases, ANY_RELEASE);
  if (common !== NO_RELEASE)
    return `all ${counted(nodes.length, 'node')} may run the same release (${describeReleases(common)})`;
  const groups = [...different].map((releases) => {
    const own = nodes.filter((one) => one.releases === releases).map(({ node }) => node);
    return `${nodesText(own)}: ${releases === ANY_RELEASE ? 'unknown' : describeReleases(releases)}`;
  });
  return `no release goes with all nodes; ${groups.join('; ')}`;
}
