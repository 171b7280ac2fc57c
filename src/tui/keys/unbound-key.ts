import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import type { Key } from '../terminal/key-decoder.ts';
import type { Context } from './binding.ts';
import { keyLabel } from './key-table.ts';

/** Keys that users of sngrep may try, and what to use here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  a: 'names for addresses stand in the config file: F8',
  c: 'colours are those of kinds of messages; the config file has others: F8',
  d: 'SDP is in the message: Enter, or R in the ladder',
  D: 'a filter does that: / and "application/sdp"',
  F: '/ types a filter',
  I: 'the time view has the numbers: 6',
  m: 'RTP is not read',
  M: 'RTP is not read',
  O: 'settings stand in the config file: F8',
  T: 'columns of the flows: o',
  X: 'x opens the flow with the registrations that it rests on',
};

/** A hint for a key that does nothing in that context; undefined while text is typed, and for unknown sequences. */
export function unboundHint({ name, text }: Key, context: Context, help: Span): Row | undefined {
  const isTyping = context === 'filter' || context === 'prompt' || context === 'overlay';
  if (isTyping || name === 'paste' || (text === '' && !/^(?:ctrl-[a-z]|f\d+)$/.test(name))) return undefined;
  const elsewhere = ELSEWHERE[name];
  const hint = elsewhere === undefined ? '' : `: ${elsewhere}`;
  return [span(`${keyLabel(name)} does nothing here${hint}  `, 'warning'), help, span(' lists the keys')];
}
