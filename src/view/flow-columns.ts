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
  readonly right?: boolean;
  /** Takes part in what room is left over. */
  readonly grows?: true;
  /** Columns with a higher number go first where there is no room. */
  readonly rank: number;
}

type Look = Omit<ColumnLayout, 'id'>;

const KNOWN: Readonly<Record<FlowColumn, Look>> = {
  id: { width: 6, rank: 0 },
  start: { width: 15, rank: 3 },
  kind: { width: 12, rank: 1 },
  from: { width: 17, rank: 0, grows: true },
  to: { width: 25, rank: 0, grows: true },
  state: { width: 12, rank: 0 },
  nodes: { width: 9, rank: 2 },
  messages: { width: 5, right: true, rank: 5 },
  packets: { width: 5, right: true, rank: 4 },
  times: { width: 20, rank: 6 },
  lag: { width: 10, right: true, rank: 5 },
  resent: { width: 7, right: true, rank: 7 },
};
const OWN: Look = { width: 16, rank: 1 };

/** In their usual order. */
export const FLOW_COLUMNS: readonly FlowColumn[] = Object.keys(KNOWN) as readonly FlowColumn[];

/** Names that are longer than this are rare. */
const MOST_MORE = 25;
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

/** As many as fit, the most important ones first, in their order; what is left goes to the names. */
export function layoutColumns(columns: readonly FlowColumnId[], room: number): readonly ColumnLayout[] {
  const kept = columns.map((id): ColumnLayout => ({ id, ...(isOwn(id) ? OWN : KNOWN[id]) }));
  const total = (): number => kept.reduce((sum, column) => sum + column.width + 1, -1);
  while (kept.length > 1 && total() > room) {
    const worst = kept.reduce((a, b) => (b.rank > a.rank ? b : a));
    if (worst.rank === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  const growing = kept.filter(({ grows }) => grows).length;
  const left = Math.floor((room - total()) / Math.max(1, growing));
  if (left <= 0) return kept;
  return kept.map((one) => (one.grows ? { ...one, width: one.width + Math.min(left, MOST_MORE) } : one));
}
