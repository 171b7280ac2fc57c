import { expect, test } from 'vitest';
import { colonAdvice } from '../../src/filter/colon-advice.ts';
import { parseFilter } from '../../src/filter/parser.ts';

test.each([
  ['aor=1201', '"aor=1201" is text; as a key: aor:1201'],
  ['-(call-id==c1@h)', '"call-id==c1@h" is text; as a key: callid:c1@h'],
  ['aor == 1201', 'between a key and its value is a colon: aor:1201'],
  ['"aor=1201"', undefined],
  ['expires=300 transport=tcp', undefined],
  ['aor:1201 port>5060', undefined],
])('%s', (text, advice) => {
  expect(colonAdvice(parseFilter(text).filter)).toBe(advice);
});
