import { type Row, type Span, type Style, span } from '../text/styled-row.ts';

/** Bytes to highlight; none unless `to` is above `from`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Bytes per row that fit into `width` columns: 16, 8 or 4. */
export function bytesPerHexRow(width: number, length: number): number {
  for (const count of [16, 8]) if (hexWidth(count, length) <= width) return count;
  return 4;
}

/** Width of such a row in columns. */
export function hexWidth(perRow: number, length: number): number {
  return offsetDigits(length) + 2 + perRow * 4 + Math.ceil(perRow / 8) + 1;
}

export function hexRowCount(length: number, perRow: number): number {
  return Math.ceil(length / perRow);
}

/** `0010  73 69 70 3a ...  sip:`; row `at` of the bytes. */
export function hexRow(bytes: Uint8Array, at: number, perRow: number, marked: ByteRange): Row {
  const from = at * perRow;
  const to = Math.min(from + perRow, bytes.length);
  const row = new Spans();
  row.add(`${from.toString(16).padStart(offsetDigits(bytes.length), '0')}  `, 'dim');
  for (let offset = from; offset < from + perRow; offset++) {
    const style = styleOf(offset, marked);
    row.add(offset < to ? byteText(bytes[offset] as number) : '  ', style);
    // The blank between two highlighted bytes is highlighted, too.
    const joined = offset + 1 < from + perRow && styleOf(offset + 1, marked) === style ? style : 'plain';
    row.add((offset - from) % 8 === 7 ? '  ' : ' ', joined);
  }
  if (perRow % 8 !== 0) row.add(' ', 'plain');
  for (let offset = from; offset < to; offset++) {
    const byte = bytes[offset] as number;
    const readable = byte >= 0x20 && byte < 0x7f;
    row.add(readable ? String.fromCharCode(byte) : '·', styleOf(offset, marked, readable ? 'plain' : 'dim'));
  }
  return row.spans;
}

/** The byte of a row at this column, whether in hex or as a character; undefined between bytes. */
export function byteOfHexRow(column: number, perRow: number, length: number): number | undefined {
  const first = offsetDigits(length) + 2;
  const texts = first + perRow * 3 + Math.ceil(perRow / 8);
  if (column >= texts) return column < texts + perRow ? column - texts : undefined;
  const groups = Math.floor((column - first) / 25);
  const inGroup = column - first - groups * 25;
  const byte = groups * 8 + Math.floor(inGroup / 3);
  // There is an additional blank between the two groups.
  return column < first || inGroup === 24 || byte >= perRow ? undefined : byte;
}

function styleOf(offset: number, { from, to }: ByteRange, otherwise: Style = 'plain'): Style {
  return offset >= from && offset < to ? 'match' : otherwise;
}

function byteText(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function offsetDigits(length: number): number {
  return length > 0x10000 ? 6 : 4;
}

/** Merges neighbours of the same style. */
class Spans {
  readonly spans: Span[] = [];

  add(text: string, style: Style): void {
    const last = this.spans.at(-1);
    if (last?.style === style) this.spans[this.spans.length - 1] = span(last.text + text, style);
    else this.spans.push(span(text, style));
  }
}
