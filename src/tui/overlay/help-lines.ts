import { KEY_DOCS } from '../../filter/keys.ts';
import { type Row, span } from '../../view/styled-row.ts';
import { BINDINGS, type Binding, keyLabel } from '../keys.ts';
import type { Context } from '../model.ts';

/** The page of help, made from the table of keys and the filter's own table. */
export function helpLines(): readonly Row[] {
  return [
    ...SECTIONS.flatMap(([title, belongs]) => section(title, BINDINGS.filter(belongs))),
    [span('Display filter', 'heading')],
    [span('  Terms side by side are "and"; or, not or a leading -, ( ). Bare words search the text.', 'dim')],
    ...KEY_DOCS.map((key): Row => [span(`  ${key.example}`.padEnd(WIDTH), 'key'), span(key.doc)]),
    [span('  /regex/i'.padEnd(WIDTH), 'key'), span('messages whose text the regular expression matches')],
  ];
}

const WIDTH = 26;

type Belongs = (binding: Binding) => boolean;

const only =
  (...wanted: readonly Context[]): Belongs =>
  ({ contexts }) =>
    contexts.every((context) => wanted.includes(context));
const inDetail = only('tree', 'bytes');
const inFilter = only('filter');
const inPages = only('page');
const inOverlay: Belongs = ({ contexts }) => contexts.includes('overlay');
const everywhere: Belongs = ({ contexts }) => contexts.includes('overlay') && contexts.includes('filter');

const SECTIONS: readonly (readonly [string, Belongs])[] = [
  ['Messages', (one) => !inDetail(one) && !inFilter(one) && !inOverlay(one) && !inPages(one)],
  ['Flows, ladder, AORs, cluster', inPages],
  ['Inside a message', (one) => inDetail(one) || (one.command === 'back' && !inFilter(one))],
  [
    'Moving',
    (one) => inOverlay(one) && !everywhere(one) && one.command !== 'leave' && one.command !== 'back',
  ],
  ['Typing a filter', inFilter],
  ['Everywhere', everywhere],
];

function section(title: string, bindings: readonly Binding[]): readonly Row[] {
  return [
    [span(title, 'heading')],
    ...bindings.map(
      (one): Row => [span(`  ${one.keys.map(keyLabel).join('  ')}`.padEnd(WIDTH), 'key'), span(one.help)],
    ),
    [],
  ];
}
