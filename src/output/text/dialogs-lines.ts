import type { TimeBase } from '../../capture/time-base.ts';
import { DialogState, type HeldDialog } from '../../cluster/dialogs/dialog-model.ts';
import type { DialogReport } from '../../cluster/dialogs/dialog-reports.ts';
import { SHARING_TAG } from '../../cluster/dialogs/dialog-version.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { isSettledDialog } from '../../findings/settled.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { type MissedStretches, missedLines } from '../../view/missed-stretches.ts';
import { counted } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { clockTime } from '../../view/text/times.ts';
import { alignedColumns } from './aligned-columns.ts';
import { freshText } from './fresh-text.ts';
import type { Palette } from './palette.ts';

export interface DialogLineOptions {
  readonly base: TimeBase;
  /** Session time at which this state holds. */
  readonly now: number;
  readonly utc: boolean;
  /** Leave out the reasons why nodes lack something. */
  readonly quiet: boolean;
  readonly numbers: MessageNumbers;
  readonly palette: Palette;
  readonly missed: MissedStretches;
}

/** Maximum width of Call-IDs and URIs. */
const WIDEST = 48;

/**
 * Dialogs for people: a row per dialog and a column per node. Those that nodes disagree about come first,
 * marked, and with the reasons. The last line is a count.
 */
export function* dialogLines(
  reports: readonly DialogReport[],
  options: DialogLineOptions,
): Generator<string> {
  const { palette } = options;
  const ordered = [...reports].sort((a, b) => Number(a.consistent) - Number(b.consistent));
  const nodes = [...new Set(ordered.flatMap(nodesOf))].sort((a, b) => a - b);
  if (ordered.length > 0) {
    const table = alignedColumns([
      ['', 'Call-ID', 'from', 'to', ...nodes.map((node) => `node ${node}`), 'since', 'tag'],
      ...ordered.map((report) => cells(report, nodes, options)),
    ]);
    yield palette.dim(table[0] ?? '');
    for (const [at, report] of ordered.entries()) {
      const line = table[at + 1] ?? '';
      yield report.consistent ? line : palette.problem(line);
      if (!report.consistent && !options.quiet) yield* reasons(report, options);
    }
  }
  const differing = reports.filter(({ consistent }) => !consistent);
  const uncertain = reports.filter((one) => one.uncertain.length > 0).length;
  const missed = uncertain === 0 ? '' : `, ${uncertain} of which something was missed since (?)`;
  const fresh = freshText(differing.filter((one) => !isSettledDialog(one, options.now)).length);
  const differ = differing.length === 0 ? '' : `, ${differing.length} on which nodes differ${fresh}`;
  yield palette.dim(`${counted(reports.length, 'dialog')}${differ}${missed}`);
  if (!options.quiet) yield* doubtLines(reports, options);
}

/** The reason for each `?` that makes a difference. */
function* doubtLines(
  reports: readonly DialogReport[],
  { missed, base, utc, palette }: DialogLineOptions,
): Generator<string> {
  for (const cluster of new Set(reports.map((report) => report.cluster))) {
    const own = reports.filter((report) => report.cluster === cluster);
    const nodes = [...new Set(own.flatMap(({ uncertain }) => uncertain))].sort((a, b) => a - b);
    for (const node of nodes) {
      for (const line of missedLines(missed, cluster, node, base, utc)) yield palette.dim(line);
      const leftOut = own.filter((one) => one.leftOut.has(node)).length;
      if (leftOut > 0) yield palette.dim(leftOutText(node, leftOut));
    }
  }
}

function leftOutText(node: number, dialogs: number): string {
  return `node ${node} has dropped ${counted(dialogs, 'dialog')}, or may have: a later sync to it did not have ${dialogs === 1 ? 'it' : 'them'}`;
}

function nodesOf({ nodes, uncertain, missing, syncing, unseen }: DialogReport): readonly number[] {
  return [...nodes.keys(), ...uncertain, ...missing, ...syncing, ...unseen];
}

function cells(
  report: DialogReport,
  nodes: readonly number[],
  { base, utc }: DialogLineOptions,
): readonly string[] {
  const since = Math.min(...[...report.nodes.values()].map((held) => held.since));
  return [
    report.consistent ? '' : '!',
    wireCell(report.callId),
    wireCell(report.fromUri ?? '?'),
    wireCell(report.toUri ?? '?'),
    ...nodes.map((node) => nodeCell(report, node)),
    clockTime(base, since, utc),
    wireCell(report.version?.values.get(SHARING_TAG) ?? ''),
  ];
}

function nodeCell(
  { nodes, uncertain, leftOut, missing, syncing, unseen }: DialogReport,
  node: number,
): string {
  const held = nodes.get(node);
  // What the node was told since may not have been captured.
  const mark = uncertain.includes(node) ? ' ?' : '';
  if (held !== undefined) return `${STATES[held.state]} ${originText(held)}${mark}`;
  if (missing.includes(node)) return 'MISSING';
  if (syncing.includes(node)) return 'syncing';
  if (uncertain.includes(node)) return leftOut.has(node) ? 'dropped ?' : '?';
  return unseen.includes(node) ? 'unseen' : '';
}

const STATES: Readonly<Record<DialogState, string>> = {
  [DialogState.Unconfirmed]: 'unconfirmed',
  [DialogState.Early]: 'early',
  [DialogState.ConfirmedNoAck]: 'confirmed, no ACK',
  [DialogState.Confirmed]: 'confirmed',
  [DialogState.Deleted]: 'deleted',
};

function originText({ origin, from }: HeldDialog): string {
  if (origin === 'sip') return '(own)';
  return origin === 'sync' ? `(sync ${from ?? '?'})` : `(from ${from ?? '?'})`;
}

function* reasons(
  { missing, discards }: DialogReport,
  { base, utc, numbers }: DialogLineOptions,
): Generator<string> {
  for (const node of missing) {
    const own = discards.filter((one) => one.node === node);
    // Later packets about the dialog only repeat that it is not there.
    const last = own.findLast(({ reason }) => reason !== 'no dialog') ?? own.at(-1);
    if (last === undefined) {
      yield `    node ${node}: no packet about it was seen to arrive, or it has dropped it since`;
      continue;
    }
    const why = {
      socket: `${printable(last.socket ?? '')} is no listener of node ${node}`,
      version: `its release does not read this version of the packet`,
      'no dialog': 'it does not have the dialog',
    }[last.reason];
    const when = clockTime(base, last.time, utc);
    yield `    node ${node}: discards what node ${last.from} sends (${messageNumber(numbers.of(last.message))}, ${when}): ${why}`;
  }
}

function wireCell(text: string): string {
  return cutText(printable(text), WIDEST);
}
