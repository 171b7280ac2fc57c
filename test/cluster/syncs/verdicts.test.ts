import { describe, expect, it } from 'vitest';
import { SyncTraffic } from './traffic.ts';

const SECOND = 1e9;

describe('complete', () => {
  it('has a request, data and an end that announces as many chunks', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).data(3, 2, 3, 4).end(4, 2, 3, 9);
    expect(traffic.report()).toMatchObject({
      ...{ donor: 2, receiver: 3, capability: 'usrloc-contact-repl', verdict: 'complete', reason: undefined },
      ...{ requested: SECOND, started: 2 * SECOND, ended: 4 * SECOND, duration: 3 * SECOND },
      ...{ packets: 2, bytes: 200, chunksSent: 9, chunksSeen: 9, requests: 1, queued: 0 },
    });
    expect([...traffic.report().records]).toEqual([['contacts', 9]]);
    expect(traffic.report().messages).toEqual([0, 1, 2, 3]);
  });

  it('may hold nothing', () => {
    const report = new SyncTraffic().request(1, 3, 2).end(2, 2, 3, 0).report();
    expect(report).toMatchObject({ verdict: 'complete', packets: 0, chunksSent: 0, started: 2 * SECOND });
  });

  it('needs no count up to 3.2, when request and end were seen', () => {
    const report = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).end(3, 2, 3).report();
    expect(report).toMatchObject({ verdict: 'complete', chunksSent: undefined, chunksSeen: 5 });
  });

  it('ends with the last of the data where the end of them came before', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).end(3, 2, 3, 9).data(4, 2, 3, 4);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', ended: 4 * SECOND, chunksSeen: 9 });
  });

  it('may come later than a receiver waits', () => {
    expect(new SyncTraffic().request(1, 3, 2).end(40, 2, 3, 0).verdicts()).toEqual(['complete']);
  });

  it('is known by its count, even if the request or other bytes were not captured', () => {
    const traffic = new SyncTraffic().data(2, 2, 3, 5).gap(2, 2, 3).end(3, 2, 3, 5);
    expect(traffic.report()).toMatchObject({ verdict: 'complete', requested: undefined, requests: 0 });
  });
});

describe('short', () => {
  const cut = () => new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).end(3, 2, 3, 9);

  it('announces more than came', () => {
    expect(cut().quiet(19).verdicts()).toEqual(['short: fewer chunks than announced']);
  });

  it('is not said before the rest could have come', () => {
    expect(cut().quiet(17).verdicts()).toEqual(['not captured: capture ends before']);
  });

  it('is not said where bytes were missed', () => {
    expect(cut().gap(2.5, 2, 3).quiet(19).verdicts()).toEqual(['not captured: bytes missing in the capture']);
    // On the way over another node.
    expect(cut().gap(2.5, 2, 4).quiet(19).verdicts()).toEqual(['not captured: bytes missing in the capture']);
    // On the way back, of another receiver, of another time.
    for (const other of [
      cut().gap(2.5, 3, 2),
      cut().gap(2.5, 4, 5),
      cut().gap(60, 2, 3),
      cut().gap(0, 2, 3),
    ]) {
      expect(other.quiet(19).verdicts()).toEqual(['short: fewer chunks than announced']);
    }
  });

  it('is said where another observer missed nothing', () => {
    const both = { seenBy: [0, 1] };
    const traffic = new SyncTraffic().request(1, 3, 2, both).data(2, 2, 3, 5, both).end(3, 2, 3, 9, both);
    traffic.quiet(19, 2, 3, [0, 1]).gap(2.5, 2, 3, 1);
    expect(traffic.verdicts()).toEqual(['short: fewer chunks than announced']);
    expect(traffic.gap(2.5, 2, 3, 0).verdicts()).toEqual(['not captured: bytes missing in the capture']);
  });

  it('is not said where not all gaps are remembered', () => {
    const traffic = cut().quiet(19);
    traffic.knownUntil = 2 * SECOND;
    expect(traffic.verdicts()).toEqual(['not captured: bytes missing in the capture']);
  });

  it('is not said where all who see it were out for a while', () => {
    const out = (from: number, to: number, source = 0) => {
      const traffic = cut().quiet(19);
      traffic.away.push([source, from, to]);
      return traffic.verdicts();
    };
    expect(out(2, 2.5)).toEqual(['not captured: bytes missing in the capture']);
    expect(out(0, 0.5)).toEqual(['short: fewer chunks than announced']);
    expect(out(2, 2.5, 1)).toEqual(['short: fewer chunks than announced']);
  });

  it('is not said without the request: data may have come before the capture', () => {
    const traffic = new SyncTraffic().data(2, 2, 3, 5).end(3, 2, 3, 9).quiet(19);
    expect(traffic.verdicts()).toEqual(['not captured: request not captured']);
  });

  it('is not said where a packet was cut', () => {
    const error = { offset: 0, reason: '40 bytes were not captured' };
    const packet = { status: 'malformed', error } as const;
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 3, { packet }).end(3, 2, 3, 9).quiet(19);
    expect(traffic.verdicts()).toEqual(['not captured: packets cut or damaged']);
  });
});

describe('unanswered', () => {
  it('nothing came for 15 s', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).quiet(16);
    expect(traffic.report()).toMatchObject({ verdict: 'unanswered', reason: 'no packet for 15 s' });
    expect(traffic.report()).toMatchObject({ started: undefined, ended: undefined, duration: undefined });
  });

  it('is not said where the capture ends before', () => {
    // The observer stands between the hosts: it sees links that have none in common.
    const traffic = new SyncTraffic().quiet(0.4, 2, 4).quiet(0.5, 3, 4).request(1, 3, 2).quiet(15.9);
    expect(traffic.verdicts()).toEqual(['not captured: capture ends before']);
    // Another observer, which did not see the request, goes on.
    expect(traffic.quiet(60, 4, 5, [1]).verdicts()).toEqual(['not captured: capture ends before']);
  });

  it('is not said where the receiver announces that it has everything', () => {
    const told = () => new SyncTraffic().request(1, 3, 2).announce(2, 3, 4);
    expect(told().quiet(20).verdicts()).toEqual(['not captured: bytes missing in the capture']);
    const partly = new SyncTraffic().request(1, 3, 2).data(1.5, 2, 3, 4).announce(2, 3, 4);
    expect(partly.quiet(20).verdicts()).toEqual(['not captured: bytes missing in the capture']);
    // It was early: the answer is seen to come, and to stop.
    expect(told().data(3, 2, 3, 4).quiet(20).verdicts()).toEqual(['aborted: no packet for 15 s']);
    // It speaks of something else.
    const other = new SyncTraffic().request(1, 3, 2).announce(2, 3, 4, 'dialog-dlg-repl');
    expect(other.quiet(20).verdicts()).toEqual(['unanswered: no packet for 15 s']);
  });

  it('is not said where the answer may have gone another way', () => {
    const asForwarded = new SyncTraffic().request(1, 3, 2, { over: [3, 4] });
    // Seen on the host of node 4 only.
    asForwarded.quiet(2, 4, 2).quiet(2, 4, 5).quiet(20, 4, 3);
    expect(asForwarded.verdicts()).toEqual(['not captured: nodes captured in part']);
  });

  it('is clear when a node has restarted', () => {
    const donor = new SyncTraffic().request(1, 3, 2).restart(8, 2, 3);
    expect(donor.verdicts()).toEqual(['unanswered: donor restarted']);
    const receiver = new SyncTraffic().request(1, 3, 2).restart(8, 3, 2);
    expect(receiver.verdicts()).toEqual(['unanswered: receiver restarted']);
    // Whoever saw the request has seen nothing since.
    const unseen = new SyncTraffic().request(1, 3, 2, { seenBy: [1] }).restart(8, 2, 3);
    expect(unseen.verdicts()).toEqual(['not captured: capture ends before']);
    const other = new SyncTraffic().request(1, 3, 2).restart(8, 4, 2);
    expect(other.verdicts()).toEqual(['not captured: capture ends before']);
  });
});

describe('aborted', () => {
  it('data without an end for 15 s', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(5, 2, 3, 4).quiet(20);
    expect(traffic.verdicts()).toEqual(['aborted: no packet for 15 s']);
    expect(traffic.report()).toMatchObject({ started: 5 * SECOND, ended: undefined, chunksSeen: 4 });
  });

  it('also where the request was before the capture', () => {
    const traffic = new SyncTraffic().data(5, 2, 3, 4).quiet(20);
    expect(traffic.verdicts()).toEqual(['aborted: no packet for 15 s']);
  });

  it('is not said where the capture ends, or bytes were missed', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(5, 2, 3, 4).quiet(19);
    expect(traffic.verdicts()).toEqual(['not captured: capture ends before']);
    // The gap shows only with the next bytes of the connection.
    expect(traffic.quiet(60).gap(24, 2, 3).verdicts()).toEqual([
      'not captured: bytes missing in the capture',
    ]);
  });

  it('is clear when the donor has restarted; who asks again is answered anew', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 4).restart(8, 2, 3);
    expect(traffic.verdicts()).toEqual(['aborted: donor restarted']);
    traffic.request(9, 3, 2).data(10, 2, 3, 6).end(11, 2, 3, 6);
    expect(traffic.verdicts()).toEqual(['aborted: donor restarted', 'complete']);
  });

  it('is clear when the connection ended inside a packet, as one of both was killed', () => {
    const error = { offset: 0, reason: '40 bytes were not captured' };
    const packet = { status: 'malformed', error } as const;
    const cut = (isUnfinished: boolean) =>
      new SyncTraffic()
        .request(1, 3, 2)
        .data(2, 2, 3, 3, { packet, isUnfinished })
        .restart(8, 3, 2)
        .verdicts();
    expect(cut(true)).toEqual(['aborted: receiver restarted']);
    expect(cut(false)).toEqual(['not captured: packets cut or damaged']);
    // Whether it was data or an end cannot be seen, and makes no difference.
    const unclear = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 3);
    unclear.end(3, 2, 3, 0, { packet: { ...packet, name: undefined }, isUnfinished: true }).restart(8, 3, 2);
    expect(unclear.verdicts()).toEqual(['aborted: receiver restarted']);
  });

  it('counts the packet in which its connection ended once, with the longest part that an observer saw', () => {
    const packet = {
      status: 'malformed',
      error: { offset: 0, reason: '40 bytes were not captured' },
    } as const;
    const both = { seenBy: [0, 1] };
    const seen = (first: number, second: number) =>
      new SyncTraffic()
        .request(1, 3, 2, both)
        .data(2, 2, 3, 5, both)
        .data(3, 2, 3, first, { packet, isUnfinished: true, seenBy: [0] })
        .data(3, 2, 3, second, { packet, isUnfinished: true, seenBy: [1] })
        .restart(8, 3, 2)
        .report();
    for (const report of [seen(3, 1), seen(1, 3)]) {
      expect(report).toMatchObject({ verdict: 'aborted', packets: 2, chunksSeen: 8 });
      expect([...report.records]).toEqual([['contacts', 8]]);
    }
  });
});

describe('not captured', () => {
  it('more than was announced: those of an answer whose end was missed, and of the next', () => {
    const traffic = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 5).data(9, 2, 3, 5).end(10, 2, 3, 5);
    expect(traffic.verdicts()).toEqual(['not captured: more chunks than announced']);
  });

  it('an answer while which the donor sends what cannot be read', () => {
    const packet = { name: 'CLUSTERER_SYNC_END', error: { offset: 0, reason: 'cut' } } as const;
    const traffic = new SyncTraffic().request(1, 3, 2).end(2, 4, 3, 0, { packet }).end(3, 2, 3);
    expect(traffic.verdicts()).toEqual(['complete']);
    traffic.request(4, 3, 2).end(5, 2, 3, 0, { packet }).end(6, 2, 3);
    expect(traffic.verdicts()).toEqual(['complete', 'not captured: packets cut or damaged']);
  });

  it('an answer without a count whose request was not seen', () => {
    const traffic = new SyncTraffic().data(5, 2, 3, 4).end(6, 2, 3).quiet(60);
    expect(traffic.verdicts()).toEqual(['not captured: request not captured']);
  });

  it('an answer without a count of which bytes were missed, or nodes were not seen whole', () => {
    const gap = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 4).gap(3, 2, 3).end(4, 2, 3);
    expect(gap.verdicts()).toEqual(['not captured: bytes missing in the capture']);
    const later = new SyncTraffic().request(1, 3, 2).data(2, 2, 3, 4).end(4, 2, 3).gap(5, 2, 3);
    expect(later.verdicts()).toEqual(['complete']);
    const idle = new SyncTraffic()
      .request(1, 3, 2)
      .data(2, 2, 3, 4)
      .gap(2, 2, 3, 0, 'beginning')
      .end(4, 2, 3);
    expect(idle.verdicts()).toEqual(['complete']);
    expect(idle.gap(9, 3, 2).verdicts()).toEqual(['not captured: bytes missing in the capture']);
    const forwarder = new SyncTraffic().request(1, 3, 2, { over: [3, 4] }).end(4, 2, 3, undefined, {
      over: [2, 4],
    });
    expect(forwarder.quiet(5, 4, 5).verdicts()).toEqual(['not captured: nodes captured in part']);
  });
});
