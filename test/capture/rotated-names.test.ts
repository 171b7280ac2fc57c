import { describe, expect, test } from 'vitest';
import { laterName } from '../../src/capture/rotated-names.ts';

describe('a later file of a capturing program', () => {
  test.each([
    ['a.pcap', 'a.pcap1'],
    ['a.pcap1', 'a.pcap2'],
    ['a.pcap9', 'a.pcap10'],
    ['a.pcap00', 'a.pcap01'],
    ['/var/tmp/a.pcap9.gz', '/var/tmp/a.pcap10.gz'],
    ['a_00001_20250131120000.pcapng', 'a_00002_20250131120500.pcapng'],
    ['a_00002_20250131120000.pcap', 'a_00003_20250131120000.pcap'],
    ['a_20250131120000_00001.pcapng', 'a_20250131120500_00002.pcapng'],
    ['node1-2025-01-31_12:00:00.pcap', 'node1-2025-01-31_12:05:00.pcap'],
    ['node1-2025-01-31_23:55:00.pcap', 'node1-2025-02-01_00:00:00.pcap'],
    ['a-1738324800.pcap', 'a-1738325100.pcap'],
    ['a-120000.pcap', 'a-120100.pcap'],
  ])('%s, %s', (earlier, path) => {
    expect(laterName(earlier, path)).toBe('rotated');
    expect(laterName(path, earlier)).toBeUndefined();
  });
});

test.each([
  ['a-000.pcap', 'a-001.pcap'],
  ['a-001.pcap', 'a-003.pcap'],
  ['sbc-001_20250131.pcap', 'sbc-002_20250131.pcap'],
  ['a-999.pcap', 'a-1000.pcap'],
])('%s, %s are counted: files of one capture, or hosts', (earlier, path) => {
  expect(laterName(earlier, path)).toBe('counted');
  expect(laterName(path, earlier)).toBeUndefined();
});

test.each([
  ['node1.pcap', 'node2.pcap'],
  ['node1-eth0.pcap', 'node2-eth0.pcap'],
  ['sbc01.pcap', 'sbc02.pcap'],
  ['10.9.0.1.pcap', '10.9.0.2.pcap'],
  ['node1_00001.pcap', 'node2_00003.pcap'],
  ['a-001.pcap', 'b-002.pcap'],
  ['x/a-001.pcap', 'y/a-002.pcap'],
  ['a_00001_20250131120500.pcap', 'a_00002_20250131120000.pcap'],
  ['bridge.pcap', 'node1.pcap'],
  ['a.pcap', 'a.pcap'],
])('%s and %s need not belong together', (earlier, path) => {
  expect(laterName(earlier, path)).toBeUndefined();
});
