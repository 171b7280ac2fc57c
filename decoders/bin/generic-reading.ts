import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode, FieldValue } from '../bytes/field-node.ts';
import { i32le, u16le } from '../bytes/integers.ts';
import { looksLikeText, losslessText } from '../bytes/text.ts';

/**
 * Reads a payload of unknown layout, for capabilities and versions that are not declared: guesses the two
 * encodings that every module uses (spec bin-core 4) by what is plausible. Bytes that are neither a printable
 * string nor part of an integer are shown raw.
 */
export function readGenerically(bytes: Uint8Array, from: number, to: number): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  // Only ever moves forward: hostile lengths must not make the same text be searched over and over.
  const text: TextRun = { to: from };
  for (let at = from; at < to; ) {
    const next = itemEnd(bytes, at, to, text);
    nodes.push({ name: `item[${nodes.length}]`, from: at, to: next, value: itemValue(bytes, at, next) });
    at = next;
  }
  return nodes;
}

/** The bytes before `to` are text, as far back as was asked; the byte at `to` is not. */
interface TextRun {
  to: number;
}

function itemEnd(bytes: Uint8Array, at: number, to: number, run: TextRun): number {
  const text = textEnd(bytes, at, to, run);
  if (text > 0) return text;
  const emptyThenText = at + 2 < to && u16le(bytes, at) === 0 && textEnd(bytes, at + 2, to, run) > 0;
  if (emptyThenText || at + 2 === to) return at + 2;
  return Math.min(at + 4, to);
}

/** End of the printable string at `at`; 0 if there is none. */
function textEnd(bytes: Uint8Array, at: number, to: number, run: TextRun): number {
  if (at + 2 > to) return 0;
  const end = at + 2 + u16le(bytes, at);
  return end > at + 2 && end <= to && isText(bytes, at + 2, end, to, run) ? end : 0;
}

function isText(bytes: Uint8Array, from: number, end: number, to: number, run: TextRun): boolean {
  if (run.to < from) run.to = from;
  while (run.to < to && run.to < end && looksLikeText(bytes, run.to, run.to + 1)) run.to++;
  return run.to >= end;
}

function itemValue(bytes: Uint8Array, at: number, to: number): FieldValue {
  const length = to - at;
  if (length >= 2 && u16le(bytes, at) === length - 2) return losslessText(bytes, at + 2, to);
  return length === 4 ? i32le(bytes, at) : copyBytes(bytes, at, to);
}
