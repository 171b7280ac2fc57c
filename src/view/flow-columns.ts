import type { FlowTexts } from './flow-table.ts';
import { FLOW_HEADINGS } from './flow-table.ts';
import { printable } from './printable.ts';

/** Columns that every flow has something to say in. */
export type FlowColumn = keyof FlowTexts;
/** A value of a flow's first messages: a SIP header field, or a field of a packet, by its path. */
export type OwnColumn = `header:${string}` | `field:${string}`;
export type FlowColumnId = FlowColumn | OwnColumn;

/** How a column is laid out. */
export interface ColumnLayout {
  readonly id: FlowColumnId;
  readonly width: number;
  readonly right?: true;
}

/** How wide a column may be, and when it is left out. */
interface Look {
  /** With less it says nothing. */
  readonly least: number;
  /** With this much it says all, mostly. */
  readonly wish: number;
  readonly right?: true;
  /** With this much it also says all of what is long, where the names leave so much. */
  readonly ample?: number;
  /** Its texts are of two lengths: what lies between is of no use. */
  readonly isWhole?: true;
  /** Takes part in what room is left over. */
  readonly grows?: true;
  /** Gets what nobody else needs. */
  readonly takesRest?: true;
  /** More than its texts have: that room is left to others. */
  readonly most?: number;
  /** Columns with a higher number go first where there is no room. */
  readonly rank: number;
}

const KNOWN: Readonly<Record<FlowColumn, Look>> = {
  id: { least: 5, wish: 6, rank: 0 },
  start: { least: 12, wish: 15, isWhole: true, rank: 2 },
  kind: { least: 9, wish: 12, isWhole: true, rank: 1 },
  from: { least: 8, wish: 12, rank: 0, grows: true },
  to: { least: 12, wish: 22, rank: 0, grows: true },
  state: { least: 10, wish: 10, rank: 0 },
  nodes: { least: 7, wish: 8, ample: 18, rank: 3 },
  messages: { least: 4, wish: 4, right: true, rank: 5 },
  packets: { least: 4, wish: 4, right: true, rank: 5 },
  times: { least: 18, wish: 18, rank: 7 },
  lag: { least: 8, wish: 10, isWhole: true, right: true, rank: 4 },
  resent: { least: 7, wish: 7, right: true, rank: 8 },
  marks: { least: 12, wish: 24, rank: 9, takesRest: true },
};
/** What they hold is not known before it is read: a Call-ID, say. */
const OWN: Look = { least: 10, wish: 16, ample: 36, rank: 1 };
/** Columns above this rank come only where the others have all that they wish; before, the names become shorter. */
const PLAIN_RANK = 5;

/** In their usual order. */
export const FLOW_COLUMNS: readonly FlowColumn[] = Object.keys(KNOWN) as readonly FlowColumn[];

/** Names that are so much longer than they wish are rare; so much longer, usual. */
const MOST_MORE = 25;
const MORE_FIRST = 10;
/** Columns at once: more fit on no screen. */
export const MOST_COLUMNS = 32;

/** The column that goes by a name, `header:NAME` and `field:PATH` included; undefined where none does. */
export function flowColumnOf(name: string): FlowColumnId | undefined {
  const known = FLOW_COLUMNS.find((column) => column === name || FLOW_HEADINGS[column] === name);
  if (known !== undefined) return known;
  if (/^header:[!-9;-~]{1,64}$/.test(name)) return `header:${name.slice(7)}`;
  return /^field:[\w.*-]{1,128}$/.test(name) ? `field:${name.slice(6)}` : undefined;
}

export function isOwn(column: FlowColumnId): column is OwnColumn {
  return column.startsWith('header:') || column.startsWith('field:');
}

export function columnHeading(column: FlowColumnId): string {
  return isOwn(column) ? printable(column.slice(column.indexOf(':') + 1)) : FLOW_HEADINGS[column];
}

/** How wide the texts of columns are, where that was looked at. */
export type ColumnNeeds = ReadonlyMap<FlowColumnId, number>;
const NO_NEEDS: ColumnNeeds = new Map();

/** As many as fit, the most important ones first, in their order; what is left goes to the names. */
export function layoutColumns(
  columns: readonly FlowColumnId[],
  room: number,
  needs: ColumnNeeds = NO_NEEDS,
): readonly ColumnLayout[] {
  const kept = columns.map((id) => ({ id, look: lookOf(id, needs.get(id)) }));
  const needed = (): number => {
    const extras = kept.some(({ look }) => look.rank > PLAIN_RANK);
    return kept.reduce((sum, { look }) => sum + (extras ? look.wish : look.least) + 1, -1);
  };
  while (kept.length > 1 && needed() > room) {
    const worst = kept.reduce((a, b) => (b.look.rank > a.look.rank ? b : a));
    if (worst.look.rank === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  const widths = widthsOf(
    kept.map(({ look }) => look),
    room - (kept.length - 1),
  );
  return kept.map(({ id, look: { right } }, at) => {
    const width = widths[at] ?? 0;
    return right === true ? { id, width, right } : { id, width };
  });
}

function lookOf(column: FlowColumnId, need: number | undefined): Look {
  const look = isOwn(column) ? OWN : KNOWN[column];
  if (need === undefined) return look;
  // The heading has its arrow, where rows are sorted by it.
  const most = Math.max(need, columnHeading(column).length + 1);
  const { least, wish, ample = wish } = look;
  return {
    ...look,
    most,
    least: Math.min(least, most),
    wish: Math.min(wish, most),
    ample: Math.min(ample, most),
  };
}

/** First the names get what they wish, then the others, then the names of what is left, then who has long texts. */
function widthsOf(looks: readonly Look[], room: number): readonly number[] {
  const widths = looks.map(({ least }) => least);
  let left = room - widths.reduce((sum, width) => sum + width, 0);
  const names = looks.flatMap(({ grows }, at) => (grows ? [at] : []));
  const others = looks.flatMap(({ grows }, at) => (grows ? [] : [at]));
  const give = (at: number, wanted: number): void => {
    const width = widths[at] ?? 0;
    const most = looks[at]?.most ?? Number.POSITIVE_INFINITY;
    const more = Math.max(0, Math.min(left, wanted, most - width));
    widths[at] = width + more;
    left -= more;
  };
  for (const at of [...names.toReversed(), ...others]) {
    const { least, wish, isWhole } = looks[at] ?? OWN;
    if (isWhole !== true || wish - least <= left) give(at, wish - least);
  }
  const share = (most: number): void => {
    const equal = Math.floor(left / Math.max(1, names.length));
    for (const at of names) give(at, Math.min(equal, most));
  };
  share(MORE_FIRST);
  for (const [at, { wish, ample = wish }] of looks.entries()) give(at, ample - wish);
  share(MOST_MORE - MORE_FIRST);
  for (const [at, { takesRest }] of looks.entries()) if (takesRest) give(at, left);
  return widths;
}
