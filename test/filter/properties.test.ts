import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilterNode } from '../../src/filter/ast.ts';
import { checkFilter } from '../../src/filter/check.ts';
import { compileFilter } from '../../src/filter/compile.ts';
import { complete } from '../../src/filter/completion.ts';
import { explain } from '../../src/filter/explain.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { MessageId } from '../../src/ids.ts';
import { anyFilter, anyRow, strangeFilter } from './arbitraries.ts';
import { naive } from './naive.ts';
import { RowFacts } from './rows.ts';

/** Text that is nearly a filter. */
const nearly = fc
  .array(
    fc.constantFrom(
      ...[
        'aor',
        'status',
        'field',
        'is',
        'ip',
        'len',
        ':',
        ':',
        '>',
        '=',
        '~',
        '!',
        '-',
        '(',
        ')',
        '"',
        '/',
        '\\',
      ],
      ...[
        '*',
        ',',
        '.',
        ' ',
        ' ',
        'or',
        'and',
        'not',
        '&&',
        '||',
        '|',
        '&',
        '1',
        '4xx',
        '10.0.0.1',
        '/8',
        '[',
        ']',
      ],
      ...['internal', 'i', '\n', '\u{1F600}', '\uD800', '\u2028'],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const anyText = fc.oneof(nearly, nearly, fc.string({ unit: 'binary', maxLength: 60 }));

const VOCABULARY = {
  capabilities: ['usrloc'],
  types: ['X'],
  methods: ['BYE'],
  nodes: ['1'],
  fields: ['aor'],
  aors: [],
  callIds: [],
};

function withoutPositions(node: FilterNode): unknown {
  return JSON.parse(
    JSON.stringify(node, (name, value) => (name === 'from' || name === 'to' ? undefined : value)),
  );
}

test('any text is read, its errors lie inside it, and what is left can be explained', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { filter, errors } = parseFilter(text);
      for (const { from, to, message, hint } of errors) {
        expect(from >= 0 && from <= to && to <= text.length && message !== '' && hint !== '').toBe(true);
      }
      expect(checkFilter(filter)).toEqual([]);
      const again = parseFilter(explain(filter));
      expect(again.errors).toEqual([]);
      expect(withoutPositions(again.filter)).toEqual(withoutPositions(filter));
    }),
    { numRuns: 3000 },
  );
});

test('completion fits any text and cursor, and what it replaces holds the cursor', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, number) => {
      const cursor = number % (text.length + 1);
      const { from, to } = complete(text, cursor, VOCABULARY);
      expect(from <= cursor && cursor <= to && from >= 0 && to <= text.length).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('explained filters read as what they were', () => {
  for (const [filters, numRuns] of [
    [anyFilter, 300],
    [strangeFilter, 1000],
  ] as const) {
    fc.assert(
      fc.property(filters, (filter) => {
        fc.pre(checkFilter(filter).length === 0);
        const { filter: again, errors } = parseFilter(explain(filter));
        expect(errors).toEqual([]);
        expect(withoutPositions(again)).toEqual(withoutPositions(filter));
      }),
      { numRuns },
    );
  }
});

test('compiled filters agree with the language written down plainly', () => {
  fc.assert(
    fc.property(anyFilter, fc.array(anyRow, { minLength: 1, maxLength: 20 }), (filter, rows) => {
      const facts = new RowFacts(rows);
      const compiled = compileFilter(filter, facts);
      const verdicts = () => rows.map((_, at) => compiled.matches(at as MessageId));
      expect(verdicts()).toEqual(rows.map((row) => naive(filter, row, facts.nodes)));
      facts.nodes.set('10.0.0.1', 1).set('10.9.0.1', 2);
      facts.revision++;
      expect(verdicts()).toEqual(rows.map((row) => naive(filter, row, facts.nodes)));
    }),
    { numRuns: 1000 },
  );
});
