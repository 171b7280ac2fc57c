import { expect, test } from 'vitest';
import { sortOperands } from '../../src/cli/operands.ts';

const THERE = new Set(['a.pcap', 'b.pcap', 'odd', 'aor:1000']);
const sort = (...operands: string[]) => sortOperands(operands, (path) => THERE.has(path));

test('what exists is a capture, what comes after the last one is a filter', () => {
  expect(sort('a.pcap', 'odd')).toEqual({ files: ['a.pcap', 'odd'], filters: [] });
  expect(sort('a.pcap', 'aor:1001')).toEqual({ files: ['a.pcap'], filters: ['aor:1001'] });
  expect(sort('-', 'status:4xx', 'or method:BYE x'.slice(3))).toEqual({
    files: ['-'],
    filters: ['status:4xx', 'method:BYE x'],
  });
  expect(sort('aor:1000')).toEqual({ files: ['aor:1000'], filters: [] });
  expect(sort()).toEqual({ files: [], filters: [] });
});

test('a filter may look like a path', () => {
  expect(sort('a.pcap', '/INVITE.*1000/i').filters).toEqual(['/INVITE.*1000/i']);
  expect(sort('a.pcap', 'SIP/2.0').filters).toEqual(['SIP/2.0']);
});

test.each([['c.pcap'], ['c.pcapng.gz'], ['dir/c.cap'], ['a.pcap', 'c.pcap'], ['/tmp/capture1']])(
  'what looks like a capture and is not there is missed: %s %s',
  (...operands) => {
    expect(() => sort(...operands)).toThrow(`${operands[operands.length - 1]}: no such file; check the path`);
  },
);

test('words that only together are a filter', () => {
  expect(sort('a.pcap', 'not', 'aor:1001').filters).toEqual(['not aor:1001']);
  expect(sort('a.pcap', 'aor:1001', 'or', 'method:BYE').filters).toEqual(['aor:1001 or method:BYE']);
  expect(sort('a.pcap', 'aor:1001 or aor:1002', 'method:BYE').filters).toEqual([
    'aor:1001 or aor:1002',
    'method:BYE',
  ]);
  expect(() => sort('a.pcap', 'or', 'c.pcap')).toThrow('c.pcap: no such file');
});

test('a filter in front of a file is missed as a file, or as a command', () => {
  expect(() => sort('status:4xx', 'a.pcap')).toThrow(/^status:4xx: no such file[^?]*$/);
  expect(() => sort('pakets', 'a.pcap')).toThrow('Did you mean the command "packets"?');
});

test('what is neither says so', () => {
  // These were meant as filters: the mistake in them is shown elsewhere, in full.
  expect(sort('a.pcap', '/(/').filters).toEqual(['/(/']);
  expect(sort('a.pcap', '/x/q').filters).toEqual(['/x/q']);
  expect(() => sort('a.pcap', 'and')).toThrow(
    "and: no such file, and no filter: Nothing stands before 'and'",
  );
});
