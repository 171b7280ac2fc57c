import { losslessText } from '../../../decoders/bytes/text.ts';
import { wrapRow } from '../text/display-width.ts';
import { printable, printableLines } from '../text/printable.ts';
import { type Row, span } from '../text/styled-row.ts';
import type { ByteRange } from './hex-rows.ts';

/** Text laid out in rows, and the first row with something marked in it. */
export interface TextRows {
  readonly rows: readonly Row[];
  /** -1 where nothing is marked. */
  readonly firstMarked: number;
}

const CR = 0x0d;
const LF = 0x0a;

/** The bytes of a SIP message as its lines, long ones wrapped, with the marked bytes standing out. */
export function messageTextRows(bytes: Uint8Array, marked: ByteRange, width: number): TextRows {
  const rows: Row[] = [];
  let firstMarked = -1;
  for (let from = 0; from < bytes.length; ) {
    const end = lineEnd(bytes, from);
    const line = lineRow(bytes, from, end, marked);
    if (firstMarked < 0 && marked.from < marked.to && marked.from <= end && marked.to > from) {
      const before = wrapRow([...line.filter((one) => one.style !== 'match').slice(0, 1)], width).length;
      firstMarked = rows.length + (marked.from > from ? before - 1 : 0);
    }
    rows.push(...wrapRow(line, width));
    from = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
  }
  return { rows, firstMarked };
}

/** Other text, line by line. */
export function plainTextRows(text: string, width: number): TextRows {
  return { rows: printableLines(text).flatMap((line) => wrapRow([span(line)], width)), firstMarked: -1 };
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] !== CR && bytes[end] !== LF) end++;
  return end;
}

function lineRow(bytes: Uint8Array, from: number, to: number, marked: ByteRange): Row {
  const first = Math.min(Math.max(marked.from, from), to);
  const last = Math.min(Math.max(marked.to, first), to);
  return [
    span(lineText(bytes, from, first)),
    span(lineText(bytes, first, last), 'match'),
    span(lineText(bytes, last, to)),
  ].filter((one) => one.text !== '');
}

function lineText(bytes: Uint8Array, from: number, to: number): string {
  return printable(losslessText(bytes, from, to).replaceAll('\t', '    '));
}
