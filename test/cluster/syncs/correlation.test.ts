import { describe, expect, it } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { CLUSTER, SyncTraffic, type Unusual, USRLOC } from './traffic.ts';

const SECOND = 1e9;

describe('several at a time', () => {
  it('cluster, donor, receiver and capability tell them apart', () => {
    const dialog = { capability: 'dialog-dlg-repl' };
    const other = { cluster: 8 };
    const traffic = new SyncTraffic()
      .request(1, 3, 2)
      .request(2, 3, 2, dialog)
      .request(3, 3, 1)
      .request(4, 4, 2)
      .request(5, 3, 2, other);
    traffic
      .data(6, 2, 3, 1)
      .data(6, 2, 3, 2, dialog)
      .data(6, 1, 3, 3)
      .data(6, 2, 4, 4)
      .data(6, 2, 3, 5, other);
    traffic.end(7, 2, 3, 5, other).end(7, 2, 4, 4).end(7, 1, 3, 3).end(7, 2, 3, 2, dialog).end(7, 2, 3, 1);
    expect(traffic.verdicts()).toEqual(Array(5).fill('complete'));
    expect(traffic.reports().map(({ chunksSeen }) => chunksSeen)).toEqual([1, 2, 3, 4, 5]);
  });

  it('requests are answered in their order', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(2, 3, 2).request(3, 3, 2);
    traffic.data(4, 2, 3, 5).end(5, 2, 3, 5).end(6, 2, 3, 0).data(7, 2, 3, 2).end(8, 2, 3, 2);
    expect(traffic.verdicts()).toEqual(['complete', 'complete', 'complete']);
    expect(traffic.reports().map(({ requested, chunksSeen }) => [requested, chunksSeen])).toEqual([
      [SECOND, 5],
      [2 * SECOND, 0],
      [3 * SECOND, 2],
    ]);
  });

  it('answers that are mixed come apart by what their ends announce', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(1, 3, 2);
    traffic
      .data(2, 2, 3, 5, {}, 'a')
      .data(2, 2, 3, 5, {}, 'b')
      .data(3, 2, 3, 3, {}, 'a')
      .data(3, 2, 3, 3, {}, 'b');
    traffic.end(4, 2, 3, 8).end(5, 2, 3, 8);
    expect(traffic.verdicts()).toEqual(['complete', 'complete']);
    expect(traffic.reports().map(({ chunksSeen, packets }) => [chunksSeen, packets])).toEqual([
      [8, 2],
      [8, 2],
    ]);
    const [first, second] = traffic.reports();
    expect(first?.messages).toEqual([0, 2, 4, 6]);
    expect(second?.messages).toEqual([1, 3, 5, 7]);
  });

  it('ends may overtake the data of several answers', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(1, 3, 2).request(1, 3, 2);
    traffic.end(2, 2, 3, 6).end(2, 2, 3, 6);
    for (const mark of ['a', 'b', 'c']) traffic.data(3, 2, 3, 6, {}, mark);
    expect(
      traffic
        .end(3, 2, 3, 6)
        .reports()
        .map(({ chunksSeen }) => chunksSeen),
    ).toEqual([6, 6, 6]);
    expect(traffic.verdicts()).toEqual(['complete', 'complete', 'complete']);
    // Here an end is overtaken by data of the one after it.
    const late = new SyncTraffic().request(1, 3, 2).request(1, 3, 2).end(2, 2, 3, 6);
    late.data(3, 2, 3, 4, {}, 'a').data(3, 2, 3, 4, {}, 'b').data(3, 2, 3, 2, {}, 'c').end(3, 2, 3, 4);
    expect(late.verdicts()).toEqual(['complete', 'complete']);
  });

  it('what is more than was announced does not belong to a request from before a restart', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).restart(8, 3, 2).request(9, 3, 2).request(9, 3, 2);
    traffic.data(10, 2, 3, 5, {}, 'a').data(10, 2, 3, 5, {}, 'b').end(11, 2, 3, 5).end(11, 2, 3, 5).quiet(60);
    expect(traffic.verdicts()).toEqual(['unanswered: receiver restarted', 'complete', 'complete']);
  });

  it('a request that has waited for longer than a receiver waits is answered last', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(30, 3, 2).end(31, 2, 3, 0).quiet(60);
    expect(traffic.reports().map(({ requested, verdict }) => [requested, verdict])).toEqual([
      [SECOND, 'unanswered'],
      [30 * SECOND, 'complete'],
    ]);
  });

  it('data after an end that lacks them are not those of a later request', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 1).end(3, 2, 3, 5);
    traffic.request(4, 3, 2).data(5, 2, 3, 4).end(6, 2, 3, 4).quiet(30);
    expect(traffic.verdicts()).toEqual(['short: fewer chunks than announced', 'complete']);
  });
});

describe('repeated packets', () => {
  it('a request that was repeated and answered once is one sync', () => {
    const traffic = new SyncTraffic()
      .request(1, 3, 2)
      .request(1.5, 3, 2)
      .data(2, 2, 3, 5)
      .end(3, 2, 3, 5)
      .quiet(30);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', requested: SECOND, requests: 2 });
  });

  it('a request after the end is one of its own', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).end(3, 2, 3, 0).request(3.5, 3, 2).quiet(30);
    expect(traffic.verdicts()).toEqual(['complete', 'unanswered: no packet for 15 s']);
  });

  it('an end that is repeated ends nothing more', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).end(3, 2, 3, 5).end(4, 2, 3, 5);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', ended: 3 * SECOND, repeatedEnds: 1 });
    // Where requests are not captured it may be the end of another answer.
    expect(new SyncTraffic().end(3, 2, 3, 0).end(4, 2, 3, 0).verdicts()).toEqual(['complete', 'complete']);
  });
});

describe('forwarded packets', () => {
  const first: Unusual = { over: [2, 4] };
  const second: Unusual = { over: [4, 1] };
  const last: Unusual = { over: [1, 3] };

  it('count once, over two nodes between', () => {
    const traffic = new SyncTraffic().request(1, 3, 2, { over: [3, 4] }).request(1.1, 3, 2, { over: [4, 2] });
    for (const over of [first, second, last]) traffic.data(2, 2, 3, 5, over);
    for (const over of [first, second, last]) traffic.end(3, 2, 3, 5, over);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', packets: 1, bytes: 100, chunksSeen: 5 });
    expect(traffic.report()).toMatchObject({ requests: 1, repeatedEnds: 0, requested: SECOND });
    expect(traffic.report().messages).toHaveLength(8);
  });

  it('count once where the order of captures is not that of the way', () => {
    const traffic = new SyncTraffic().request(1, 3, 2);
    traffic.data(2, 2, 3, 5, last).data(2, 2, 3, 5, first).end(3, 2, 3, 5, last).end(3, 2, 3, 5, first);
    expect(traffic.report()).toMatchObject({ packets: 1, chunksSeen: 5, repeatedEnds: 0 });
  });

  it('count twice where the same bytes were sent twice', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(1, 3, 2);
    for (const over of [first, first, last, last]) traffic.data(2, 2, 3, 5, over);
    // One over the other nodes, one directly.
    traffic.end(3, 2, 3, 5, first).end(3.1, 2, 3, 5).end(3.2, 2, 3, 5, last);
    expect(traffic.verdicts()).toEqual(['complete', 'complete']);
    expect(traffic.reports().map(({ chunksSeen }) => chunksSeen)).toEqual([5, 5]);
  });

  it('differ by a byte: they are two', () => {
    const traffic = new SyncTraffic()
      .request(1, 3, 2)
      .data(2, 2, 3, 5, first, 'a')
      .data(2, 2, 3, 5, last, 'b');
    expect(traffic.report()).toMatchObject({ packets: 2, chunksSeen: 10 });
  });
});

describe('what else is told', () => {
  it('packets that the receiver lets wait: those that reach it while data come', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).replicate(2, 1, 3).data(3, 2, 3, 5);
    traffic.replicate(4, 1, 3).replicate(4, 2, 3).replicate(4, 3, 1).replicate(4, 1, 3, 'dialog-dlg-repl');
    // Forwarded: on its way, then there.
    traffic.replicate(5, 1, 3, USRLOC, { over: [1, 4] }).replicate(5.1, 1, 3, USRLOC, { over: [4, 3] });
    traffic.end(6, 2, 3, 5).replicate(7, 1, 3);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', queued: 3 });
  });

  it('records by kind', () => {
    const packet = (data: object[]) => ({
      packet: {
        fields: { capability: USRLOC, chunks: data.map((one) => ({ size: 1, data: one })) },
      } as never,
    });
    const aor = { is_contact: 0, aor_record: { aor: 'a' } };
    const contact = { is_contact: 1, contact_record: { aor: 'a' } };
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 0, packet([aor, contact, contact, {}]));
    expect([...traffic.report().records]).toEqual([
      ['aors', 1],
      ['contacts', 2],
    ]);
    expect(traffic.report().chunksSeen).toBe(4);
  });

  it('chunks without sizes, as before 2.4.7', () => {
    const fields = {
      capability: 'dialog-dlg-repl',
      records: [{ data: { callid: 'a' } }, { data: { callid: 'b' } }],
    };
    const traffic = new SyncTraffic().request(1, 3, 2, { capability: 'dialog-dlg-repl' });
    traffic.data(2, 2, 3, 0, { packet: { fields } });
    expect(traffic.report()).toMatchObject({ chunksSeen: 2, records: new Map([['dialogs', 2]]) });
  });

  it('an answer that no release of the receiver reads is counted as refused', () => {
    const traffic = new SyncTraffic();
    traffic.context.releases.learn(CLUSTER, 3, releases('3.2'));
    traffic.request(1, 3, 2).data(2, 2, 3, 5).end(3, 2, 3, 5);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', refused: 1 });
  });

  it('a packet without its trailer belongs to the nodes of its connection', () => {
    const traffic = new SyncTraffic();
    const { directory, endpoints } = traffic.context;
    for (const node of [2, 3])
      directory.proven(endpoints.addressOf(traffic.endpoint(node)), CLUSTER, node, 0);
    const packet = { status: 'malformed', error: { offset: 0, reason: 'cut' } } as const;
    traffic.request(1, 3, 2).data(2, 2, 3, 2, { withoutTrailer: true, packet }).end(3, 2, 3, 9);
    expect(traffic.report()).toMatchObject({ verdict: 'not captured', packets: 1, chunksSeen: 2 });
    traffic.data(4, 8, 9, 2, { withoutTrailer: true, packet });
    expect(traffic.tracker.unusable).toBe(1);
  });
});

describe('hostile traffic', () => {
  it('of messages of one answer is limited, also of those that prove to be of it later', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).request(2, 3, 2);
    for (let packet = 0; packet < 2000; packet++) traffic.data(3, 2, 3, 1, {}, `${packet} `);
    traffic.end(4, 2, 3, 1).end(5, 2, 3, 1999);
    expect(traffic.reports().map(({ chunksSeen }) => chunksSeen)).toEqual([1, 1999]);
    for (const { messages } of traffic.reports()) expect(messages.length).toBeLessThanOrEqual(1024);
  });

  it('is limited, and counted', () => {
    const traffic = new SyncTraffic();
    for (let number = 0; number < 5000; number++) traffic.request(1, 3, 2, { capability: `c${number}` });
    // As many as there is no room for, and some more.
    expect(traffic.tracker.forgotten).toBe(2 * 512);
    // It is known no longer what this is the end of.
    traffic.end(2, 2, 3, 0, { capability: 'c0' }).end(2, 2, 3, 0, { capability: 'c4999' });
    expect(traffic.reports().filter(({ verdict }) => verdict === 'complete')).toMatchObject([
      { capability: 'c4999', requested: SECOND },
      { capability: 'c0', requested: undefined },
    ]);
    for (let number = 0; number < 20_000; number++) traffic.request(2, 3, 2, { capability: 'c0' });
    expect(traffic.tracker.forgotten).toBeGreaterThan(10_000);
  });

  it('says nothing where fields are missing or of another type', () => {
    const traffic = new SyncTraffic();
    for (const fields of [{}, { capability: 5 }, { capability: '' }, { capability: 'a', chunks: 7 }]) {
      traffic.data(1, 2, 3, 1, { packet: { fields } }).end(1, 2, 3, 1, { packet: { fields } });
    }
    expect(traffic.tracker.unusable).toBe(6);
    expect(traffic.verdicts()).toEqual(['not captured: request not captured']);
  });
});
