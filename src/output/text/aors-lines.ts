import {
  type AorState,
  addDoubtfulNodes,
  mayBeOlder,
  syncingNodes,
} from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import { isNewlyDiffering } from '../../findings/settled.ts';
import { missedLines } from '../../view/missed-stretches.ts';
import { counted, nodesText } from '../../view/text/counts.ts';
import { type AorLineOptions, AorTable } from './aor-table.ts';
import { freshText } from './fresh-text.ts';

/**
 * AORs for people: a table for each cluster, with a row per contact and a column per node. AORs that nodes
 * disagree about come first, marked. The last line is a count.
 */
export function* aorLines(states: Iterable<AorState>, options: AorLineOptions): Generator<string> {
  const { palette, quiet } = options;
  const tables = new Map<number, AorTable>();
  const doubts = new Map<number, Doubts>();
  const summary = new Summary();
  for (const state of states) {
    const { cluster } = state;
    let table = tables.get(cluster);
    if (table === undefined) {
      table = new AorTable(cluster, options);
      tables.set(cluster, table);
    }
    table.add(state);
    summary.add(state, options.now);
    let doubtsHere = doubts.get(cluster);
    if (doubtsHere === undefined) {
      doubtsHere = new Doubts();
      doubts.set(cluster, doubtsHere);
    }
    doubtsHere.add(state);
  }
  for (const [cluster, table] of [...tables].sort(([a], [b]) => a - b)) {
    if (tables.size > 1) yield palette.tone('replication', `cluster ${cluster}`);
    yield* table.lines();
  }
  yield palette.dim(summary.text ?? options.none());
  if (!quiet) for (const [cluster, here] of doubts) yield* doubtLines(cluster, here, options);
}

/** The reason for each `?` that makes a difference. */
function* doubtLines(
  cluster: number,
  doubts: Doubts,
  { missed, base, utc, palette }: AorLineOptions,
): Generator<string> {
  const others = new Set(doubts.untoldOlder);
  for (const node of sorted(doubts.nodes)) {
    for (const line of missedLines(missed, cluster, node, base, utc)) {
      others.delete(node);
      yield palette.dim(line);
    }
  }
  if (others.size === 0) return;
  yield palette.dim(
    `contacts from before they were first seen (<): ${nodesText(sorted(others))} may have got them then`,
  );
}

function sorted(nodes: ReadonlySet<number>): readonly number[] {
  return [...nodes].sort((a, b) => a - b);
}

/** The nodes of one cluster that have a `?`. */
class Doubts {
  readonly nodes = new Set<number>();
  /** Those of which it is not known whether they hold a contact that existed before it was first seen. */
  readonly untoldOlder = new Set<number>();

  add(state: AorState): void {
    addDoubtfulNodes(state, this.nodes);
    for (const { presence, byNode } of state.rows) {
      if (![...byNode.values()].some(({ origin }) => origin === 'listed')) continue;
      for (const [node, one] of presence) if (one === 'unknown') this.untoldOlder.add(node);
    }
  }
}

/** May a node have the contact, or lack it? */
function lacksOrHas({ presence, byNode }: ContactRow): boolean {
  for (const [node, one] of presence) if (one === 'unknown' && !byNode.has(node)) return true;
  return false;
}

class Summary {
  private aors = 0;
  private contacts = 0;
  private differing = 0;
  private fresh = 0;
  private uncertain = 0;
  private untold = 0;
  private older = 0;
  private syncing = 0;
  private readonly unseen = new Set<number>();

  add(state: AorState, now: number): void {
    const { rows, nodes, consistent, unseen } = state;
    this.aors++;
    this.contacts += rows.length;
    if (!consistent) this.differing++;
    if (isNewlyDiffering(state, now)) this.fresh++;
    if (rows.some((row) => [...row.byNode.keys()].some((node) => mayBeOlder(row, node)))) this.older++;
    else if ([...nodes.values()].some(({ uncertain }) => uncertain.size > 0)) this.uncertain++;
    if (rows.some(lacksOrHas)) this.untold++;
    if (syncingNodes(state).length > 0) this.syncing++;
    for (const node of unseen) this.unseen.add(node);
  }

  get text(): string | undefined {
    const { aors, contacts, differing, syncing, uncertain, untold, older } = this;
    if (aors === 0) return undefined;
    const unseen = sorted(this.unseen);
    return [
      `${counted(aors, 'AOR')}, ${counted(contacts, 'contact')}`,
      ...(differing + older === 0 ? ['nodes agree as far as captured'] : []),
      ...(differing === 0
        ? []
        : [`${counted(differing, 'AOR')} on which nodes differ${freshText(this.fresh)}`]),
      ...(older === 0
        ? []
        : [`${counted(older, 'AOR')} of which a node may have an earlier registration (?)`]),
      ...(syncing === 0 ? [] : [`${counted(syncing, 'AOR')} that a node is still to get by sync (syncing)`]),
      ...(uncertain === 0 ? [] : [`${counted(uncertain, 'AOR')} of which something was missed since (?)`]),
      ...(untold === 0 ? [] : [`${counted(untold, 'AOR')} that a node may have or lack (?)`]),
      ...(unseen.length === 0 ? [] : [`not captured: ${nodesText(unseen)}`]),
    ].join('; ');
  }
}
