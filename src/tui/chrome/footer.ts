import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import type { Context } from '../keys/binding.ts';
import type { Binding, Command, KeyTable } from '../keys/key-table.ts';

/** What the keys at the bottom depend on. */
export interface FooterState {
  readonly context: Context;
  readonly keys: KeyTable;
  /** The time whose state is shown, as text; undefined for the end. */
  readonly time: string | undefined;
  /** There is a view to go back to. */
  readonly isDeep: boolean;
}

/** A key with its meaning, and its place in the row. */
interface Hint {
  readonly command: Command;
  readonly key: string;
  readonly meaning: string;
  /** Columns, the end not included. */
  readonly from: number;
  readonly to: number;
}

const GAP = 2;

/** Keys of the pane that has them, as many as fit. */
export function footerRow(state: FooterState, columns: number): Row {
  return hintsIn(state, columns).flatMap(({ key, meaning }, at): readonly Span[] => [
    span(`${at === 0 ? '' : ' '.repeat(GAP)}${key}`, 'key'),
    span(` ${meaning}`, 'dim'),
  ]);
}

/** What the key that stands at column `x` asks for. */
export function footerCommandAt(state: FooterState, columns: number, x: number): Command | undefined {
  return hintsIn(state, columns).find(({ from, to }) => x >= from && x < to)?.command;
}

function hintsIn(state: FooterState, columns: number): readonly Hint[] {
  const hints: Hint[] = [];
  let end = 0;
  for (const { command, keys, hint: meaning = '' } of byImportance(bindingsOf(state))) {
    const key = state.keys.nameOf(keys[0] ?? '');
    const from = hints.length === 0 ? 0 : end + GAP;
    const to = from + key.length + 1 + meaning.length;
    if (to > columns) continue;
    hints.push({ command, key, meaning, from, to });
    end = to;
  }
  return hints;
}

function bindingsOf({ context, keys: table, time, isDeep }: FooterState): readonly Binding[] {
  return table
    .hintedIn(context)
    .filter(
      ({ command }) =>
        command !== (isDeep ? 'quit' : 'leave-view') && (command !== 'as-of-end' || time !== undefined),
    );
}

const IMPORTANT: ReadonlySet<Command> = new Set([
  'quit',
  'leave',
  'leave-view',
  'leave-message',
  'leave-history',
  'as-of-end',
  'help',
]);

/** Help and the way out before all others. */
function byImportance(bindings: readonly Binding[]): readonly Binding[] {
  const first = bindings.filter(({ command }) => IMPORTANT.has(command));
  return [...first, ...bindings.filter((one) => !first.includes(one))];
}
