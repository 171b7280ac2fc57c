import { describe, expect, test } from 'vitest';
import { bytesOf, Conversation } from './tcp-conversation.ts';

/** A header field for who reads from its beginning, a start line for who begins behind the colon. */
const BOTH = 'A:INVITE sip:x SIP/2.0\r\n';
const MESSAGE = 'OPTIONS sip:bob@example.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';

/** The messages of a stream that was captured from its middle on, in segments of 1400 bytes. */
function messagesIn(stream: string): readonly string[] {
  const one = new Conversation(5060);
  for (let at = 0; at < stream.length; at += 1400) {
    one.segment({ sequence: 5000 + at, bytes: bytesOf(stream.slice(at, at + 1400)) });
  }
  return one.finish().texts;
}

/** Each would take minutes if every beginning were followed to its end. */
describe('a stream with a start line in each header field', () => {
  const lines = BOTH.repeat(2600);

  test.each([
    ['no header', `${lines}\x01 no field\r\n`],
    ['a header of another method', `${lines}CSeq: 1 OPTIONS\r\n\r\n`],
    ['a header that no message follows', `${lines}\r\n\x01\x02`],
    ['one line', `${BOTH.replace('\r\n', ' ').repeat(2600)}\r\n`],
  ])('is searched in no time where it is %s', (_, hostile) => {
    expect(messagesIn(hostile.repeat(4) + MESSAGE + MESSAGE).slice(-2)).toEqual([MESSAGE, MESSAGE]);
  });

  test('and a message that follows the body of another one without a line end is found', () => {
    const body = `v=0\r\n${BOTH.repeat(40)}a=sendrecv`;
    expect(messagesIn(`${body}${MESSAGE}${MESSAGE}`)).toEqual([MESSAGE, MESSAGE]);
  });
});
