import { KEY_DOCS } from '../../filter/key-docs.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { type KeySection, VIEWS, type ViewContext } from '../keys/binding.ts';
import type { Command, KeyTable } from '../keys/key-table.ts';

const WIDTH = 26;

/** The page of help, made from the table of keys and the filter's own table. */
export function helpLines(keys: KeyTable, context: ViewContext): readonly Row[] {
  return [
    ...inOrder(keys, context).flatMap((one) => section(one, keys, context)),
    ...markLines(),
    ...mouseLines(),
    [span('Display filter', 'heading')],
    [span('  Terms side by side are "and"; or, not or a leading -, ( ). Bare words search the text.', 'dim')],
    ...KEY_DOCS.map((key): Row => [span(`  ${key.example}`.padEnd(WIDTH), 'key'), span(key.doc)]),
    [span('  /regex/i'.padEnd(WIDTH), 'key'), span('messages whose text the regular expression matches')],
  ];
}

function markLines(): readonly Row[] {
  const marks = [
    ['*', 'you have marked it'],
    [
      '!',
      'a flow of which messages were sent again or could not be read, of which nodes were not told, or that a finding is about (red: an error); what it is stands in the column marks or below. An AOR on which nodes differ',
    ],
    ['~ <', 'a lag: to a sight between the hosts; to its departure, for the arrival was not captured'],
  ] as const;
  return [
    [span('Marks', 'heading')],
    ...marks.map(([mark, help]): Row => [span(`  ${mark}`.padEnd(WIDTH), 'key'), span(help)]),
    [],
  ];
}

function mouseLines(): readonly Row[] {
  const uses = [
    ['click', 'select a row; again: open it; a view: go there; a column: sort by it; the filter: type one'],
    ['click on a key', 'in the last row, or on what is told before a key in brackets: as if it was pressed'],
    ['click in a message', 'the field there, also by one of its bytes; again: open or close it'],
    ['drag in the histogram', 'mark a range of time'],
    ['drag along its axis', 'all views show the state of that time'],
    ['wheel', 'three rows of what is under it; over the histogram: narrower or wider columns'],
    ['Shift with the mouse', 'in most terminals: mark text, as without syncgrep'],
  ] as const;
  return [
    [span('Mouse', 'heading')],
    ...uses.map(([use, help]): Row => [span(`  ${use}`.padEnd(WIDTH), 'key'), span(help)]),
    [],
  ];
}

/** The keys of the present view first, then those of all views, then those of the others. */
function inOrder({ sections }: KeyTable, context: ViewContext): readonly KeySection<Command>[] {
  const rank = ({ bindings }: KeySection<Command>): number => {
    const own = bindings.some(({ contexts }) => contexts.includes(context));
    const everywhere = bindings.some(({ contexts }) => VIEWS.every((one) => contexts.includes(one)));
    if (everywhere) return 1;
    return own ? 0 : 2;
  };
  return sections.toSorted((a, b) => rank(a) - rank(b));
}

/** The keys that leave a page like this one are shown below it. */
function isWorthTelling({ contexts }: KeySection<Command>['bindings'][number]): boolean {
  return contexts.some((one) => one !== 'overlay');
}

function section(
  { title, bindings }: KeySection<Command>,
  keys: KeyTable,
  context: ViewContext,
): readonly Row[] {
  const told = bindings
    .filter(isWorthTelling)
    .map((one) => ({ help: one.help, keys: keysHere(one, keys, context) }))
    .filter((one) => one.keys.length > 0);
  return [
    [span(title, 'heading')],
    ...told.map(
      (one): Row => [
        span(`  ${one.keys.map((key) => keys.nameOf(key)).join('  ')}`.padEnd(WIDTH), 'key'),
        span(one.help),
      ],
    ),
    [],
  ];
}

/** Without those that mean something else in the present view. */
function keysHere(
  { keys, command, contexts }: KeySection<Command>['bindings'][number],
  table: KeyTable,
  context: ViewContext,
): readonly string[] {
  if (!contexts.includes(context)) return keys;
  return keys.filter((key) => table.commandOf(key, context) === command);
}
