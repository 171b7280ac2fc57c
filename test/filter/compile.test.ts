import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../src/filter/compile.ts';
import { withDefaults } from '../../src/filter/defaults.ts';
import { explain } from '../../src/filter/explain.ts';
import { filterErrorLine } from '../../src/filter/filter-error.ts';
import { fromOptions } from '../../src/filter/options.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import { RegexLimits } from '../../src/filter/predicates/guarded-regex.ts';
import type { MessageId } from '../../src/ids.ts';
import { packet, RowFacts, request, response } from './rows.ts';

const FIRST = 0 as MessageId;
const SECOND = 1 as MessageId;
const parse = (text: string) => parseFilter(text).filter;

describe('cost', () => {
  test('bytes are read only where the index cannot decide', () => {
    const facts = new RowFacts([request('REGISTER', { text: 'alice' }), response(200, 'REGISTER')]);
    const both = compileFilter(parse('alice /x/ field:a method:INVITE'), facts);
    expect(both.matches(FIRST)).toBe(false);
    const cheap = compileFilter(parse('field:a or alice or (b is:response) or is:request'), facts);
    expect(cheap.matches(FIRST)).toBe(true);
    expect([facts.textReads, facts.fieldReads]).toEqual([0, 0]);
    const either = compileFilter(parse('field:a or (b is:response) or alice'), facts);
    expect(either.matches(FIRST)).toBe(true);
    expect([facts.textReads, facts.fieldReads]).toEqual([1, 0]);
  });

  test('once per message, however many terms ask', () => {
    const facts = new RowFacts([request('A', { text: 'alice', fields: { a: 1, b: 2 } })]);
    const filter = compileFilter(parse('alice ALI /ce/ -bob field:a field:b==2'), facts);
    expect(filter.matches(FIRST)).toBe(true);
    expect([facts.textReads, facts.fieldReads]).toEqual([1, 1]);
  });

  test('a kind is judged once', () => {
    const facts = new RowFacts([request('BYE'), request('BYE')]);
    const filter = compileFilter(parse('method:BYE'), facts);
    for (let i = 0; i < 10; i++) expect(filter.matches(i % 2 === 0 ? FIRST : SECOND)).toBe(true);
    expect(facts.describedKinds).toBe(1);
  });

  test('the filter says what it needs', () => {
    const facts = new RowFacts([]);
    const needs = (text: string) => compileFilter(parse(text), facts).needsBytes;
    expect(['a', '/a/', 'field:a', '-(is:cut or a)'].map(needs)).toEqual([true, true, true, true]);
    expect(['', 'aor:1', 'is:sync or -node:1'].map(needs)).toEqual([false, false, false]);
    const depends = (text: string) => compileFilter(parse(text), facts).dependsOnRevision;
    expect(['node:1', '-(a or to:2)', 'aor:1', 'status:4xx'].map(depends)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

test('new facts count from the next revision on', () => {
  const facts = new RowFacts([request('REGISTER', { from: { ip: '10.0.0.1', port: 5060 } })]);
  const filter = compileFilter(parse('-(-from:2) or status:404'), facts);
  expect(filter.matches(FIRST)).toBe(false);
  facts.nodes.set('10.0.0.1', 2);
  expect(filter.matches(FIRST)).toBe(false);
  facts.revision++;
  expect(filter.matches(FIRST)).toBe(true);
});

test('memos grow with the ids and keep what they know', () => {
  const rows = Array.from({ length: 500 }, (_, at) =>
    request(`M${at}`, { aors: [`${at}`], callIds: [`c${at}`] }),
  );
  const facts = new RowFacts(rows);
  const filter = compileFilter(parse('aor:4*9 or callid:c30* or method:M25*'), facts);
  const found = rows.flatMap((_, at) => (filter.matches(at as MessageId) ? [at] : []));
  const expected = rows.flatMap((_, at) => (/^(4\d*9|30\d*|25\d*)$/.test(String(at)) ? [at] : []));
  expect(found).toEqual(expected);
  const described = facts.describedKinds;
  for (let at = 0; at < rows.length; at++) filter.matches(at as MessageId);
  expect(facts.describedKinds).toBe(described);
});

test('a regular expression sees no more than the limit, and that is counted', () => {
  const facts = new RowFacts([request('A', { text: `${'x'.repeat(100)}end` })]);
  const short = compileFilter(parse('/end/'), facts, { limits: new RegexLimits(100) });
  expect([short.matches(FIRST), short.limitsReached.shortened]).toEqual([false, 1]);
  const long = compileFilter(parse('/end/'), facts);
  expect([long.matches(FIRST), long.limitsReached.shortened]).toEqual([true, 0]);
});

test('terms made by hand that mean nothing hold for nothing', () => {
  const facts = new RowFacts([request('A')]);
  const value = { pieces: ['?'], from: 0, to: 0 };
  for (const node of [
    { kind: 'key', key: 'status', values: [value], from: 0, to: 0 },
    { kind: 'key', key: 'is', values: [value], from: 0, to: 0 },
    { kind: 'key', key: 'node', values: [value], from: 0, to: 0 },
    { kind: 'regex', source: '(', flags: '', from: 0, to: 0 },
  ] as const) {
    expect(compileFilter(node, facts).matches(FIRST)).toBe(false);
  }
});

describe('withDefaults', () => {
  test.each([
    ['', '-is:internal'],
    ['aor:1000', 'aor:1000 -is:internal'],
    ['a or b', '(a or b) -is:internal'],
    ['is:internal', 'is:internal'],
    ['is:Internal,cut', 'is:Internal,cut'],
    ['-is:internal', '-is:internal'],
    ['a or -(b is:internal)', 'a or -(b is:internal)'],
    ['cap:clusterer-internal', 'cap:clusterer-internal'],
    ['cap:CLUSTERER', 'cap:CLUSTERER'],
    ['cap:clusterer*', 'cap:clusterer*'],
    ['cap:clusterer-extra', 'cap:clusterer-extra -is:internal'],
    ['cap:*', 'cap:* -is:internal'],
    ['is:sync', 'is:sync -is:internal'],
    ['internal', 'internal -is:internal'],
    ['aor:1 or no:#286', 'aor:1 or no:#286'],
    ['-no:286', '-no:286 -is:internal'],
    ['no:280-286', 'no:280-286 -is:internal'],
  ])('%s', (text, expected) => {
    expect(explain(withDefaults(parse(text), { all: false }))).toBe(expected);
    expect(explain(withDefaults(parse(text), { all: true }))).toBe(explain(parse(text)));
  });

  test('hides internal messages', () => {
    const facts = new RowFacts([packet('clusterer-internal', 0, 'CLUSTERER_PING'), request('BYE')]);
    const filter = compileFilter(withDefaults(parse(''), { all: false }), facts);
    expect([filter.matches(FIRST), filter.matches(SECOND)]).toEqual([false, true]);
  });
});

describe('fromOptions', () => {
  test('the same repeated is or, different ones are and', () => {
    const { filter, errors } = fromOptions({
      aor: ['1000', '2*@h'],
      node: ['1', '10.0.0.1'],
      method: ['INVITE'],
    });
    expect(errors).toEqual([]);
    expect(explain(filter)).toBe('aor:1000,2*@h node:1,10.0.0.1 method:INVITE');
    expect(explain(fromOptions({ capability: ['usrloc'], callId: ['x'] }).filter)).toBe(
      'callid:x cap:usrloc',
    );
    expect(explain(fromOptions({}).filter)).toBe('');
  });

  test('values are not cut at blanks, commas or quotes', () => {
    const { filter } = fromOptions({ callId: ['a,b "c" (d)', 'x\\*\\y*'] });
    expect(explain(filter)).toBe('callid:"a,b \\"c\\" (d)","x\\*\\\\y*"');
    const again = parseFilter(explain(filter));
    expect(explain(again.filter)).toBe(explain(filter));
  });

  test('names the option whose value cannot be used', () => {
    const { errors } = fromOptions({ node: ['x', '1'], aor: [''] });
    expect(errors.map(({ option, value }) => [option, value])).toEqual([
      ['--aor', ''],
      ['--node', 'x'],
    ]);
  });
});

test('an error in one line', () => {
  const text = 'alice is:foo';
  const [error] = parseFilter(text).errors;
  expect(error && filterErrorLine(text, error)).toMatch(/^filter, character 10 \("foo"\): is: does not know/);
});
