import { describe, expect, test } from 'vitest';
import { Header } from '../../../decoders/sip/header-names.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipCut, SipStatus } from '../../../decoders/sip/message-status.ts';
import { Method } from '../../../decoders/sip/methods.ts';
import { SipProblem } from '../../../decoders/sip/problems.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import { bytesOf, headerLines, indexed, MANDATORY, message, request, textOf } from './messages.ts';

const valueText = (index: SipIndex, header: Header): string | undefined => {
  const entry = index.first(header);
  return entry < 0 ? undefined : textOf(index.bytes, index.valueFrom(entry), index.valueTo(entry));
};
const bodyOf = (index: SipIndex): string | undefined => textOf(index.bytes, index.bodyFrom, index.bodyTo);

describe('a request', () => {
  const index = indexed(request(['Content-Length: 4', 'Content-Type: text/plain'], 'Hey\n'));

  test('start line', () => {
    expect(index.status).toBe(SipStatus.Decoded);
    expect(index.kind).toBe(SipKind.Request);
    expect(index.method).toBe(Method.Invite);
    expect(textOf(index.bytes, index.methodFrom, index.methodTo)).toBe('INVITE');
    expect(textOf(index.bytes, index.uriFrom, index.uriTo)).toBe('sip:bob@biloxi.example');
    expect(textOf(index.bytes, index.versionFrom, index.versionTo)).toBe('SIP/2.0');
    expect(index.statusCode).toBe(0);
  });

  test('header table and slots', () => {
    expect(headerLines(index)).toEqual([...MANDATORY, 'Content-Length: 4', 'Content-Type: text/plain']);
    expect(index.wholeHeaders).toBe(8);
    expect(textOf(index.bytes, index.callIdFrom, index.callIdTo)).toBe('a84b4c76e66710@pc33.atlanta.example');
    expect([index.cseqNumber, index.cseqMethod]).toEqual([314159, Method.Invite]);
    expect(valueText(index, Header.To)).toBe('Bob <sip:bob@biloxi.example>');
    expect(index.first(Header.Contact)).toBe(-1);
    expect(index.numberOf(Header.MaxForwards)).toBe(70);
    expect(index.numberOf(Header.Expires)).toBe(-1);
    expect(index.numberOf(Header.To)).toBe(-1);
  });

  test('body', () => {
    expect(index.contentLength).toBe(4);
    expect(bodyOf(index)).toBe('Hey\n');
  });
});

test('a response', () => {
  const lines = ['SIP/2.0 486 Busy Here', ...MANDATORY];
  const index = indexed(message(lines));
  expect([index.status, index.kind, index.statusCode]).toEqual([SipStatus.Decoded, SipKind.Response, 486]);
  expect(textOf(index.bytes, index.reasonFrom, index.reasonTo)).toBe('Busy Here');
  expect(index.cseqMethod).toBe(Method.Invite);
  expect(index.method).toBe(Method.Other);
});

describe('lines', () => {
  test('LF alone ends one as CR LF does', () => {
    const text = Buffer.from(request(['Content-Length: 2'], 'ab')).toString('latin1');
    const index = indexed(bytesOf(text.replaceAll('\r', '')));
    expect(index.status).toBe(SipStatus.Decoded);
    expect(headerLines(index)).toEqual([...MANDATORY, 'Content-Length: 2']);
    expect(bodyOf(index)).toBe('ab');
  });

  test('empty lines in front of the start line are skipped', () => {
    const index = indexed(bytesOf(`\r\n\r\n${Buffer.from(request([])).toString()}`));
    expect([index.status, index.from, index.method]).toEqual([SipStatus.Decoded, 4, Method.Invite]);
  });

  test('a line that begins with a blank continues the value', () => {
    const index = indexed(request(["Subject: I know\r\n \tyou're there,\r\n  \r\n\tpick up", 'Expires: 5']));
    expect(valueText(index, Header.Subject)).toBe("I know\r\n \tyou're there,\r\n  \r\n\tpick up");
    expect(index.numberOf(Header.Expires)).toBe(5);
    expect(index.status).toBe(SipStatus.Decoded);
  });

  test('blanks around the colon and at the ends do not count', () => {
    const index = indexed(request(['Expires \t :\t  5 \t', 'Subject:', 'Organization  :  \r\n  \r\n X']));
    expect(index.numberOf(Header.Expires)).toBe(5);
    expect(valueText(index, Header.Subject)).toBeUndefined();
    expect(valueText(index, Header.Organization)).toBe('X');
    expect(index.status).toBe(SipStatus.Decoded);
  });

  test('compact forms are the same headers', () => {
    const index = indexed(
      message([
        'REGISTER sip:biloxi.example SIP/2.0',
        'v: SIP/2.0/UDP h;branch=z9hG4bK1',
        't: <sip:bob@biloxi.example>',
        'F: <sip:bob@biloxi.example>;tag=1',
        'i:x@y',
        'CSeq: 7 REGISTER',
        'm: *',
        'l:0',
      ]),
    );
    expect(index.status).toBe(SipStatus.Decoded);
    expect([index.contentLength, index.cseqNumber]).toEqual([0, 7]);
    expect(textOf(index.bytes, index.callIdFrom, index.callIdTo)).toBe('x@y');
    expect(valueText(index, Header.Contact)).toBe('*');
  });

  test('a line that is no header field is passed over and told', () => {
    const index = indexed(request(['this line says nothing', 'Expires: 5']));
    expect([index.status, index.problem]).toEqual([SipStatus.Malformed, SipProblem.HeaderLine]);
    expect(textOf(index.bytes, index.problemAt, index.problemAt + 4)).toBe('this');
    expect(index.numberOf(Header.Expires)).toBe(5);
  });
});

describe('body', () => {
  test('without Content-Length reaches to the end of the bytes', () => {
    const index = indexed(request([], 'all of it'));
    expect([index.status, bodyOf(index)]).toEqual([SipStatus.Decoded, 'all of it']);
  });

  test('bytes beyond Content-Length belong to no message', () => {
    const bytes = request(['Content-Length: 3'], 'abcdef');
    const index = indexed(bytes);
    expect([index.status, bodyOf(index), index.to]).toEqual([SipStatus.Decoded, 'abc', bytes.length - 3]);
  });

  test('shorter than Content-Length is partial', () => {
    const index = indexed(request(['Content-Length: 9'], 'abc'));
    expect([index.status, index.cut, bodyOf(index)]).toEqual([SipStatus.Partial, SipCut.Body, 'abc']);
  });

  test.each(['-1', '1e3', '0x10', '', '5 5', '99999999999999999999'])(
    'Content-Length %j is none',
    (length) => {
      const index = indexed(request([`Content-Length: ${length}`], 'abc'));
      expect([index.problem, index.contentLength, bodyOf(index)]).toEqual([
        SipProblem.ContentLength,
        -1,
        'abc',
      ]);
    },
  );
});

describe('what is wrong', () => {
  const lines = ['INVITE sip:bob@biloxi.example SIP/2.0', ...MANDATORY];
  const changed = (from: string, to: string): SipIndex =>
    indexed(message(lines.map((line) => (line.startsWith(from) ? to : line)).filter((line) => line !== '-')));

  test.each([
    ['INVITE', 'INVITE sip:bob@biloxi.example', SipProblem.StartLine],
    ['INVITE', 'INVITE bob SIP/2.0', SipProblem.StartLine],
    ['INVITE', 'IN(VITE sip:bob@biloxi.example SIP/2.0', SipProblem.StartLine],
    ['INVITE', 'INVITE sip:bob@biloxi.example HTTP/1.1', SipProblem.StartLine],
    ['INVITE', 'INVITE SIP/2.0', SipProblem.StartLine],
    ['INVITE', 'INVITE', SipProblem.StartLine],
    ['INVITE', 'INVITE sip:bob@biloxi.example SIP/3.0', SipProblem.Version],
    ['INVITE', 'INVITE  sip:bob@biloxi.example SIP/2.0', SipProblem.StartLineBlanks],
    ['INVITE', 'INVITE <sip:bob@biloxi.example> SIP/2.0', SipProblem.BracketedUri],
    ['INVITE', 'INVITE sip:bob @biloxi.example SIP/2.0', SipProblem.UriBlanks],
    ['INVITE', 'INVITE sip:bo\x01b@biloxi.example SIP/2.0', SipProblem.UriControl],
    ['INVITE', 'SIP/2.0 20 OK', SipProblem.StatusCode],
    ['INVITE', 'SIP/2.0 099 OK', SipProblem.StatusCode],
    ['INVITE', 'SIP/2.0 700 OK', SipProblem.StatusCode],
    ['INVITE', 'SIP/1.0 200 OK', SipProblem.Version],
    ['CSeq', 'CSeq: 1 ACK', SipProblem.CSeqMethod],
    ['CSeq', 'CSeq: 1 invite', SipProblem.CSeqMethod],
    ['CSeq', 'CSeq: 1INVITE', SipProblem.CSeq],
    ['CSeq', 'CSeq: INVITE', SipProblem.CSeq],
    ['CSeq', 'CSeq: 1', SipProblem.CSeq],
    ['CSeq', 'CSeq:', SipProblem.CSeq],
    ['CSeq', 'CSeq: -1 INVITE', SipProblem.CSeq],
    ['CSeq', 'CSeq: 2147483648 INVITE', SipProblem.CSeq],
    ['CSeq', 'CSeq: 1 INVITE INVITE', SipProblem.CSeq],
    ['CSeq', '-', SipProblem.NoCSeq],
    ['Call-ID', '-', SipProblem.NoCallId],
    ['Call-ID', 'Call-ID:', SipProblem.NoCallId],
    ['From', '-', SipProblem.NoFrom],
    ['To', '-', SipProblem.NoTo],
    ['Via', '-', SipProblem.NoVia],
    ['Max-Forwards', 'Call-ID: another', SipProblem.Repeated],
  ])('%s becomes %j', (from, to, problem) => {
    const index = changed(from, to);
    expect([index.problem, index.status]).toEqual([problem, SipStatus.Malformed]);
  });

  test('the largest CSeq number is right', () => {
    expect(changed('CSeq', 'CSeq: 2147483647 INVITE').cseqNumber).toBe(2147483647);
  });

  test('a missing Max-Forwards is not told (RFC 2543 has none)', () => {
    expect(changed('Max-Forwards', '-').status).toBe(SipStatus.Decoded);
  });

  test('the rest is read all the same', () => {
    const index = changed('INVITE', 'complete nonsense');
    expect(index.kind).toBe(SipKind.Unknown);
    expect(textOf(index.bytes, index.callIdFrom, index.callIdTo)).toBe('a84b4c76e66710@pc33.atlanta.example');
  });
});

describe('limits', () => {
  test('headers beyond the limit are counted and not looked for', () => {
    const index = new SipIndex(8);
    index.read(
      request(['A: 1', 'B: 2', 'C: 3', 'Expires: 5']),
      0,
      request(['A: 1', 'B: 2', 'C: 3', 'Expires: 5']).length,
    );
    expect([index.headerCount, index.headersLeftOut, index.first(Header.Expires)]).toEqual([8, 2, -1]);
    expect(index.status).toBe(SipStatus.Decoded);
  });
});

test('nothing is left of the message before', () => {
  const index = new SipIndex();
  const full = request(['Contact: <sip:a@b>', 'Content-Length: 2', 'Expires: 3'], 'ab');
  index.read(full, 0, full.length);
  const other = bytesOf('hello');
  index.read(other, 0, other.length);
  const fresh = indexed(other);
  expect({ ...index, ids: 0, positions: 0 }).toEqual({ ...fresh, ids: 0, positions: 0 });
});

test('positions index the bytes given, wherever the message lies in them', () => {
  const bytes = bytesOf(`INVITE\r\n${Buffer.from(request([])).toString()}trailing\r\n\r\n`);
  const index = indexed(bytes, 8, bytes.length - 12);
  expect(index.status).toBe(SipStatus.Decoded);
  expect(textOf(bytes, index.callIdFrom, index.callIdTo)).toBe('a84b4c76e66710@pc33.atlanta.example');
  expect(index.bodyFrom).toBe(bytes.length - 12);
});
