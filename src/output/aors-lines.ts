import type { TimeBase } from '../capture/time-base.ts';
import { type AorState, type ContactRow, doubtfulNodes, isUncertain } from '../cluster/contacts/aor-state.ts';
import { PERMANENT } from '../cluster/contacts/contact-version.ts';
import type { HeldContact } from '../cluster/contacts/held-contacts.ts';
import type { MessageNumbers } from '../engine/message-numbers.ts';
import { DISCARD_REASONS } from '../view/contact-details.ts';
import { counted } from '../view/counts.ts';
import { cutText } from '../view/display-width.ts';
import { seconds } from '../view/durations.ts';
import { type MissedStretches, missedLine } from '../view/missed-stretches.ts';
import { printable } from '../view/printable.ts';
import { clockTime } from '../view/times.ts';
import { alignedColumns } from './aligned-columns.ts';
import type { Palette } from './palette.ts';

export interface AorLineOptions {
  readonly base: TimeBase;
  /** Session time of the state. */
  readonly now: number;
  readonly utc: boolean;
  /** Without the reasons why nodes lack something. */
  readonly quiet: boolean;
  readonly numbers: MessageNumbers;
  /** Is the node seen to have gone? It holds nothing any more, whatever it got. */
  readonly isAway: (cluster: number, node: number) => boolean;
  readonly palette: Palette;
  readonly missed: MissedStretches;
}

/** Widest AOR, contact URI and Call-ID. */
const WIDEST = 60;

/**
 * AORs as people read them: a table for each cluster, a row a contact, a column a node; where nodes
 * differ first, with a mark. The last line counts.
 */
export function* aorLines(states: readonly AorState[], options: AorLineOptions): Generator<string> {
  const clusters = [...new Set(states.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  for (const cluster of clusters) {
    if (clusters.length > 1) yield options.palette.tone('replication', `cluster ${cluster}`);
    yield* clusterLines(
      cluster,
      states.filter((state) => state.cluster === cluster),
      options,
    );
  }
  yield options.palette.dim(summary(states));
  if (!options.quiet) yield* missedLines(states, options);
}

/** When something was missed, of the nodes of which it makes a difference. */
function* missedLines(
  states: readonly AorState[],
  { missed, base, utc, palette }: AorLineOptions,
): Generator<string> {
  for (const cluster of new Set(states.map((state) => state.cluster))) {
    const own = states.filter((state) => state.cluster === cluster);
    const nodes = [...new Set(own.flatMap(doubtfulNodes))].sort((a, b) => a - b);
    for (const node of nodes) {
      const line = missedLine(node, missed.of(cluster, node), base, utc);
      if (line !== undefined) yield palette.dim(line);
    }
  }
}

function* clusterLines(
  cluster: number,
  states: readonly AorState[],
  options: AorLineOptions,
): Generator<string> {
  const { palette } = options;
  const ordered = [...states].sort((a, b) => Number(a.consistent) - Number(b.consistent));
  const nodes = [...new Set(ordered.flatMap(nodesOf))].sort((a, b) => a - b);
  const domains = new Set(ordered.map(({ domain }) => domain));
  const rows = ordered.flatMap((state) => state.rows.map((row) => ({ state, row })));
  const table = alignedColumns([
    headings(cluster, nodes, domains.size > 1, options),
    ...rows.map(({ state, row }) => cells(state, row, nodes, domains.size > 1, options)),
  ]);
  yield palette.dim(table[0] ?? '');
  for (const [at, { state, row }] of rows.entries()) {
    const line = table[at + 1] ?? '';
    yield row.consistent ? line : palette.problem(line);
    if (!row.consistent && !options.quiet) yield* reasons(state, row, options);
  }
}

function nodesOf({ rows }: AorState): readonly number[] {
  return rows.flatMap(({ presence }) => [...presence.keys()]);
}

function headings(
  cluster: number,
  nodes: readonly number[],
  withDomain: boolean,
  { isAway }: AorLineOptions,
): readonly string[] {
  const columns = nodes.map((node) => `node ${node}${isAway(cluster, node) ? ' (away)' : ''}`);
  const table = withDomain ? ['table'] : [];
  return ['', 'AOR', ...table, 'contact', ...columns, 'left', 'since', 'CSeq', 'Call-ID'];
}

function cells(
  state: AorState,
  row: ContactRow,
  nodes: readonly number[],
  withDomain: boolean,
  options: AorLineOptions,
): readonly string[] {
  const { version } = row.held;
  return [
    row.consistent ? '' : '!',
    wireCell(state.aor),
    ...(withDomain ? [wireCell(state.domain)] : []),
    wireCell(version.contact),
    ...nodes.map((node) => presenceText(row, node, isUncertain(state, row, node))),
    leftText(version.expires, options),
    sinceText(row.held, options),
    version.cseq === undefined ? '?' : String(version.cseq),
    version.callId === undefined ? '?' : wireCell(version.callId),
  ];
}

function wireCell(text: string): string {
  return cutText(printable(text), WIDEST);
}

function presenceText({ presence, byNode }: ContactRow, node: number, uncertain: boolean): string {
  const held = byNode.get(node);
  switch (presence.get(node)) {
    case 'held':
      return held === undefined ? '' : `${originText(held)}${uncertain ? UNCERTAIN : ''}`;
    case 'other':
      return held === undefined ? 'OTHER' : `CSeq ${held.version.cseq ?? '?'}`;
    case 'missing':
      return 'MISSING';
    case 'unknown':
      return '?';
    case 'unseen':
      return 'unseen';
    default:
      return '';
  }
}

function originText({ origin, from }: HeldContact): string {
  switch (origin) {
    case 'register':
      return 'register';
    case 'replicated':
      return `from ${from ?? '?'}`;
    case 'sync':
      return `sync ${from ?? '?'}`;
    case 'listed':
      return 'held';
  }
}

/** What the node was told since may not have been captured. */
const UNCERTAIN = ' ?';

/** To the millisecond; `<` where it was there before anybody saw it. */
function sinceText({ origin, since }: HeldContact, { base, utc }: AorLineOptions): string {
  const time = clockTime(base, since, utc).slice(0, -3);
  return origin === 'listed' ? `<${time}` : time;
}

/** The registrar counts whole seconds, too. */
function leftText(expires: number, { base, now }: AorLineOptions): string {
  if (expires === PERMANENT) return 'for ever';
  const left = expires - base.secondsOf(now);
  return left < 60 ? `${left} s` : seconds(left * 1e9);
}

/** Why nodes did not take the contact, where the capture shows it. */
function* reasons(state: AorState, row: ContactRow, options: AorLineOptions): Generator<string> {
  const { callId } = row.held.version;
  for (const [node, presence] of row.presence) {
    if (presence !== 'missing' && presence !== 'other') continue;
    const discard = state.nodes.get(node)?.discards.findLast((one) => one.callId === callId);
    if (discard === undefined) continue;
    const number = options.numbers.of(discard.message);
    const when = clockTime(options.base, discard.time, options.utc).slice(0, -3);
    yield `     node ${node} ${DISCARD_REASONS[discard.reason]}: message ${number} from node ${discard.from}, ${when}`;
  }
}

function summary(states: readonly AorState[]): string {
  if (states.length === 0) return 'no contacts';
  const contacts = states.reduce((sum, { rows }) => sum + rows.length, 0);
  const uncertain = states.filter(({ nodes }) =>
    [...nodes.values()].some((one) => one.uncertain.size > 0),
  ).length;
  const differing = states.filter(({ consistent }) => !consistent).length;
  const unseen = [...new Set(states.flatMap((state) => state.unseen))].sort((a, b) => a - b);
  return [
    `${counted(states.length, 'AOR')}, ${counted(contacts, 'contact')}`,
    differing === 0 ? 'nodes agree as far as captured' : `${counted(differing, 'AOR')} on which nodes differ`,
    ...(uncertain === 0 ? [] : [`${counted(uncertain, 'AOR')} of which something was missed since (?)`]),
    ...(unseen.length === 0 ? [] : [`not captured: node ${unseen.join(', ')}`]),
  ].join('; ');
}
