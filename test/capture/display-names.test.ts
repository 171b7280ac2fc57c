import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayNames } from '../../src/capture/display-names.ts';

test('base names, as long as they differ', () => {
  expect(displayNames(['/a/node1.pcap', 'node2.pcap', '-'])).toEqual(['node1.pcap', 'node2.pcap', '-']);
  expect(displayNames([])).toEqual([]);
});

test('as many folders as it takes', () => {
  expect(displayNames(['a/x.pcap', 'b/x.pcap', 'y.pcap'])).toEqual(['a/x.pcap', 'b/x.pcap', 'y.pcap']);
  expect(displayNames(['/p/a/x.pcap', '/q/a/x.pcap'])).toEqual(['p/a/x.pcap', 'q/a/x.pcap']);
  expect(displayNames(['x.pcap', 'a/x.pcap'])).toEqual(['x.pcap', 'a/x.pcap']);
  expect(displayNames(['./a/x.pcap', 'b//x.pcap'])).toEqual(['a/x.pcap', 'b/x.pcap']);
});

test('the same path twice', () => {
  expect(displayNames(['a/x.pcap', 'a/x.pcap', 'a/x.pcap'])).toEqual([
    'a/x.pcap',
    'a/x.pcap (2)',
    'a/x.pcap (3)',
  ]);
});

test('never two alike', () => {
  const part = fc.constantFrom('a', 'b', 'x.pcap', 'x.pcap (2)');
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
      const names = displayNames(paths);
      expect(new Set(names).size).toBe(paths.length);
    }),
  );
});
