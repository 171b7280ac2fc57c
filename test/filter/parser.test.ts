import { describe, expect, test } from 'vitest';
import type { FilterNode } from '../../src/filter/ast.ts';
import { explain } from '../../src/filter/explain.ts';
import { LONGEST_FILTER, parseFilter } from '../../src/filter/parser.ts';

/** The filter's structure in brackets; fails where there are errors. */
function shape(text: string): string {
  const { filter, errors } = parseFilter(text);
  expect(errors).toEqual([]);
  return shapeOf(filter);
}

function shapeOf(node: FilterNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `${node.kind}[${node.children.map(shapeOf).join(' ')}]`;
    case 'not':
      return `not[${shapeOf(node.child)}]`;
    default:
      return explain(node);
  }
}

describe('structure', () => {
  test.each([
    ['', 'and[]'],
    ['   ', 'and[]'],
    ['alice', 'alice'],
    ['a b c', 'and[a b c]'],
    ['a and b && c AND d', 'and[a b c d]'],
    ['a or b || c OR d', 'or[a b c d]'],
    ['a||b&&c', 'or[a and[b c]]'],
    ['a or b c', 'or[a and[b c]]'],
    ['a b or c d', 'or[and[a b] and[c d]]'],
    ['(a or b) c', 'and[or[a b] c]'],
    ['a (b c)', 'and[a b c]'],
    ['(((a)))', 'a'],
    ['not a b', 'and[not[a] b]'],
    ['NOT a', 'not[a]'],
    ['!a', 'not[a]'],
    ['! a', 'not[a]'],
    ['-a', 'not[a]'],
    ['--a', 'not[not[a]]'],
    ['not not a', 'not[not[a]]'],
    ['-(a or b)', 'not[or[a b]]'],
    ['!(a b)c', 'and[not[and[a b]] c]'],
    ['a or not b and c', 'or[a and[not[b] c]]'],
    ['-is:internal', 'not[is:internal]'],
    ['not method:OPTIONS', 'not[method:OPTIONS]'],
    ['aor:1000 (status:4xx or status:5xx)', 'and[aor:1000 or[status:4xx status:5xx]]'],
    ['a-b', 'a-b'],
    ['"or" "and" "not"', 'and["or" "and" "not"]'],
    ['Or', '"Or"'],
  ])('%s', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('terms', () => {
  test.each([
    ['AOR:1000', 'aor:1000'],
    ['user:1000', 'aor:1000'],
    ['call-id:x', 'callid:x'],
    ['capability:usrloc', 'cap:usrloc'],
    ['host:10.0.0.1', 'ip:10.0.0.1'],
    ['src:1 dst:2', 'from:1 to:2'],
    ['protocol:bin', 'proto:bin'],
    ['length:5', 'len:5'],
    ['len>1000', 'len:>1000'],
    ['status>=400', 'status:>=400'],
    ['port<1024', 'port:<1024'],
    ['from<sip:a', '"from<sip:a"'],
    ['status:404,5xx', 'status:404,5xx'],
    ['callid:"a b"', 'callid:"a b"'],
    ['callid:"ab"', 'callid:ab'],
    ['callid:a" "b', 'callid:"a b"'],
    ['callid:"a,b",c', 'callid:"a,b",c'],
    ['callid:a\\,b', 'callid:"a,b"'],
    ['callid:"say \\"hi\\""', 'callid:"say \\"hi\\""'],
    ['callid:"C:\\dir"', 'callid:"C:\\\\dir"'],
    ['callid:a\\nb', 'callid:"a\\\\nb"'],
    ['callid:"1\\*2"', 'callid:"1\\*2"'],
    ['callid:1\\*2*', 'callid:"1\\*2*"'],
    ['aor:a**b', 'aor:a*b'],
    ['aor:"1*"', 'aor:1*'],
    ['ip:2001:db8::1', 'ip:2001:db8::1'],
    ['from:[2001:db8::1]:5060', 'from:[2001:db8::1]:5060'],
    ['field:contact~"10.0.0."', 'field:contact~10.0.0.'],
    ['field:expires', 'field:expires'],
    ['field:expires>0', 'field:expires>0'],
    ['field:expires > 0', 'field:expires>0'],
    ['field:expires = 0 a', 'field:expires==0 a'],
    ['field:state=3,4', 'field:state==3,4'],
    ['field:a>"=5"', 'field:a>""=5'],
    ['field:chunks.contact_record.aor!=1000', 'field:chunks.contact_record.aor!=1000'],
    ['field:a||field:b', 'field:a or field:b'],
    ['/re gex/', '/re gex/'],
    ['/a\\/b[/]"(/)/', undefined],
    ['/a\\/b[/]"(c)/mi', '/a\\/b[/]"(c)/im'],
    ['-/x/', '-/x/'],
    ['(/x/)', '/x/'],
    ['"quoted words"', '"quoted words"'],
    ['"/x/"', '"/x/"'],
    ['"aor:1000"', '"aor:1000"'],
    ['"-a"', '"-a"'],
    ['"a\\nb\\tc"', '"a\\nb\\tc"'],
    ['1*@example.com', '"1*@example.com"'],
    ['a**b', '"a**b"'],
    ['sip:1000@example.com', '"sip:1000@example.com"'],
    ['SIP:x', '"SIP:x"'],
    ['10.0.0.1:5060', '"10.0.0.1:5060"'],
    ['fe80::1', '"fe80::1"'],
    ['z9hG4bK-1', 'z9hG4bK-1'],
    ['a=sendonly', '"a=sendonly"'],
    ['größe', '"größe"'],
    ['"sip.Method"', '"sip.Method"'],
    ['sip.example.com', 'sip.example.com'],
  ])('%s', (text, expected) => {
    const { filter, errors } = parseFilter(text);
    if (expected === undefined) expect(errors).not.toEqual([]);
    else expect({ text: explain(filter), errors }).toEqual({ text: expected, errors: [] });
  });
});

test('nodes know where they stand', () => {
  const { filter } = parseFilter('a -aor:1*,"2 3" or x');
  expect(filter).toMatchObject({ kind: 'or', from: 0, to: 20 });
  const [left] = filter.kind === 'or' ? filter.children : [];
  expect(left).toMatchObject({
    kind: 'and',
    children: [
      { kind: 'text', from: 0, to: 1 },
      {
        kind: 'not',
        from: 2,
        to: 15,
        child: {
          kind: 'key',
          from: 3,
          to: 15,
          values: [
            { pieces: ['1', ''], from: 7, to: 9 },
            { pieces: ['2 3'], from: 10, to: 15 },
          ],
        },
      },
    ],
  });
});

describe('errors', () => {
  test.each<[text: string, marked: string, message: RegExp, hint: RegExp]>([
    ['ip.addr==10.0.0.1', 'ip.addr==10.0.0.1', /Wireshark/, /ip:10\.0\.0\.1/],
    ['a sip.Method == INVITE', 'sip.Method == INVITE', /Wireshark/, /method:INVITE/],
    ['sip.Method', 'sip.Method', /Wireshark/, /method:INVITE, for example/],
    ['sip.Method=="BYE" b', 'sip.Method=="BYE"', /Wireshark/, /method:BYE/],
    ['frame.len>=9', 'frame.len>=9', /Wireshark/, /len:>1000, for example/],
    ['opensips_bin.aor=="5034"', 'opensips_bin.aor=="5034"', /Wireshark/, /aor:5034;/],
    ['opensips_bin.aor contains "50"', 'opensips_bin.aor contains "50"', /Wireshark/, /aor:\*50\*;/],
    ['opensips_bin.packet.capability eq x', 'opensips_bin.packet.capability eq x', /Wireshark/, /cap:x;/],
    ['bin.expires == 0', 'bin.expires == 0', /Wireshark/, /field:expires,/],
    ['frame.number==3', 'frame.number==3', /Wireshark/, /numbers of their own.*no:286/],
    ['frame.time_delta > 1', 'frame.time_delta > 1', /Wireshark/, /field:.*\/regex\//],
    ['_ws.col.info contains "x"', '_ws.col.info contains "x"', /Wireshark/, /field:.*\/regex\//],
    ['(eth.src == 00:11)', 'eth.src == 00:11', /Wireshark/, /field:.*\/regex\//],
    ['frame contains "a b"', 'frame contains "a b"', /Wireshark/, /without it: "a b"/],
    ['sip matches x', 'sip matches x', /Wireshark/, /field:.*\/regex\//],
    ['ao:1', 'ao', /no key 'ao'/, /'aor:'/],
    ['stauts:404', 'stauts', /no key/, /'status:'/],
    ['Contact:foo', 'Contact', /no key/, /quotes/],
    ['aor:', 'aor:', /needs a value/, /aor:1\*@example\.com/],
    ['aor: 1000', 'aor:', /needs a value/, /without a blank/],
    ['status:404,', 'status:404,', /needs a value/, /status:/],
    ['is:interal', 'interal', /does not know/, /is:internal/],
    ['proto:sap', 'sap', /does not know/, /proto:sip/],
    ['status:9x', '9x', /not a status/, /4xx/],
    ['status:99', '99', /not a status/, /100 to 699/],
    ['status:9xx', '9xx', /900 is not a status/, /100 to 699/],
    ['status:500-400', '500-400', /backwards/, /400-500/],
    ['port:70000', '70000', /not a port/, /65535/],
    ['len:many', 'many', /not a length/, /bytes/],
    ['cluster:0', '0', /not a cluster/, /1 to/],
    ['node:0', '0', /not a node/, /begin with 1/],
    ['from:ten', 'ten', /name, not an IP/, /10\.0\.0\.1/],
    ['ip:2', '2', /not an IP/, /node:2/],
    ['ip:10.0.0.*', '10.0.0.*', /no \*/, /10\.0\.0\.0\/8/],
    ['ip:10.0.0.0/33', '10.0.0.0/33', /prefix/, /\/32/],
    ['ip:10.0.0.0/', '10.0.0.0/', /prefix/, /\/32/],
    ['ip:2001:db8::/129', '2001:db8::/129', /prefix/, /\/128/],
    ['ip:10.0.0.1:99999', '10.0.0.1:99999', /not a port/, /65535/],
    ['ip:10.0.0', '10.0.0', /not an IP/, /network/],
    ['aor:@example.com', '@example.com', /no user/, /\*@host/],
    ['aor:"sip:"', '"sip:"', /no user/, /user@host/],
    ['callid:""', '""', /empty/, /\*/],
    ['cap:""', '""', /empty/, /name/],
    ['""', '""', /empty/, /between/],
    ['"abc', '"abc', /no end/, /closing/],
    ['a callid:"b c', '"b c', /no end/, /closing/],
    ['/abc', '/abc', /no end/, /quotes/],
    ['/usr/local/x y', '/usr/local/x', /follows/, /quotes/],
    ['/usr/bin', '/usr/bin', /no flag 'b'/, /quotes/],
    ['/x/gi', '/x/gi', /no flag 'g'/, /any case/],
    ['/x/ii', '/x/ii', /twice/, /once/],
    ['a /b(c/', '/b(c/', /cannot be used/, /backslash/],
    ['//', '//', /empty/, /\/text\//],
    ['field:', 'field:', /name of a field/, /field:expires>0/],
    ['field:a..b', 'field:a..b', /missing in the path/, /single dots/],
    ['field:a!b', '!b', /no comparison/, /==/],
    ['field:a>', 'field:a>', /> needs a value/, /expires>0/],
    ['field:a>1*', '1*', /cannot compare/, /==/],
    ['(a', '(', /no \) to this \(/, /Add/],
    ['a)', ')', /no \( to this \)/, /Remove/],
    ['a ()', '()', /empty/, /terms/],
    ['a or', 'or', /after 'or'/, /term/],
    ['or a', 'or', /before 'or'/, /term/],
    ['a and', 'and', /after 'and'/, /term/],
    ['&& a', '&&', /before 'and'/, /term/],
    ['a not', 'not', /after 'not'/, /term/],
    ['a -', '-', /after 'not'/, /term/],
    ['(a or)', 'or', /after 'or'/, /term/],
  ])('%s', (text, marked, message, hint) => {
    const { errors } = parseFilter(text);
    expect(errors).toHaveLength(1);
    const [error] = errors;
    expect(text.slice(error?.from, error?.to)).toBe(marked);
    expect(error?.message).toMatch(message);
    expect(error?.hint).toMatch(hint);
  });

  test('several, in the order of the text', () => {
    const { errors } = parseFilter('ao:1 (status:x or is:y) ip:z )');
    expect(errors.map((error) => error.from)).toEqual([0, 13, 21, 27, 29]);
  });

  test('good terms beside bad ones are kept', () => {
    expect(explain(parseFilter('alice ao:1 or status:x').filter)).toBe('alice');
  });

  test('too many levels or too much text', () => {
    for (const text of ['('.repeat(5000), `${'!'.repeat(5000)}a`, '-('.repeat(99)]) {
      expect(parseFilter(text).errors.some((error) => /inside each other/.test(error.message))).toBe(true);
    }
    expect(parseFilter(`${'('.repeat(99)}a${')'.repeat(99)}`).errors).toEqual([]);
    expect(parseFilter('-(-a) '.repeat(500)).errors).toEqual([]);
    expect(parseFilter('a'.repeat(LONGEST_FILTER)).errors).toEqual([]);
    expect(parseFilter('a'.repeat(LONGEST_FILTER + 1)).errors).toHaveLength(1);
  });
});
