import type { TimeBase } from '../../capture/time-base.ts';
import { PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import type { HeldContact } from '../../cluster/contacts/held/held-contact.ts';
import { type AorState, isUncertain } from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { DISCARD_REASONS } from '../../view/aors/contact-details.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import type { MissedStretches } from '../../view/missed-stretches.ts';
import { cutText } from '../../view/text/display-width.ts';
import { seconds } from '../../view/text/durations.ts';
import { printable } from '../../view/text/printable.ts';
import { clockTimes } from '../../view/text/times.ts';
import type { Palette } from './palette.ts';
import { lineOf, TextColumn } from './text-column.ts';

export interface AorLineOptions {
  readonly base: TimeBase;
  /** Session time at which this state holds. */
  readonly now: number;
  readonly utc: boolean;
  /** Leave out the reasons why nodes lack something. */
  readonly quiet: boolean;
  readonly numbers: MessageNumbers;
  /** Has the node been seen to go away? Then it holds nothing any more, whatever it got before. */
  readonly isAway: (cluster: number, node: number) => boolean;
  readonly palette: Palette;
  readonly missed: MissedStretches;
  /** The text if there is nothing to show. */
  readonly none: () => string;
}

/** Maximum width of AORs, contact URIs and Call-IDs. */
const WIDEST = 60;

/** The headings of the columns that do not depend on the nodes. */
const NAMES = ['', 'AOR', 'table', 'contact', 'left', 'since', 'CSeq', 'Call-ID'] as const;
type Name = (typeof NAMES)[number];

/**
 * The contacts of one cluster, one per row. Keeps only the texts of an AOR, as there may be as many as there
 * are phones.
 */
export class AorTable {
  private readonly cluster: number;
  private readonly options: AorLineOptions;
  private readonly columns: Readonly<Record<Name, TextColumn>>;
  private readonly nodes = new Map<number, TextColumn>();
  private readonly domains = new Set<string>();
  /** Row numbers of AORs that nodes disagree about, and of the others; the heading is row 0. */
  private readonly differing: number[] = [];
  private readonly alike: number[] = [];
  /** Rows that nodes disagree about, with the reasons. */
  private readonly problems = new Map<number, readonly string[]>();
  private readonly clock: (time: number) => string;
  private readonly now: number;
  private readonly left = new Map<number, string>();

  constructor(cluster: number, options: AorLineOptions) {
    const { base, now, utc } = options;
    this.cluster = cluster;
    this.options = options;
    this.clock = clockTimes(base, utc);
    this.now = base.secondsOf(now);
    this.columns = Object.fromEntries(NAMES.map((name) => [name, headed(name)])) as Record<Name, TextColumn>;
  }

  add(state: AorState): void {
    const aor = wireCell(state.aor);
    const domain = wireCell(state.domain);
    this.domains.add(state.domain);
    for (const row of state.rows) {
      const at = this.columns.AOR.size;
      (state.consistent ? this.alike : this.differing).push(at);
      if (!row.consistent) {
        this.problems.set(at, this.options.quiet ? [] : [...reasons(state, row, this.options, this.clock)]);
      }
      this.columns.AOR.add(aor);
      this.columns.table.add(domain);
      this.addContact(row);
      this.addNodes(at, state, row);
    }
  }

  *lines(): Generator<string> {
    const { palette } = this.options;
    const columns = this.ordered();
    yield palette.dim(lineOf(columns, 0));
    for (const rows of [this.differing, this.alike]) {
      for (const row of rows) {
        const line = lineOf(columns, row);
        const problem = this.problems.get(row);
        yield problem === undefined ? line : palette.problem(line);
        if (problem !== undefined) yield* problem;
      }
    }
  }

  private addContact({ held, consistent }: ContactRow): void {
    const { columns } = this;
    const { version } = held;
    columns[''].add(consistent ? '' : '!');
    columns.contact.add(wireCell(version.contact));
    columns.left.add(this.leftText(version.expires));
    columns.since.add(this.sinceText(held));
    columns.CSeq.add(version.cseq === undefined ? '?' : String(version.cseq));
    columns['Call-ID'].add(version.callId === undefined ? '?' : wireCell(version.callId));
  }

  private addNodes(at: number, state: AorState, row: ContactRow): void {
    for (const node of row.presence.keys())
      if (!this.nodes.has(node)) this.nodes.set(node, this.nodeColumn(node, at));
    for (const [node, column] of this.nodes)
      column.add(presenceText(row, node, isUncertain(state, row, node)));
  }

  /** The column of a node that first occurs in this row. */
  private nodeColumn(node: number, rows: number): TextColumn {
    const column = headed(`node ${node}${this.options.isAway(this.cluster, node) ? ' (away)' : ''}`);
    while (column.size < rows) column.add('');
    return column;
  }

  private ordered(): readonly TextColumn[] {
    const { '': mark, AOR, table, contact, left, since, CSeq, 'Call-ID': callId } = this.columns;
    const nodes = [...this.nodes].sort(([a], [b]) => a - b).map(([, column]) => column);
    return [
      mark,
      AOR,
      ...(this.domains.size > 1 ? [table] : []),
      contact,
      ...nodes,
      left,
      since,
      CSeq,
      callId,
    ];
  }

  /** To the millisecond; with `<` if it existed before it was first seen. */
  private sinceText({ origin, since }: HeldContact): string {
    const time = this.clock(since).slice(0, -3);
    return origin === 'listed' ? `<${time}` : time;
  }

  /** In whole seconds, as the registrar counts. */
  private leftText(expires: number): string {
    let text = this.left.get(expires);
    if (text === undefined) {
      const left = expires - this.now;
      text = expires === PERMANENT ? 'for ever' : left < 60 ? `${left} s` : seconds(left * 1e9);
      this.left.set(expires, text);
    }
    return text;
  }
}

function headed(heading: string): TextColumn {
  const column = new TextColumn();
  column.add(heading);
  return column;
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
    case 'syncing':
      return held === undefined ? 'syncing' : `CSeq ${held.version.cseq ?? '?'}, syncing`;
    case 'unknown':
      return held === undefined ? '?' : `CSeq ${held.version.cseq ?? '?'}${UNCERTAIN}`;
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

/** Marks that what the node was told since may not have been captured. */
const UNCERTAIN = ' ?';

/** Why nodes did not take over the contact, as far as the capture shows it. */
function* reasons(
  state: AorState,
  row: ContactRow,
  { numbers }: AorLineOptions,
  clock: (time: number) => string,
): Generator<string> {
  const { callId } = row.held.version;
  for (const [node, presence] of row.presence) {
    if (presence !== 'missing' && presence !== 'other') continue;
    const discard = state.nodes.get(node)?.discards.findLast((one) => one.callId === callId);
    if (discard === undefined) continue;
    const number = numbers.of(discard.message);
    const when = clock(discard.time).slice(0, -3);
    yield `     node ${node} ${DISCARD_REASONS[discard.reason]}: message ${messageNumber(number)} from node ${discard.from}, ${when}`;
  }
}
