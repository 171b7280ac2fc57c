import type { TimeBase } from '../../capture/time-base.ts';
import { NARROW } from '../messages/message-row.ts';
import { cutText, displayWidth, fitText, fitTextRight } from '../text/display-width.ts';
import { type Row, type Span, span } from '../text/styled-row.ts';
import { clockTime, delta } from '../text/times.ts';
import type { TimeMode } from '../time/time-modes.ts';
import type { LadderEntry, LadderModel } from './ladder.ts';
import { lagMark } from './lag-text.ts';

/** Characters that a ladder is drawn with. */
export interface LadderGlyphs {
  readonly life: string;
  readonly solid: string;
  readonly note: string;
  readonly self: string;
}

export const LINES: LadderGlyphs = { life: '│', solid: '─', note: '└', self: '<┘' };
export const ASCII_LINES: LadderGlyphs = { life: '|', solid: '-', note: '`', self: '<+' };

export interface LadderStyle {
  /** Width of a row in columns of the terminal. */
  readonly width: number;
  readonly base: TimeBase;
  readonly utc: boolean;
  readonly glyphs: LadderGlyphs;
  /** The time of day if not given. */
  readonly timeMode?: TimeMode;
}

/** A row of the screen; `entry` is the arrow that it shows or explains. */
export interface LadderRow {
  readonly row: Row;
  readonly entry: number;
  readonly isNote: boolean;
}

/** Columns of the parts of a row. */
export interface LadderLayout {
  /** 0 if there is no room for it, or if the other kind of time is wanted. */
  readonly time: number;
  readonly delta: number;
  /** Columns of the screen from one lifeline to the next. */
  readonly lane: number;
  /** Width of the message number, by which causes refer to messages; 0 if there is no room for it. */
  readonly number: number;
  /** Width of the flow id; 0 if there is only one flow. */
  readonly flow: number;
  /** The first lifeline that is drawn; those before it are drawn as one with it. */
  readonly first: number;
  /** Lifelines that are drawn; those beyond are drawn as one. */
  readonly shown: number;
  readonly lanes: number;
  readonly lag: number;
  readonly label: number;
}

const TIME = 15;
/** Width of a time in milliseconds, for narrow rows; distances are in microseconds even there. */
const SHORT_TIME = 12;
const DELTA = 10;
const LAG = 8;
/** Least width of a flow id. */
const FLOW = 4;
/** In front of the first lifeline and behind the last: half a title. */
const MARGIN = 3;
/** Below this width there is only one time, the time of day or the distance, as wanted. */
const NARROWEST = 90;
const WIDEST_LANE = 14;
const NARROWEST_LANE = 4;
/** Columns that labels have before lanes grow, and their share of a wide row. */
const LABEL = 30;
const LABEL_SHARE = 0.4;
const LEAST_LABEL = 12;
const LEAST_WHOLE_LABEL = 26;

/** Settings of a layout, besides the ladder and its width. */
export interface LadderView {
  /** The lifeline to begin with, as far as the others then take all of the room. */
  readonly first?: number;
  readonly timeMode?: TimeMode;
}

export function ladderLayout(
  { columns, entries }: LadderModel,
  width: number,
  { first = 0, timeMode = 'clock' }: LadderView = {},
): LadderLayout {
  const flow = entries.reduce((most, one) => Math.max(most, flowWidth(one)), 0);
  const whole = width >= NARROW ? TIME + 1 : SHORT_TIME + 1;
  const number = width >= NARROW ? numberWidth(entries) + 1 : 0;
  const time = timeMode === 'delta' ? 0 : whole;
  const distance = time > 0 && width < NARROWEST ? 0 : DELTA + 1;
  const lag = entries.some((entry) => entry.lag !== undefined) ? LAG + 1 : 0;
  const room = Math.max(0, width - number - time - flow - distance - lag - 2 * MARGIN - 2);
  const gaps = Math.max(1, columns.length - 1);
  const labels = width >= NARROW ? Math.max(LABEL, width * LABEL_SHARE) : LABEL;
  const wanted = Math.floor((room - labels) / gaps);
  const lane = Math.max(NARROWEST_LANE, Math.min(WIDEST_LANE, wanted));
  const most = Math.max(2, Math.floor((room - LEAST_LABEL) / lane) + 1);
  const shown = Math.max(1, Math.min(columns.length, most));
  const lanes = 2 * MARGIN + (shown - 1) * lane + 1;
  const label = Math.max(0, width - number - time - flow - distance - lag - lanes - 1);
  const from = Math.max(0, Math.min(first, columns.length - shown));
  return { number, time, delta: distance, flow, lane, first: from, shown, lanes, lag, label };
}

function numberWidth(entries: readonly LadderEntry[]): number {
  return entries.reduce((most, { number }) => Math.max(most, String(number).length), 1);
}

function flowWidth({ flow }: LadderEntry): number {
  return flow === '' ? 0 : Math.max(FLOW, flow.length) + 1;
}

/** The heads of the columns. */
export function ladderHeading(
  { columns }: LadderModel,
  layout: LadderLayout,
  timeMode: TimeMode = 'clock',
): Row {
  const { lane, first, shown } = layout;
  let heads = '';
  for (const [at, { title, shortTitle }] of columns.slice(first, first + shown).entries()) {
    const rest = at === shown - 1 ? columns.length - shown - first : at === 0 ? first : 0;
    const name = displayWidth(title) < lane ? title : shortTitle;
    const text = cutText(rest > 0 ? `+${rest + 1}` : name, lane - 1);
    const from = Math.max(0, MARGIN + at * lane - Math.floor(displayWidth(text) / 2));
    heads = `${fitText(heads, from)}${text}`;
  }
  const parts = [
    layout.number > 0 ? `${fitTextRight('#', layout.number - 1)} ` : '',
    layout.time > 0 ? fitText(timeMode === 'relative' ? 'since 1st' : 'time', layout.time) : '',
    layout.flow > 0 ? fitText('flow', layout.flow) : '',
    layout.delta > 0 ? `${fitTextRight('delta', layout.delta - 1)} ` : '',
    fitText(heads, layout.lanes),
    layout.lag > 0 ? fitTextRight('lag ms', layout.lag) : '',
    layout.label > 0 ? ` ${cutText('message', layout.label)}` : '',
  ];
  return [span(parts.join(''), 'heading')];
}

/** An arrow a row, and a row for what is to be said about where it came from. */
export function ladderRows(model: LadderModel, style: LadderStyle, first = 0): readonly LadderRow[] {
  const { timeMode } = style;
  const layout = ladderLayout(model, style.width, timeMode === undefined ? { first } : { first, timeMode });
  const start = model.entries[0]?.time ?? 0;
  const rows: LadderRow[] = [];
  for (const [entry, one] of model.entries.entries()) {
    rows.push(whenAsked(entry, false, () => arrowRow(one, layout, style, start)));
    const before = model.entries[entry - 1];
    const note = noteText(one, before);
    if (note !== undefined) rows.push(whenAsked(entry, true, () => noteRow(note, layout, style)));
  }
  return rows;
}

/** Only the rows that are on the screen are made. */
function whenAsked(entry: number, isNote: boolean, make: () => Row): LadderRow {
  let made: Row | undefined;
  return {
    entry,
    isNote,
    get row() {
      made ??= make();
      return made;
    },
  };
}

function arrowRow(entry: LadderEntry, layout: LadderLayout, style: LadderStyle, start: number): Row {
  const { summary } = entry;
  const row: Span[] = [];
  const isRelative = style.timeMode === 'relative';
  if (layout.number > 0) row.push(span(`${fitTextRight(String(entry.number), layout.number - 1)} `, 'dim'));
  if (layout.time > 0) {
    const time = isRelative ? delta(entry.time - start) : clockTime(style.base, entry.time, style.utc);
    row.push(span(fitText(time.slice(0, layout.time - 1), layout.time), 'dim'));
  }
  if (layout.flow > 0) row.push(span(fitText(entry.flow, layout.flow), 'name'));
  if (layout.delta > 0) {
    const passed = entry.delta === undefined ? '' : delta(entry.delta);
    row.push(span(`${fitTextRight(passed, layout.delta - 1)} `, 'dim'));
  }
  row.push(span(arrow(entry, layout, style.glyphs), summary.tone));
  if (layout.lag > 0) row.push(span(fitTextRight(lagColumn(entry), layout.lag), 'dim'));
  const label = cutText(`${ladderMarks(entry)}${labelOf(entry, layout)}`, layout.label);
  if (label !== '') row.push(span(' '), span(label, summary.tone));
  return row;
}

/** What is unusual about the message, in front of its label: `[malformed] [resent 2x] `. */
export function ladderMarks({ summary, retransmissions }: LadderEntry): string {
  const resent = retransmissions === 0 ? '' : `[resent ${retransmissions}x] `;
  const status = summary.status === 'decoded' ? '' : `[${summary.status}] `;
  return `${status}${resent}`;
}

/** If there is little room, the capability is left out: the names of packets are unique enough. */
function labelOf({ isReplication, label }: LadderEntry, layout: LadderLayout): string {
  return isReplication && layout.label < LEAST_WHOLE_LABEL ? label.slice(label.indexOf(' ') + 1) : label;
}

/** Lifelines with the arrow between two of them. */
function arrow(
  entry: LadderEntry,
  { lane, first, shown, lanes }: LadderLayout,
  glyphs: LadderGlyphs,
): string {
  const cells: string[] = Array.from({ length: lanes }, () => ' ');
  const place = (column: number): number => MARGIN + Math.min(Math.max(0, column - first), shown - 1) * lane;
  for (let at = 0; at < shown; at++) cells[MARGIN + at * lane] = glyphs.life;
  const [from, to] = [place(entry.from), place(entry.to)];
  if (from === to) {
    for (const [at, glyph] of [...glyphs.self].entries()) cells[from + 1 + at] = glyph;
    return cells.join('');
  }
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  for (let at = left + 1; at < right; at++) {
    // Dashes count from the arrow's tail.
    const step = from < to ? at - left - 1 : right - at - 1;
    cells[at] = entry.isReplication ? (step % 2 === 0 ? '-' : ' ') : glyphs.solid;
  }
  cells[from < to ? right - 1 : left + 1] = from < to ? '>' : '<';
  return cells.join('');
}

/** Milliseconds from the cause to the farthest sight: `~` somewhere between, `<` only at the sender. */
export function lagColumn({ lag }: LadderEntry): string {
  if (lag === undefined) return '';
  return `${lagMark(lag.end)}${(lag.total / 1e6).toFixed(3)}`;
}

/** Said once for all packets with the same cause that follow each other. */
export function noteText(entry: LadderEntry, before: LadderEntry | undefined): string | undefined {
  const { cause } = entry;
  if (cause === undefined) return undefined;
  if (cause.relation === 'contact') return cause.text;
  return before?.cause?.message === cause.message ? undefined : `caused ${cause.text}`;
}

function noteRow(note: string, layout: LadderLayout, { width, glyphs }: LadderStyle): Row {
  const indent = layout.number + layout.time + layout.flow + layout.delta + MARGIN;
  const text = cutText(`${glyphs.note} ${note}`, Math.max(0, width - indent));
  return [span(' '.repeat(indent)), span(text, 'dim')];
}
