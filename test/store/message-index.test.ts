import { describe, expect, it } from 'vitest';
import type { EndpointId, MessageId, SourceId, StringId } from '../../src/ids.ts';
import { Cut, Extents, Protocol, Transport } from '../../src/reassembly/carried-message.ts';
import { MessageIndex } from '../../src/store/message-index.ts';
import { NewMessage } from '../../src/store/new-message.ts';
import { RecentMessages } from '../../src/store/recent-messages.ts';
import { RouteTable } from '../../src/store/routes.ts';
import { aorTerm, callIdTerm, isCallId, stringOf } from '../../src/store/terms.ts';

function newMessage(n: number): NewMessage {
  const message = new NewMessage();
  Object.assign(message, {
    protocol: n % 2 === 0 ? Protocol.Bin : Protocol.Sip,
    transport: Transport.Ws,
    cut: Cut.Gap,
    status: 3,
    time: n * 1e15 + 0.5,
    source: 7 as SourceId,
    frame: n + 1,
    sender: n as EndpointId,
    receiver: (n + 1) as EndpointId,
    length: 100 + n,
    kind: n % 1000,
    hash: 0xfffffff0 + (n % 16),
    sequence: 0xffffffff,
    route: n,
  });
  return message;
}

const extents = (
  ...parts: [recordOffset: number, delta: number, length: number, frame: number][]
): Extents => {
  const made = new Extents();
  for (const part of parts) made.add(...part);
  return made;
};

describe('MessageIndex', () => {
  it('gives back every column, across pages', () => {
    const index = new MessageIndex();
    const count = 40_000;
    for (let n = 0; n < count; n++) index.append(newMessage(n), extents([n * 2 ** 20, 54, 100 + n, n + 1]));
    expect(index.size).toBe(count);
    for (const n of [0, 1, 16_383, 16_384, count - 1]) {
      const id = n as MessageId;
      expect({
        time: index.time(id),
        protocol: index.protocol(id),
        transport: index.transport(id),
        cut: index.cut(id),
        status: index.status(id),
        hash: index.hash(id),
        sequence: index.sequence(id),
        kind: index.kind(id),
        sender: index.sender(id),
        source: index.source(id),
      }).toEqual({
        time: n * 1e15 + 0.5,
        protocol: n % 2 === 0 ? Protocol.Bin : Protocol.Sip,
        transport: Transport.Ws,
        cut: Cut.Gap,
        status: 3,
        hash: 0xfffffff0 + (n % 16),
        sequence: 0xffffffff,
        kind: n % 1000,
        sender: n,
        source: 7,
      });
    }
  });

  it('finds the places of a message in several frames, and how its bytes are masked', () => {
    const index = new MessageIndex();
    const message = newMessage(1);
    message.coded = true;
    const places = extents([2 ** 40 + 5, 66, 1448, 10], [2 ** 40 + 1600, 66, 300, 12]);
    places.mask.set([0xdeadbeef, 0xbeefdead]);
    const id = index.append(message, places);
    const found = new Extents();
    index.locate(id, found);
    expect([...found.mask.subarray(0, 2)]).toEqual([0xdeadbeef, 0xbeefdead]);
    expect(found.count).toBe(2);
    expect([...found.recordOffset.subarray(0, 2)]).toEqual([2 ** 40 + 5, 2 ** 40 + 1600]);
    expect([...found.frame.subarray(0, 2)]).toEqual([10, 12]);
  });

  it('keeps each term once', () => {
    const index = new MessageIndex();
    const message = newMessage(0);
    const terms = [aorTerm(5 as StringId), callIdTerm(5 as StringId), aorTerm(5 as StringId)];
    for (const term of terms) message.addTerm(term);
    const id = index.append(message, extents([0, 0, 1, 1]));
    expect(index.termCount(id)).toBe(2);
    expect([index.term(id, 0), index.term(id, 1)].map((term) => [isCallId(term), stringOf(term)])).toEqual([
      [false, 5],
      [true, 5],
    ]);
  });

  it('links the sights of further observers', () => {
    const index = new MessageIndex();
    const id = index.append(newMessage(0), extents([0, 0, 1, 1]));
    const first = index.observations.add(3 as SourceId, 77, -5_000_000_000.5 + 0.5);
    index.setFurtherObservation(id, first);
    index.observations.countRetransmission(first);
    expect(index.observations.get(index.furtherObservation(id))).toEqual({
      source: 3,
      frame: 77,
      time: -5_000_000_000,
      retransmissions: 1,
    });
    expect(index.observations.next(first)).toBe(0);
  });
});

describe('RecentMessages', () => {
  const only = (wanted: number) => (id: MessageId) => (id === wanted ? 'yes' : 'no');

  it('finds by hash what matches, and forgets what is old', () => {
    const recent = new RecentMessages(8);
    for (let n = 0; n < 40; n++) recent.add(n % 3, n as MessageId);
    expect(recent.find(2, only(38))).toBe(38);
    expect(recent.find(1, only(31))).toBe(31);
    expect(recent.find(0, only(3))).toBe(-1);
    expect(recent.find(9, () => 'yes')).toBe(-1);
  });

  it('finds all of a generation, however many there are', () => {
    const recent = new RecentMessages(2 ** 16);
    const hashOf = (n: number): number => Math.imul(n >> 2, 0x9e3779b1);
    for (let n = 0; n < 2 ** 16; n++) recent.add(hashOf(n), n as MessageId);
    const found = Array.from({ length: 2 ** 16 }, (_, n) => recent.find(hashOf(n), only(n)));
    expect(found).toEqual(found.map((_, n) => n));
    expect(recent.find(hashOf(2 ** 16), () => 'yes')).toBe(-1);
  });

  it('finds the newest that is the one, before the oldest that perhaps is, across generations', () => {
    const recent = new RecentMessages(8);
    for (let n = 0; n < 12; n++) recent.add(5, n as MessageId);
    expect(recent.find(5, () => 'yes')).toBe(11);
    expect(recent.find(5, (id) => (id === 9 ? 'yes' : 'perhaps'))).toBe(9);
    expect(recent.find(5, (id) => (id === 2 ? 'yes' : 'perhaps'))).toBe(2);
    expect(recent.find(5, (id) => (id === 3 || id === 10 ? 'perhaps' : 'no'))).toBe(3);
  });

  it('looks at few of many that are equal', () => {
    const recent = new RecentMessages();
    let looks = 0;
    for (let n = 0; n < 1000; n++) recent.add(5, n as MessageId);
    expect(
      recent.find(5, () => {
        looks++;
        return 'no';
      }),
    ).toBe(-1);
    expect(looks).toBeLessThan(200);
  });
});

describe('RouteTable', () => {
  it('keeps 0 for no route', () => {
    const routes = new RouteTable();
    const route = routes.intern(1, 2, 3);
    expect(route).not.toBe(0);
    expect([routes.cluster(route), routes.source(route), routes.destination(route)]).toEqual([1, 2, 3]);
    expect([routes.cluster(0), routes.source(0), routes.destination(0)]).toEqual([0, 0, 0]);
    expect(routes.intern(0, 0, 0)).toBe(0);
    expect(routes.source(routes.intern(1, -5, 3))).toBe(-5);
  });
});
