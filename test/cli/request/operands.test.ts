import { describe, expect, test } from 'vitest';
import { flowIdFirst, sortOperands } from '../../../src/cli/request/operands.ts';

const THERE = new Set(['a.pcap', 'b.pcap', 'odd', 'aor:1000']);
const sort = (...operands: string[]) => sortOperands(operands, (path) => THERE.has(path));

test('existing files are captures, words after the last one are the filter', () => {
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

test.each([
  ['c.pcap'],
  ['c.pcapng.gz'],
  ['dir/c.cap'],
  ['a.pcap', 'c.pcap'],
  ['/tmp/capture1'],
  ['c/*.pcap*'],
])('what looks like a capture and is not there is missed: %s %s', (...operands) => {
  expect(() => sort(...operands)).toThrow(`${operands[operands.length - 1]}: no such file; check the path`);
});

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

test('a word that is neither is an error', () => {
  // These were meant as filters: the mistake in them is shown elsewhere, in full.
  expect(sort('a.pcap', '/(/').filters).toEqual(['/(/']);
  expect(sort('a.pcap', '/x/q').filters).toEqual(['/x/q']);
  expect(() => sort('a.pcap', 'and')).toThrow(
    "and: no such file, and no filter: Nothing stands before 'and'",
  );
});

describe('an expression of tcpdump is told from a display filter', () => {
  test.each([
    [['udp port 5060 and host 192.0.2.1'], "'port:5060 and ip:192.0.2.1'"],
    [['src', '192.0.2.1', 'and', 'not', 'tcp', 'port', '22'], "'from:192.0.2.1 and not port:22'"],
    [['(dst host 2001:db8::1 or net 10.0.0.0/8)', 'and', 'portrange', '5060-5080'], undefined],
  ])('%j', (words, display) => {
    const text = words.join(' ');
    const shown = display ?? "'(to:2001:db8::1 or ip:10.0.0.0/8) and port:5060-5080'";
    const advice = `"${text}" is a capture filter: with -d it goes behind -f; as a display filter it is ${shown}`;
    expect(() => sort('a.pcap', ...words)).toThrow(advice);
    // A folder of that name may be there, too: src.
    expect(() => sortOperands(words.join(' ').split(' '), (path) => path === words.at(-1))).toThrow('-f');
  });

  test.each([
    [['port', '5060'], 'port:5060'],
    [['udp port 5060'], 'port:5060'],
    [['tcp', 'port', '5555'], 'port:5555'],
    [['host', '192.0.2.1'], 'ip:192.0.2.1'],
    [['host 2001:db8::1'], 'ip:2001:db8::1'],
  ])('%j, a single term, is taken as one', (words, display) => {
    const captureFilter = words.join(' ');
    expect(sort('a.pcap', ...words)).toEqual({ files: ['a.pcap'], filters: [display], captureFilter });
  });

  test('options without a counterpart get an explanation', () => {
    expect(() => sort('host 192.0.2.1 and vlan')).toThrow(/goes behind -f$/);
  });

  test.each(['port', 'report 5', 'port:5060', 'host', '"port 5060"', 'support 5060', 'host name'])(
    '%s is none',
    (text) => {
      expect(sort('a.pcap', text).filters).toEqual([text]);
    },
  );
});

test('the id of a flow comes first, also where it was given behind the captures', () => {
  const first = (...operands: string[]) => flowIdFirst(operands, (path) => THERE.has(path));
  expect(first('f1', 'a.pcap')).toEqual(['f1', 'a.pcap']);
  expect(first('a.pcap', 'odd', 'f1', 'aor:1')).toEqual(['f1', 'a.pcap', 'odd', 'aor:1']);
  expect(() => first('a.pcap', 'b.pcap')).toThrow('comes before the captures: syncgrep flow f1 a.pcap');
});
