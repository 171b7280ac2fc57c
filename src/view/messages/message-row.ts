import { cutText, displayWidth, fitText, fitTextRight } from '../text/display-width.ts';
import { type Row, type Span, span } from '../text/styled-row.ts';
import type { MessageSummary } from './message-summary.ts';

/** A message as a row of the list, before its columns are laid out. */
export interface MessageTexts {
  readonly number: string;
  readonly time: string;
  readonly summary: MessageSummary;
  readonly marks: readonly string[];
}

/** The widest that each column had to hold so far: columns grow, they do not jump back and forth. */
export interface ColumnNeeds {
  readonly number: number;
  readonly time: number;
  readonly peer: number;
  /** Method, status, or packet name. */
  readonly what: number;
  readonly capability: number;
}

/** Widths of the columns; 0 where a column is left out. The rest of the row is for what it is about. */
export interface MessageColumns {
  readonly number: number;
  readonly time: number;
  readonly peer: number;
  readonly protocol: number;
  readonly capability: number;
  readonly what: number;
}

export const NO_NEEDS: ColumnNeeds = { number: 3, time: 8, peer: 5, what: 8, capability: 0 };

/** Below this many columns of a screen, time is in milliseconds and usual ports go without saying. */
export const NARROW = 110;

export function widen(needs: ColumnNeeds, texts: MessageTexts, narrow: boolean): ColumnNeeds {
  const { summary } = texts;
  const { capability, what } = kindTexts(summary);
  const peers = [summary.sender, summary.receiver].map((peer) => displayWidth(peerText(peer, narrow)));
  return {
    number: Math.max(needs.number, texts.number.length),
    time: Math.max(needs.time, texts.time.length),
    peer: Math.max(needs.peer, ...peers),
    what: Math.max(needs.what, displayWidth(what)),
    capability: Math.max(needs.capability, displayWidth(capability)),
  };
}

/** Columns for rows of `width`, as wide as needed and as the room allows. */
export function messageColumns(width: number, needs: ColumnNeeds): MessageColumns {
  const narrow = width < NARROW;
  const number = width < 50 ? 0 : needs.number;
  const time = width < 36 ? 0 : needs.time;
  const protocol = width < 70 ? 0 : narrow ? 3 : 7;
  const taken = 1 + gap(number) + gap(time) + gap(protocol);
  const peer = width < 44 ? 0 : Math.min(needs.peer, Math.max(5, Math.floor((width - taken) / 4)));
  const rest = width - taken - (peer === 0 ? 0 : 2 * peer + 4);
  const capability = rest - needs.what - needs.capability >= 36 ? needs.capability : 0;
  const what = Math.min(needs.what, Math.max(8, Math.floor((rest - gap(capability)) * 0.6)));
  return { number, time, peer, protocol, capability, what };
}

function gap(width: number): number {
  return width === 0 ? 0 : width + 1;
}

/** The row of a message. The first column is for the mark of the selected one. */
export function messageRow(texts: MessageTexts, columns: MessageColumns, narrow: boolean): Row {
  const { summary, marks } = texts;
  const { capability, what } = kindTexts(summary);
  const row: Span[] = [];
  const add = (width: number, one: Span): void => {
    if (width > 0) row.push(one, span(' '));
  };
  add(columns.number, span(fitTextRight(texts.number, columns.number), 'dim'));
  add(columns.time, span(fitTextRight(texts.time, columns.time), 'dim'));
  if (columns.peer > 0) {
    row.push(span(fitText(peerText(summary.sender, narrow), columns.peer)), span(' → ', 'dim'));
    add(columns.peer, span(fitText(peerText(summary.receiver, narrow), columns.peer)));
  }
  add(
    columns.protocol,
    span(
      fitText(`${summary.protocol} ${summary.transport}`.slice(0, columns.protocol), columns.protocol),
      'dim',
    ),
  );
  add(columns.capability, span(fitText(capability, columns.capability), summary.tone));
  add(columns.what, span(fitText(what, columns.what), summary.tone));
  for (const mark of marks) row.push(span(`[${mark}]`, 'problem'), span(' '));
  row.push(span(summary.about));
  return row;
}

export function headingRow(columns: MessageColumns): Row {
  const titles: string[] = [];
  const add = (width: number, title: string, right = false): void => {
    if (width > 0) titles.push((right ? fitTextRight : fitText)(cutText(title, width), width));
  };
  add(columns.number, '#', true);
  add(columns.time, 'Time');
  add(columns.peer === 0 ? 0 : columns.peer + 2, 'From');
  add(columns.peer, 'To');
  add(columns.protocol, columns.protocol < 7 ? 'Pr' : 'Proto');
  add(columns.capability, 'Capability');
  add(columns.what, 'Message');
  return [span([...titles, 'About'].join(' '), 'heading')];
}

/** For BIN the capability and the name of the packet, for SIP the method or status, or `unreadable`. */
export function kindTexts({ protocol, what }: MessageSummary): {
  readonly capability: string;
  readonly what: string;
} {
  const blank = what.indexOf(' ');
  if (protocol === 'SIP' || blank < 0) return { capability: '', what };
  return { capability: what.slice(0, blank), what: what.slice(blank + 1) };
}

/** On a narrow screen the usual ports of SIP and BIN go without saying. */
function peerText(peer: string, narrow: boolean): string {
  return narrow ? peer.replace(/:(?:5060|5555)$/, '') : peer;
}
