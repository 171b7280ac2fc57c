import { describe, expect, it } from 'vitest';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import { bytesOf, CLIENT, Conversation, packet, SERVER } from './tcp-conversation.ts';

const NOTHING = new Uint8Array(0);
const WHOLE = bytesOf(packet(1, new Uint8Array(40)));
const NEXT = 1 + WHOLE.length;

/** A connection that has carried one packet; `fromStart`: seen from its beginning, both ways. */
function begun(fromStart: boolean): Conversation {
  const one = new Conversation(5555);
  if (fromStart) {
    one.open(1).segment({ sequence: 0, bytes: NOTHING, flags: TcpFlag.Syn | TcpFlag.Ack, back: true });
  }
  return one.segment({ sequence: 1, bytes: WHOLE });
}

describe.each([true, false])('the end of a connection, its beginning seen: %s', (fromStart) => {
  it.each([
    ['FIN of the client', TcpFlag.Fin, false, CLIENT],
    ['FIN of the server', TcpFlag.Fin, true, SERVER],
    ['RST of the client', TcpFlag.Rst, false, CLIENT],
    ['RST of the server', TcpFlag.Rst, true, SERVER],
  ])('%s is told once, of who was first', (_, flag, back, sender) => {
    const end = (one: Conversation, back: boolean, flags: number) =>
      one.segment({ sequence: back ? 1 : NEXT, bytes: NOTHING, flags, back });
    const one = end(begun(fromStart), back, flag);
    for (const side of [back, !back]) end(one, side, flag);
    end(one, !back, TcpFlag.Rst);
    expect(one.finish().ends).toMatchObject([{ sender, after: 0 }]);
  });
});

describe('no end of a connection', () => {
  it('is told where none came to be, or nothing was carried', () => {
    const refused = new Conversation(5555).open(1);
    refused.segment({ sequence: 0, bytes: NOTHING, flags: TcpFlag.Rst, back: true });
    const tried = new Conversation(5555).open(1).segment({ sequence: 1, bytes: NOTHING, flags: TcpFlag.Fin });
    expect([refused.finish().ends, tried.finish().ends]).toEqual([[], []]);
  });

  it('is told where the capture ends', () => {
    expect(begun(true).finish().ends).toEqual([]);
  });

  it('is forgotten when the same ports are used again', () => {
    const one = begun(true).segment({ sequence: NEXT, bytes: NOTHING, flags: TcpFlag.Fin });
    one.open(90_001).segment({ sequence: 90_001, bytes: WHOLE });
    one.segment({ sequence: 90_001 + WHOLE.length, bytes: NOTHING, flags: TcpFlag.Fin });
    expect(one.finish().ends.map(({ sender }) => sender)).toEqual([CLIENT, CLIENT]);
  });
});

describe('a connection that is refused', () => {
  const RESET = { sequence: 0, bytes: NOTHING, flags: TcpFlag.Rst | TcpFlag.Ack, back: true };

  it('is told once, of who refused it, and again when the same ports are tried again', () => {
    const one = new Conversation(5555).open(1).segment({ ...RESET, acknowledgement: 1 });
    one.segment({ ...RESET, acknowledgement: 1 });
    expect(one.refusals).toMatchObject([{ sender: SERVER, receiver: CLIENT }]);
    one.open(70_001).segment({ ...RESET, acknowledgement: 70_001 });
    expect(one.finish().refusals.map(({ sender }) => sender)).toEqual([SERVER, SERVER]);
  });

  it('is none that was open, or carried something, or whose SYN is not what is answered; nor is one of SIP', () => {
    const opened = new Conversation(5555).open(1);
    opened.segment({ sequence: 0, bytes: NOTHING, flags: TcpFlag.Syn | TcpFlag.Ack, back: true });
    const tried = [
      opened.segment({ ...RESET, acknowledgement: 1 }),
      begun(true).segment({ ...RESET, acknowledgement: NEXT }),
      begun(false).segment({ ...RESET, acknowledgement: NEXT }),
      new Conversation(5555).open(1).segment({ ...RESET, acknowledgement: 2 }),
      new Conversation(5060).open(1).segment({ ...RESET, acknowledgement: 1 }),
    ];
    expect(tried.flatMap((one) => one.finish().refusals)).toEqual([]);
  });
});
