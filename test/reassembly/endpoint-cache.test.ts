import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndpointCache } from '../../src/reassembly/endpoint-cache.ts';
import { EndpointTable } from '../../src/tables/endpoints.ts';

test('any sequence of look-ups gives the same as the table', () => {
  // ShortList different bytes, so that endpoints come again and differ in single places.
  const byte = fc.constantFrom(0, 1, 255);
  const address = fc.oneof(
    fc.array(byte, { minLength: 4, maxLength: 4 }),
    fc.array(byte, { minLength: 16, maxLength: 16 }),
    fc.constant(new Array<number>(16).fill(0)),
    fc.constant([0, 0, 0, 0]),
  );
  const port = fc.constantFrom(0, 1, 5060, 65_535);
  fc.assert(
    fc.property(fc.array(fc.tuple(address, port), { maxLength: 60 }), (wanted) => {
      const table = new EndpointTable();
      const cache = new EndpointCache(table);
      for (const [bytes, number] of wanted) {
        const length = bytes.length as 4 | 16;
        const array = Uint8Array.from([9, ...bytes, 9]);
        const id = cache.endpoint(array, 1, length, number);
        expect(id).toBe(table.endpoint(table.address(array, 1, length), number));
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['IPv4', 4, 0],
  ['IPv6, first word', 16, 0],
  ['IPv6, second word', 16, 4],
  ['IPv6, third word', 16, 8],
  ['IPv6, last word', 16, 12],
] as const)('more endpoints than it has room for: %s', (_name, length, at) => {
  const table = new EndpointTable();
  const cache = new EndpointCache(table);
  const bytes = new Uint8Array(length).fill(1);
  const ids = new Set<number>();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5000; i++) {
      bytes.set([10, 0, i >> 8, i & 255], at);
      ids.add(cache.endpoint(bytes, 0, length, 1024));
    }
  }
  expect(ids.size).toBe(5000);
  expect(table.size).toBe(5000);
});

test('ports of one address, and an address that is the beginning of another', () => {
  const table = new EndpointTable();
  const cache = new EndpointCache(table);
  const zeros = new Uint8Array(16);
  const ids = new Set<number>();
  for (let port = 0; port < 65_536; port += 13) {
    ids.add(cache.endpoint(zeros, 0, 4, port)).add(cache.endpoint(zeros, 0, 16, port));
  }
  expect(ids.size).toBe(2 * Math.ceil(65_536 / 13));
});
