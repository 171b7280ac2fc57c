import { expect, test } from 'vitest';
import { fieldMeanings } from '../../../src/output/json/field-meanings.ts';

test('times are as everywhere in JSON, RFC 3339 with nine decimals, other meanings as on the screen', () => {
  const place = { from: 0, to: 4 };
  const nodes = [
    {
      ...place,
      name: 'expires',
      value: 1_764_000_000,
      shown: '2025-11-24 16:00:00 UTC',
      quantity: 'unix time',
    },
    { ...place, name: 'timeout', value: 0, shown: 'none' },
    { ...place, name: 'interval', value: 60, shown: '60 s', quantity: 'seconds' },
  ] as const;
  expect(fieldMeanings(nodes)).toEqual({
    expires: '2025-11-24T16:00:00.000000000Z',
    timeout: 'none',
    interval: '60 s',
  });
});
