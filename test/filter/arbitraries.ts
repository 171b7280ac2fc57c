import fc from 'fast-check';
import {
  and,
  type FieldOperator,
  type FilterNode,
  type FilterTerm,
  type FilterValue,
  filterValue,
  type KeyName,
  keyTerm,
  not,
  or,
} from '../../src/filter/ast.ts';
import { packet, type Row, request, response } from './rows.ts';

const plain = (...texts: string[]) => fc.constantFrom(...texts).map((text) => filterValue([text]));
const wild = (...texts: string[]) =>
  fc.constantFrom(...texts).map((text) => filterValue(text.split('*') as [string, ...string[]]));

const NETWORKS = ['10.0.0.1', '10.0.0.2', '10.0.0.0/31', '10.0.0.0/8', '192.168.0.0/16', '0.0.0.0/0'];
const RANGES = ['1', '2', '1-2', '>1', '>=2', '<2', '<=1'];

/** Values that mean something, and that rows of `anyRow` may go with. */
const VALUES: Readonly<Record<KeyName, fc.Arbitrary<FilterValue>>> = {
  aor: wild('1000', '1*', 'bob', '1000@a.org', '*@A.org', '1*@b.*', '*'),
  callid: wild('c1', 'c*', '*1', 'c 1', 'c*1*1'),
  cap: wild('usrloc-contact-repl', 'usrloc', 'CLUSTERER', 'cl*', '*repl', 'l'),
  type: wild('REPL_UCONTACT_INSERT', 'insert', 'PING', '*PING', 'REPL*', '0', '3'),
  node: plain('1', '2', '3'),
  from: plain('1', '2', ...NETWORKS),
  to: plain('1', '2', ...NETWORKS),
  ip: plain(...NETWORKS),
  port: plain('5060', '5555', '5000-5100', '>5060', '<=5060'),
  method: wild('INVITE', 'invite', 'I*', '*E', 'BYE'),
  status: plain('200', '4xx', '404', '200-299', '>=400'),
  proto: plain('sip', 'bin'),
  is: plain(
    ...['internal', 'sync', 'request', 'response', 'decoded', 'partial'],
    ...['unknown', 'malformed', 'cut', 'retransmitted'],
  ),
  cluster: plain(...RANGES),
  len: plain(...RANGES),
  no: plain(...RANGES, '#2'),
  time: plain('+1..+2', '+1..', '..+2', '+2', '03:04:06..', '..03:04:07Z', '2026-01-02T03:04:06Z..03:04:07'),
};

const key = fc
  .constantFrom(...(Object.keys(VALUES) as KeyName[]))
  .chain((name) =>
    fc.array(VALUES[name], { minLength: 1, maxLength: 3 }).map((values) => keyTerm(name, values)),
  );

const field: fc.Arbitrary<FilterTerm> = fc.record({
  kind: fc.constant('field' as const),
  path: fc.constantFrom(['expires'], ['state'], ['none']),
  operator: fc.constantFrom<FieldOperator>('==', '!=', '>', '>=', '<', '<=', '~'),
  values: fc.array(plain('0', '3', '60', '3600'), { minLength: 1, maxLength: 2 }),
  from: fc.constant(0),
  to: fc.constant(0),
});

const present: fc.Arbitrary<FilterTerm> = fc.constantFrom('expires', 'none').map((name) => ({
  kind: 'field',
  path: [name],
  operator: 'present',
  values: [],
  from: 0,
  to: 0,
}));

const word: fc.Arbitrary<FilterTerm> = fc
  .constantFrom('alice', 'ALICE', 'bob', '\r\n', 'or', 'a "b"', '\\*')
  .map((text) => ({ kind: 'text', text, from: 0, to: 0 }));

const regex: fc.Arbitrary<FilterTerm> = fc
  .constantFrom(['^bob', 'm'], ['ali.*bob', 's'], ['[/"]', ''], ['ALICE', 'i'])
  .map(([source, flags]) => ({
    kind: 'regex',
    source: source as string,
    flags: flags as string,
    from: 0,
    to: 0,
  }));

/** Filters of ordinary terms. */
export const anyFilter: fc.Arbitrary<FilterNode> = treeOf(
  fc.oneof(key, key, key, field, present, word, regex),
);

/** Filters whose values and words are any text at all, meaningful or not. */
export const strangeFilter: fc.Arbitrary<FilterNode> = treeOf(
  fc.oneof(
    fc
      .tuple(fc.constantFrom<KeyName>('aor', 'callid', 'cap', 'type', 'method'), anyValues())
      .map(([name, values]) => keyTerm(name, values)),
    fc
      .string({ unit: 'binary', minLength: 1 })
      .map((text): FilterTerm => ({ kind: 'text', text, from: 0, to: 0 })),
    fc.tuple(fc.constantFrom<FieldOperator>('==', '!=', '~', '<', '>='), anyValues()).map(
      ([operator, values]): FilterTerm => ({
        kind: 'field',
        path: ['a', '**'],
        operator,
        values,
        from: 0,
        to: 0,
      }),
    ),
  ),
);

function anyValues(): fc.Arbitrary<FilterValue[]> {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a*', ' ', '\\', '"', '=', '||'),
  );
  const pieces = fc.array(text, { minLength: 1, maxLength: 3 });
  const value = pieces.map((all) => filterValue(all as [string, ...string[]]));
  return fc.array(value, { minLength: 1, maxLength: 3 });
}

function treeOf(term: fc.Arbitrary<FilterNode>): fc.Arbitrary<FilterNode> {
  const { tree } = fc.letrec<{ tree: FilterNode }>((tie) => {
    const some = fc.array(tie('tree'), { minLength: 2, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        term,
        some.map((children) => and(children)),
        some.map((children) => or(children as [FilterNode, ...FilterNode[]])),
        tie('tree').map((child) => not(child)),
      ),
    };
  });
  return tree;
}

const endpoint = fc.record({
  ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.9.0.1', '192.168.0.1'),
  port: fc.constantFrom(5060, 5061, 5555),
});

const fields = fc.record(
  { expires: fc.constantFrom(0, 60, 3600), state: fc.constantFrom(3, 4) },
  { requiredKeys: [] },
);

const rest: fc.Arbitrary<Partial<Row>> = fc.record({
  from: endpoint,
  to: endpoint,
  status: fc.integer({ min: 1, max: 4 }),
  cut: fc.constantFrom(0, 1, 4),
  retransmissions: fc.nat(1),
  length: fc.integer({ min: 0, max: 3 }),
  number: fc.integer({ min: 1, max: 3 }),
  time: fc.constantFrom(-1, 0, 0.5, 1, 1.5, 2, 2.5, 3),
  source: fc.integer({ min: 0, max: 3 }),
  destination: fc.integer({ min: 0, max: 3 }),
  cluster: fc.integer({ min: 0, max: 3 }),
  aors: fc.array(fc.constantFrom('1000', '1000@a.org', '1001@B.org', 'bob', 'bob@a.org'), { maxLength: 3 }),
  callIds: fc.array(fc.constantFrom('c1', 'c 1', 'c1c1', '1000'), { maxLength: 2 }),
  text: fc.constantFrom('', 'Alice', 'alice\r\nbob', 'a "b" \\*', 'or/and'),
  fields,
});

const headed: fc.Arbitrary<Row> = fc.constantFrom<Row>(
  request('INVITE'),
  request('bye'),
  response(200, 'INVITE'),
  response(404, 'BYE'),
  response(503, ''),
  request(''),
  packet('usrloc-contact-repl', 3, 'REPL_UCONTACT_INSERT'),
  packet('clusterer-internal', 0, 'CLUSTERER_PING'),
  packet('clusterer-extra', 11, 'CLUSTERER_SYNC'),
  packet('unknown', 33),
);

export const anyRow: fc.Arbitrary<Row> = fc
  .tuple(headed, rest)
  .map(([{ kind }, others]) => ({ ...request(''), ...others, kind }));
