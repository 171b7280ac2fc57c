import { expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { markNegatedTerms } from '../../../src/cli/request/negated-terms.ts';

const program = createProgram(() => {});
const mark = (line: string) => markNegatedTerms(line.split(' '), program).join(' ');

test.each([
  ['a.pcap -aor:1000', 'a.pcap -F -aor:1000'],
  ['a.pcap -is:internal -node:2 -q', 'a.pcap -F -is:internal -F -node:2 -q'],
  ['a.pcap -Call-ID:x', 'a.pcap -F -Call-ID:x'],
  ['a.pcap -(x -/y/', 'a.pcap -F -(x -F -/y/'],
])('terms that begin with a hyphen become -F: %s', (line, marked) => {
  expect(mark(line)).toBe(marked);
});

test.each([
  '-F -aor:1000 a.pcap',
  '--filter -is:cut a.pcap',
  '-a 1000 -n 3 -q --json a.pcap',
  '-a1000 --aor=1000 -O x.pcapng - a.pcap',
  'a.pcap -- -aor:1000',
  '-zzz:1 a.pcap',
])('what is an option stays one: %s', (line) => {
  expect(mark(line)).toBe(line);
});
