import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import type { Key } from '../terminal/key-decoder.ts';
import type { Context } from './binding.ts';
import { keyLabel } from './key-table.ts';

/** Keys that users of sngrep may try, and what to use here: short enough for 80 columns. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  a: 'names for addresses: config file, F8',
  c: 'colours are set in the config file: F8',
  d: 'SDP is in the message: Enter',
  D: 'a filter does: / "application/sdp"',
  F: '/ types a filter',
  I: 'the time view has the numbers: 6',
  m: 'RTP is not read',
  M: 'RTP is not read',
  O: 'settings stand in the config file: F8',
  T: 'columns of the flows: o',
  X: 'x opens a flow with its registrations',
};

/** Keys without a text, but with a name that users know. */
const NAMED = /^(?:ctrl-[a-z]|f\d+|tab|backtab|insert|delete|left|right)$/;

/** A hint for a key that does nothing in that context; undefined while text is typed, and for unknown sequences. */
export function unboundHint({ name, text }: Key, context: Context, help: Span): Row | undefined {
  const isTyping = context === 'filter' || context === 'prompt' || context === 'overlay';
  if (isTyping || name === 'paste' || (text === '' && !NAMED.test(name))) return undefined;
  const elsewhere = ELSEWHERE[name];
  const hint = elsewhere === undefined ? '' : `: ${elsewhere}`;
  return [span(`${keyLabel(name)} does nothing here${hint}  `, 'warning'), help, span(' lists the keys')];
}
