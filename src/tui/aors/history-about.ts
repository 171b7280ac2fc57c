import type { WatchedAor } from '../../cluster/contacts/held/contact-watch.ts';
import { sameUser, type UserTest } from '../../filter/asked-users.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { MatrixNode, MatrixRow } from '../../view/aors/aor-matrix.ts';
import { printable } from '../../view/text/printable.ts';
import type { Stage } from '../views/view.ts';

/** The AOR whose history is shown. */
export interface HistoryAbout {
  readonly title: string;
  /** Undefined if it is about all AORs. */
  readonly aor: string | undefined;
  readonly isAbout: (aor: WatchedAor) => boolean;
  /** Those of all AORs that it is about; undefined for all. */
  readonly users: UserTest | undefined;
  /** The nodes that may hold it. */
  readonly nodes: readonly MatrixNode[];
  /** The node whose history is shown; undefined for all nodes. */
  readonly node: MatrixNode | undefined;
}

/** The AOR of a row of the matrix; at the node of the chosen column, if something of it ever came there. */
export function historyOfRow(
  row: MatrixRow,
  columns: readonly MatrixNode[],
  chosenColumn: number,
): HistoryAbout {
  const { cluster, domain, aor } = row.state;
  const chosen = columns[chosenColumn];
  return {
    title: printable(aor),
    aor,
    isAbout: (one) => one.aor === aor && one.domain === domain && one.cluster === cluster,
    users: sameUser(aor),
    nodes: columns.filter((one) => one.cluster === cluster),
    // A node of another cluster has nothing to do with it; where nothing came, what there is to see is elsewhere.
    node: chosen?.cluster === cluster && !neverCame(row, chosen.node) ? chosen : undefined,
  };
}

/** All AORs that the filter is about, at all nodes: `held`, and those that no node holds any more. */
export function historyOfAll(
  { filter, session, analyses }: Stage,
  held: Iterable<string> = [],
): HistoryAbout {
  const matches = rowFilter(filter, session.facts);
  const reports = analyses.current?.nodes.reports(analyses.current.time) ?? [];
  const nodes = reports.map(({ node }) => node);
  // Which messages are about an AOR that nobody holds any more is not known before they are read.
  const isHeld = new Set(held);
  return {
    title: 'all AORs',
    aor: undefined,
    isAbout: ({ aor }) => isHeld.has(aor) || matches({ aors: [aor], callIds: [], nodes, messages: [] }),
    users: undefined,
    nodes: reports.map(({ cluster, node, away }) => ({ cluster, node, isAway: away !== undefined })),
    node: undefined,
  };
}

/** The node lacks the contact, and has not discarded it either. */
function neverCame({ state, contact }: MatrixRow, node: number): boolean {
  const { callId } = contact.held.version;
  const discards = state.nodes.get(node)?.discards ?? [];
  return contact.presence.get(node) === 'missing' && !discards.some((one) => one.callId === callId);
}
