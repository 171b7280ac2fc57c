import { printable } from '../text/printable.ts';
import type { FlowTexts } from './flow-table.ts';
import { FLOW_HEADINGS } from './flow-table.ts';

/** Columns in which every flow has something to say. */
export type FlowColumn = keyof FlowTexts;
/** A value from a flow's first messages: a SIP header field, or a packet field by its path. */
export type OwnColumn = `header:${string}` | `field:${string}`;
export type FlowColumnId = FlowColumn | OwnColumn;

/** Width and alignment of a column. */
export interface ColumnLayout {
  readonly id: FlowColumnId;
  readonly width: number;
  readonly right?: true;
}

/** The width of a column, and when it is left out. */
interface Look {
  /** A narrower column would be useless. */
  readonly least: number;
  /** Enough for most texts. */
  readonly wish: number;
  readonly right?: true;
  /** Enough for long texts as well, if other columns leave that much. */
  readonly ample?: number;
  /** The lengths that its texts can have: a width in between is useless. */
  readonly lengths?: readonly number[];
  /** Shares in the remaining room. */
  readonly grows?: true;
  /** Gets the room that no other column needs. */
  readonly takesRest?: true;
  /** The maximum width of its texts: beyond that, room is left to other columns. */
  readonly most?: number;
  /** If there is too little room, columns of higher rank are dropped first. */
  readonly rank: number;
}

const KNOWN: Readonly<Record<FlowColumn, Look>> = {
  id: { least: 5, wish: 6, rank: 0 },
  start: { least: 8, wish: 15, lengths: [8, 12, 15], rank: 2 },
  kind: { least: 8, wish: 12, lengths: [8, 12], rank: 1 },
  from: { least: 7, wish: 12, rank: 0, grows: true },
  to: { least: 11, wish: 22, rank: 0, grows: true },
  state: { least: 10, wish: 10, ample: 12, rank: 0 },
  nodes: { least: 7, wish: 8, ample: 18, rank: 3 },
  messages: { least: 3, wish: 4, right: true, rank: 5 },
  packets: { least: 3, wish: 4, right: true, rank: 5 },
  times: { least: 18, wish: 18, rank: 7 },
  lag: { least: 7, wish: 10, lengths: [7, 8, 10], right: true, rank: 4 },
  resent: { least: 7, wish: 7, right: true, rank: 8 },
  marks: { least: 12, wish: 24, rank: 9, takesRest: true },
};
/** The lengths of the texts are not known in advance: a Call-ID, for example. */
const OWN: Look = { least: 10, wish: 16, ample: 36, rank: 1 };
/**
 * Columns of a higher rank are only shown if the others get all the room that they wish; until then, names
 * are shortened.
 */
const PLAIN_RANK = 5;

/** In their usual order. */
export const FLOW_COLUMNS: readonly FlowColumn[] = Object.keys(KNOWN) as readonly FlowColumn[];

/** Names seldom exceed their wish by more than `MOST_MORE`, and usually by up to `MORE_FIRST`. */
const MOST_MORE = 25;
const MORE_FIRST = 10;
/** Most columns at a time: no screen has room for more. */
export const MOST_COLUMNS = 32;

/** The column of this name, `header:NAME` and `field:PATH` included; undefined if there is none. */
export function flowColumnOf(name: string): FlowColumnId | undefined {
  const known = FLOW_COLUMNS.find((column) => column === name || FLOW_HEADINGS[column] === name);
  if (known !== undefined) return known;
  if (/^header:[!-9;-~]{1,64}$/.test(name)) return `header:${name.slice(7)}`;
  return /^field:[\w.*-]{1,128}$/.test(name) ? `field:${name.slice(6)}` : undefined;
}

/** Of numbers, the largest are looked for: how late, how often. They come first where flows are sorted by one. */
export function isNumeric(column: FlowColumnId): boolean {
  return !isOwn(column) && NUMERIC.has(column);
}

const NUMERIC: ReadonlySet<FlowColumn> = new Set(['nodes', 'messages', 'packets', 'times', 'lag', 'resent']);

export function isOwn(column: FlowColumnId): column is OwnColumn {
  return column.startsWith('header:') || column.startsWith('field:');
}

export function columnHeading(column: FlowColumnId): string {
  return isOwn(column) ? printable(column.slice(column.indexOf(':') + 1)) : FLOW_HEADINGS[column];
}

/** Widths of the texts in columns, as far as they were measured. */
export type ColumnNeeds = ReadonlyMap<FlowColumnId, number>;
const NO_NEEDS: ColumnNeeds = new Map();

/**
 * The columns that fit, chosen by importance and in their usual order. The remaining room goes to names. The column by
 * which flows are sorted is never left out, or nobody would see why they are in this order.
 */
export function layoutColumns(
  columns: readonly FlowColumnId[],
  room: number,
  needs: ColumnNeeds = NO_NEEDS,
  sorted?: FlowColumnId,
): readonly ColumnLayout[] {
  const kept = columns.map((id) => {
    const look = lookOf(id, needs.get(id));
    return { id, look: id === sorted ? sortedLook(look, columnHeading(id).length + 1) : look };
  });
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
  // The heading needs room for the sort arrow.
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

/** The heading keeps its arrow. */
function sortedLook(look: Look, heading: number): Look {
  const least = Math.max(look.least, heading);
  return { ...look, rank: 0, least, wish: Math.max(look.wish, least) };
}

/**
 * Room is given first to the wishes of names, then to the other columns, then to longer names, then to other
 * long texts.
 */
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
    const { least, wish, lengths = [wish] } = looks[at] ?? OWN;
    const useful = lengths.findLast((length) => length <= wish && length - least <= left);
    give(at, (useful ?? (looks[at]?.lengths === undefined ? wish : least)) - least);
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
