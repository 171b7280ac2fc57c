import { expect, test } from 'vitest';
import type { FieldNode } from '../../decoders/bytes/field-node.ts';
import { compareMessages, comparisonRows } from '../../src/view/compare-messages.ts';
import { rowText } from '../../src/view/styled-row.ts';

const field = (name: string, value: string | number): FieldNode => ({ name, from: 0, to: 1, value });

test('fields are compared by name, groups and repetitions too', () => {
  const left = [
    field('aor', '1000'),
    field('cseq', 1),
    { name: 'trailer', from: 0, to: 1, children: [field('to', 2)] },
  ];
  const right = [field('aor', '1000'), field('cseq', 2), field('cseq', 3)];
  expect(compareMessages(left, right)).toEqual([
    { path: 'aor', left: '1000', right: '1000' },
    { path: 'cseq', left: '1', right: '2' },
    { path: 'trailer/to', left: '2', right: undefined },
    { path: 'cseq#1', left: undefined, right: '3' },
  ]);
  expect(comparisonRows(compareMessages(left, right), 50).map(rowText)).toEqual([
    '  aor        1000',
    '≠ cseq       1                  2',
    '≠ trailer/to 2                  —',
    '≠ cseq#1     —                  3',
  ]);
});
