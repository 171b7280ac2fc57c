import { expect, test } from 'vitest';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { compareMessages } from '../../../src/view/messages/compare-messages.ts';
import { comparisonRows } from '../../../src/view/messages/comparison-rows.ts';
import { rowText } from '../../../src/view/text/styled-row.ts';

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
    '≠ cseq       1                  2 +1',
    '≠ trailer/to 2                  —',
    '≠ cseq#1     —                  3',
    '  aor  1000',
  ]);
});

test('long values stand below each other, from just before what differs in them', () => {
  const rows = comparisonRows(
    compareMessages(
      [
        field('uri', 'INVITE sip:1000@192.0.2.4:5060 SIP/2.0'),
        { ...field('expires', 1795426411), shown: '2026-11-23 09:33:31 UTC' },
        field('via', `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK😀-one`),
      ],
      [
        field('uri', 'INVITE sip:1000@192.0.2.12:6105 SIP/2.0'),
        { ...field('expires', 1795426531), shown: '2026-11-23 09:35:31 UTC' },
        field('via', `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK😁-two`),
      ],
    ),
    54,
  );
  expect(rows.map(rowText)).toEqual([
    '≠ uri     INVITE sip:1000@192.0.2.4:5060 SIP/2.0',
    '          INVITE sip:1000@192.0.2.12:6105 SIP/2.0',
    '≠ expires 1795426411 (2026-11-23 09:33:31 UTC)',
    '          1795426531 (2026-11-23 09:35:31 UTC) +120',
    '≠ via     …=z9hG4bK😀-one',
    '          …=z9hG4bK😁-two',
  ]);
  expect(rows[0]?.map(({ text, style }) => [text, style]).slice(2)).toEqual([
    ['INVITE sip:1000@192.0.2.', 'dim'],
    ['4:5060', 'problem'],
    [' SIP/2.0', 'dim'],
  ]);
});
