import { describe, expect, it } from 'vitest';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import { bytesOf, Conversation, packet } from './tcp-conversation.ts';

const PORT = 5555;
const whole = (number: number, length = 40) => bytesOf(packet(number, new Uint8Array(length)));
/** A connection seen from its beginning, with one packet; the next byte has the number that is returned. */
function begun(): readonly [Conversation, number] {
  const first = whole(1);
  const one = new Conversation(PORT).open(1).segment({ sequence: 1, bytes: first });
  return [one, 1 + first.length];
}
const kinds = ({ troubles }: Conversation) => troubles.map(({ kind, bytes }) => `${kind} ${bytes}`);

describe('a packet that its connection ends in', () => {
  it.each([TcpFlag.Fin, TcpFlag.Rst])('is told with the time of the end (flag %d)', (flags) => {
    const [one, next] = begun();
    const half = whole(2).subarray(0, 20);
    one.segment({ sequence: next, bytes: half, time: 2e9 });
    one.segment({ sequence: next + 20, bytes: new Uint8Array(0), flags, time: 60e9 }).finish();
    expect(one.troubles).toMatchObject([{ kind: 'cut', time: 60e9 }]);
  });
});

describe('bytes that are no packet, where one has to begin', () => {
  it('are told with the last good packet', () => {
    const [one, next] = begun();
    one.segment({ sequence: next, bytes: bytesOf('GET / HTTP/1.1\r\n\r\n and more') }).finish();
    expect(one.troubles).toMatchObject([{ kind: 'out of step', after: 0, bytes: -1, sender: 1 }]);
  });

  it('may announce a length that no packet has', () => {
    for (const length of [16, 70_000]) {
      const bytes = whole(2);
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(4, length, true);
      const [one, next] = begun();
      expect(kinds(one.segment({ sequence: next, bytes }).finish())).toEqual([`out of step ${length}`]);
    }
  });

  it('are told once, and not where something is missing, or nobody knows yet where packets begin', () => {
    const junk = bytesOf('x'.repeat(60));
    const [one, next] = begun();
    one.segment({ sequence: next, bytes: junk }).segment({ sequence: next + 60, bytes: junk });
    expect(kinds(one.finish())).toEqual(['out of step -1']);
    const [holed, from] = begun();
    holed.segment({ sequence: from + 10, bytes: junk }).segment({ sequence: from + 70, bytes: junk });
    expect(kinds(holed.finish())).toEqual([]);
    const middle = new Conversation(PORT).segment({ sequence: 1, bytes: junk });
    expect(kinds(middle.segment({ sequence: 61, bytes: whole(1) }).finish())).toEqual([]);
  });

  it('are told in the middle of a connection once several packets followed each other', () => {
    const one = new Conversation(PORT);
    let sequence = 1;
    for (let number = 0; number < 4; number++) {
      one.segment({ sequence, bytes: whole(number) });
      sequence += whole(number).length;
    }
    expect(kinds(one.segment({ sequence, bytes: bytesOf('nothing that is known') }).finish())).toEqual([
      'out of step -1',
    ]);
  });

  it('are nothing on a connection of SIP', () => {
    const one = new Conversation(5060).open(1).segment({ sequence: 1, bytes: whole(1) });
    expect(kinds(one.segment({ sequence: 1 + whole(1).length, bytes: bytesOf('junk') }).finish())).toEqual(
      [],
    );
  });
});

describe('a connection that ends inside a packet', () => {
  const long = whole(2, 1000);
  const part = long.slice(0, 400);

  it('is told, with who ended it and in how many segments the packet came', () => {
    for (const back of [true, false]) {
      const [one, next] = begun();
      one
        .segment({ sequence: next, bytes: part })
        .segment({ sequence: next + 400, bytes: long.slice(400, 500) });
      const sequence = back ? 1 : next + 500;
      one.segment({ sequence, bytes: new Uint8Array(0), flags: TcpFlag.Rst, back }).finish();
      expect(one.troubles).toMatchObject([
        { kind: 'cut', bytes: 500, pieces: 2, after: 0, bySender: !back, sender: 1 },
      ]);
    }
  });

  it('is told of a FIN of its sender, too', () => {
    const [one, next] = begun();
    one.segment({ sequence: next, bytes: part, flags: TcpFlag.Fin });
    expect(kinds(one.finish())).toEqual(['cut 400']);
  });

  it('is not told where it ends between packets, goes on, or where the capture lacks bytes', () => {
    const [between, next] = begun();
    between.segment({ sequence: next, bytes: new Uint8Array(0), flags: TcpFlag.Rst });
    expect(kinds(between.finish())).toEqual([]);
    const [goesOn, from] = begun();
    expect(kinds(goesOn.segment({ sequence: from, bytes: part }).finish())).toEqual([]);
    const [lacks, at] = begun();
    lacks.segment({ sequence: 1, bytes: new Uint8Array(0), flags: 0, back: true });
    lacks.segment({ sequence: at, bytes: part });
    const acknowledgement = at + long.length;
    lacks.segment({ sequence: 1, bytes: new Uint8Array(0), acknowledgement, flags: TcpFlag.Ack, back: true });
    lacks.segment({ sequence: 1, bytes: new Uint8Array(0), flags: TcpFlag.Rst, back: true });
    expect(kinds(lacks.finish())).toEqual([]);
  });
});

describe('a receiver that takes nothing more', () => {
  const answer = (window: number, time: number) =>
    ({ sequence: 1, bytes: new Uint8Array(0), acknowledgement: 1, window, time, back: true }) as const;

  it('is told when it takes something again, or nobody looks any more', () => {
    const [one] = begun();
    one.segment(answer(0, 1e9)).segment(answer(0, 2e9)).segment(answer(9, 2.5e9)).finish();
    expect(one.troubles).toMatchObject([{ kind: 'blocked', sender: 1, since: 1e9, time: 2.5e9 }]);
    const [still, next] = begun();
    still
      .segment(answer(0, 1e9))
      .segment({ sequence: next, bytes: whole(2), time: 3e9 })
      .finish();
    expect(still.troubles).toMatchObject([{ kind: 'blocked', since: 1e9, time: 3e9 }]);
  });

  it('is not told for a moment, nor of what resets and begins connections', () => {
    const [one] = begun();
    one.segment(answer(0, 1e9)).segment(answer(9, 1.05e9));
    const reset = { ...answer(0, 2e9), flags: TcpFlag.Rst | TcpFlag.Ack };
    expect(kinds(one.segment(reset).segment(answer(9, 4e9)).finish())).toEqual([]);
  });
});
