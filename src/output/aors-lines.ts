import { type AorState, addDoubtfulNodes } from '../cluster/contacts/aor-state.ts';
import { counted, nodesText } from '../view/counts.ts';
import { missedLines } from '../view/missed-stretches.ts';
import { type AorLineOptions, AorTable } from './aor-table.ts';

/**
 * AORs for people: a table for each cluster, with a row per contact and a column per node. AORs that nodes
 * disagree about come first, marked. The last line is a count.
 */
export function* aorLines(states: Iterable<AorState>, options: AorLineOptions): Generator<string> {
  const { palette, quiet } = options;
  const tables = new Map<number, AorTable>();
  const doubtful = new Map<number, Set<number>>();
  const summary = new Summary();
  for (const state of states) {
    const { cluster } = state;
    let table = tables.get(cluster);
    if (table === undefined) {
      table = new AorTable(cluster, options);
      tables.set(cluster, table);
      doubtful.set(cluster, new Set());
    }
    table.add(state);
    summary.add(state);
    addDoubtfulNodes(state, doubtful.get(cluster) ?? new Set());
  }
  for (const [cluster, table] of [...tables].sort(([a], [b]) => a - b)) {
    if (tables.size > 1) yield palette.tone('replication', `cluster ${cluster}`);
    yield* table.lines();
  }
  yield palette.dim(summary.text ?? options.none());
  if (!quiet) for (const [cluster, nodes] of doubtful) yield* doubtLines(cluster, nodes, options);
}

/** The reason for each `?` that makes a difference. */
function* doubtLines(
  cluster: number,
  nodes: ReadonlySet<number>,
  { missed, base, utc, palette }: AorLineOptions,
): Generator<string> {
  for (const node of [...nodes].sort((a, b) => a - b))
    for (const line of missedLines(missed, cluster, node, base, utc)) yield palette.dim(line);
}

class Summary {
  private aors = 0;
  private contacts = 0;
  private differing = 0;
  private uncertain = 0;
  private untold = 0;
  private readonly unseen = new Set<number>();

  add({ rows, nodes, consistent, unseen }: AorState): void {
    this.aors++;
    this.contacts += rows.length;
    if (!consistent) this.differing++;
    if ([...nodes.values()].some(({ uncertain }) => uncertain.size > 0)) this.uncertain++;
    if (rows.some(({ presence }) => [...presence.values()].includes('unknown'))) this.untold++;
    for (const node of unseen) this.unseen.add(node);
  }

  get text(): string | undefined {
    const { aors, contacts, differing, uncertain, untold } = this;
    if (aors === 0) return undefined;
    const unseen = [...this.unseen].sort((a, b) => a - b);
    return [
      `${counted(aors, 'AOR')}, ${counted(contacts, 'contact')}`,
      differing === 0
        ? 'nodes agree as far as captured'
        : `${counted(differing, 'AOR')} on which nodes differ`,
      ...(uncertain === 0 ? [] : [`${counted(uncertain, 'AOR')} of which something was missed since (?)`]),
      ...(untold === 0 ? [] : [`${counted(untold, 'AOR')} that a node may have or lack (?)`]),
      ...(unseen.length === 0 ? [] : [`not captured: ${nodesText(unseen)}`]),
    ].join('; ');
  }
}
