import { type AorState, addDoubtfulNodes } from '../cluster/contacts/aor-state.ts';
import { counted } from '../view/counts.ts';
import { missedLine } from '../view/missed-stretches.ts';
import { type AorLineOptions, AorTable } from './aor-table.ts';

/**
 * AORs as people read them: a table for each cluster, a row a contact, a column a node; where nodes
 * differ first, with a mark. The last line counts.
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
  yield palette.dim(summary.text);
  if (!quiet) for (const [cluster, nodes] of doubtful) yield* missedLines(cluster, nodes, options);
}

/** When something was missed, of the nodes of which it makes a difference. */
function* missedLines(
  cluster: number,
  nodes: ReadonlySet<number>,
  { missed, base, utc, palette }: AorLineOptions,
): Generator<string> {
  for (const node of [...nodes].sort((a, b) => a - b)) {
    const line = missedLine(node, missed.of(cluster, node), base, utc);
    if (line !== undefined) yield palette.dim(line);
  }
}

class Summary {
  private aors = 0;
  private contacts = 0;
  private differing = 0;
  private uncertain = 0;
  private readonly unseen = new Set<number>();

  add({ rows, nodes, consistent, unseen }: AorState): void {
    this.aors++;
    this.contacts += rows.length;
    if (!consistent) this.differing++;
    for (const { uncertain } of nodes.values()) {
      if (uncertain.size === 0) continue;
      this.uncertain++;
      break;
    }
    for (const node of unseen) this.unseen.add(node);
  }

  get text(): string {
    const { aors, contacts, differing, uncertain } = this;
    if (aors === 0) return 'no contacts';
    const unseen = [...this.unseen].sort((a, b) => a - b);
    return [
      `${counted(aors, 'AOR')}, ${counted(contacts, 'contact')}`,
      differing === 0
        ? 'nodes agree as far as captured'
        : `${counted(differing, 'AOR')} on which nodes differ`,
      ...(uncertain === 0 ? [] : [`${counted(uncertain, 'AOR')} of which something was missed since (?)`]),
      ...(unseen.length === 0 ? [] : [`not captured: node ${unseen.join(', ')}`]),
    ].join('; ');
  }
}
