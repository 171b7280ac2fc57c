import { describe, expect, test } from 'vitest';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { request, torture } from './messages.ts';

/** `name value (note) !problem`, indented; texts of one line. */
function outline(nodes: readonly FieldNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => [
    [
      `${'  '.repeat(depth)}${node.name}`,
      ...(node.value === undefined ? [] : [JSON.stringify(node.value)]),
      ...(node.note === undefined ? [] : [`(${node.note})`]),
      ...(node.problem === undefined ? [] : [`!${node.problem}`]),
    ].join(' '),
    ...outline(node.children ?? [], depth + 1),
  ]);
}

const dissect = (bytes: Uint8Array): readonly FieldNode[] => dissectSip(bytes, 0, bytes.length);

function find(nodes: readonly FieldNode[], ...path: readonly string[]): FieldNode | undefined {
  const [name, ...rest] = path;
  const node = nodes.find((candidate) => candidate.name === name);
  return rest.length === 0 ? node : find(node?.children ?? [], ...rest);
}

test('a message as a tree', () => {
  const bytes = request(
    ['m: *', 'Expires: 60', 'Allow: INVITE, ACK;x=1', 'Content-Type: application/sdp', 'Content-Length: 12'],
    'v=0\r\ns=a b\r\nrest',
  );
  expect(outline(dissect(bytes))).toEqual([
    'request line "INVITE sip:bob@biloxi.example SIP/2.0"',
    '  method "INVITE"',
    '  request URI "sip:bob@biloxi.example"',
    '    scheme "sip"',
    '    user "bob"',
    '    host "biloxi.example"',
    '  version "SIP/2.0"',
    'Via "SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK776asdhds"',
    '  hop "SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK776asdhds"',
    '    protocol "SIP"',
    '    version "2.0"',
    '    transport "UDP"',
    '    host "pc33.atlanta.example"',
    '    branch "z9hG4bK776asdhds"',
    'Max-Forwards "70"',
    '  number 70',
    'To "Bob <sip:bob@biloxi.example>"',
    '  address "Bob <sip:bob@biloxi.example>"',
    '    display name "Bob"',
    '    URI "sip:bob@biloxi.example"',
    '      scheme "sip"',
    '      user "bob"',
    '      host "biloxi.example"',
    'From "Alice <sip:alice@atlanta.example>;tag=1928301774"',
    '  address "Alice <sip:alice@atlanta.example>;tag=1928301774"',
    '    display name "Alice"',
    '    URI "sip:alice@atlanta.example"',
    '      scheme "sip"',
    '      user "alice"',
    '      host "atlanta.example"',
    '    tag "1928301774"',
    'Call-ID "a84b4c76e66710@pc33.atlanta.example"',
    'CSeq "314159 INVITE"',
    '  number 314159',
    '  method "INVITE"',
    'Contact "*" (compact form m)',
    '  address "*" (all contacts)',
    'Expires "60"',
    '  number 60',
    'Allow "INVITE, ACK;x=1"',
    '  item "INVITE"',
    '  item "ACK"',
    '    x "1"',
    'Content-Type "application/sdp"',
    'Content-Length "12"',
    '  number 12',
    'body',
    '  v "0" (protocol version)',
    '  s "a b" (session name)',
    'after the body {"0":114,"1":101,"2":115,"3":116} (beyond Content-Length: no part of this message)',
  ]);
});

test('a status line', () => {
  const [first] = dissect(torture('noreason'));
  expect(outline([first as FieldNode])).toEqual([
    'status line "SIP/2.0 100 "',
    '  version "SIP/2.0"',
    '  status code 100',
  ]);
});

describe('parts lie where the tree says', () => {
  test('in a folded message', () => {
    const bytes = torture('wsinv');
    const nodes = dissect(bytes);
    const text = (node: FieldNode | undefined): string =>
      Buffer.from(bytes.subarray(node?.from, node?.to)).toString();
    expect(text(find(nodes, 'To', 'address', 'tag'))).toBe('tag    = 1918181833n');
    expect(text(find(nodes, 'From', 'address', 'URI', 'user'))).toBe('jdrosen');
    expect(text(find(nodes, 'CSeq', 'method'))).toBe('INVITE');
    expect(text(find(nodes, 'Via', 'hop', 'host'))).toBe('192.0.2.2');
    expect(text(find(nodes, 'body', 'm'))).toBe('m=audio 49217 RTP/AVP 0 12');
  });

  test('in credentials', () => {
    const bytes = request(['Authorization: Digest username="a, b", realm="x",  nc=00000001']);
    const nodes = dissect(bytes);
    expect(outline(find(nodes, 'Authorization')?.children ?? [])).toEqual([
      'scheme "Digest"',
      'username "a, b"',
      'realm "x"',
      'nc "00000001"',
    ]);
  });

  test('in a multipart body', () => {
    const nodes = dissect(torture('mpart01'));
    const parts = find(nodes, 'body')?.children ?? [];
    expect(parts.map(({ name, shown }) => [name, shown])).toEqual([
      ['part', 'text/plain'],
      ['part', 'application/octet-stream'],
    ]);
    expect(find(parts, 'part', 'content', 'line')?.value).toBe('Hello');
    expect(find(parts.slice(1), 'part', 'content')?.value).toHaveLength(342);
  });
});

describe('what is wrong stands where it is', () => {
  test('a line that is no header field has its own node', () => {
    const nodes = dissect(request(['no colon here', 'Expires: x']));
    expect(find(nodes, 'line')).toMatchObject({
      value: 'no colon here',
      problem: 'a header line without name and colon',
    });
    expect(find(nodes, 'Expires', 'number')?.problem).toBe('not a number below 2^32');
  });

  test.each([
    ['quotbal', ['To', 'address']],
    ['badinv01', ['Via', 'hop', 'parameters']],
    ['ncl', ['Content-Length']],
    ['mismatch01', ['CSeq']],
    ['baddate', ['Date', 'date']],
    ['lwsruri', ['request line']],
  ])('%s: %j', (name, path) => {
    expect(find(dissect(torture(name)), ...path)?.problem).toBeDefined();
  });

  test('a cut message says where', () => {
    const bytes = request(['Content-Length: 10'], 'abc');
    expect(find(dissect(bytes), 'body')?.note).toBe('3 of 10 bytes');
    expect(dissectSip(bytes, 0, 60).at(-1)).toMatchObject({ name: 'Via', note: 'cut' });
    expect(dissectSip(bytes, 0, 9)).toMatchObject([{ name: 'request line', note: 'cut' }]);
  });
});
