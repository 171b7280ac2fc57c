import { describe, expect, test } from 'vitest';
import { Traffic } from '../contacts/traffic.ts';
import { CLUSTER, linkUpdate, ping, pong, TestCluster } from '../nodes/traffic.ts';

/** Nodes 1, 2 and 3 hear from each other at second 0. */
function cluster(): Traffic {
  return new Traffic().mesh(1, 2, 3).announce(1, 2, []).announce(2, 3, []).announce(3, 1, []);
}

const ended = ({ context }: Traffic, seconds: number) =>
  [1, 2, 3].filter((node) => context.silences.endedAt(1, node, seconds * 1e9) !== undefined);

describe('nodes that end connections', () => {
  test('are silent from then on, until they are heard again', () => {
    const traffic = cluster().end(2, 3);
    expect([ended(traffic, 2.9), ended(traffic, 3)]).toEqual([[], [2]]);
    expect(traffic.context.silences.isSilent(1, 2, 3e9)).toBe(true);
    expect(ended(traffic.at(4).ping(2, 3), 4)).toEqual([]);
  });

  test('are silent where the last packet and the end are one segment', () => {
    const traffic = cluster().at(3).ping(2, 3).end(2, 3);
    expect(ended(traffic, 4)).toEqual([2]);
  });

  test('a node that all others have left may have ended with them; one that was heard by one of them since has not', () => {
    const traffic = cluster().end(1, 3).end(2, 3.1);
    expect([ended(traffic, 3.05), ended(traffic, 4)]).toEqual([[1], [1, 2, 3]]);
    // Nobody tells of the third one when the others are back.
    traffic.at(9).ping(1, 2).ping(2, 1);
    expect(ended(traffic, 9)).toEqual([3]);
    expect(ended(traffic.at(10).ping(3, 1), 10)).toEqual([]);
    const heard = cluster().end(1, 3).end(2, 3.1).at(3.2).ping(3, 2);
    expect(ended(heard, 4)).toEqual([1, 2]);
  });

  test('others that had gone long before do not count', () => {
    const traffic = cluster().end(1, 3).at(5).ping(2, 3).ping(3, 2).end(2, 6);
    expect(ended(traffic, 7)).toEqual([1, 2, 3]);
  });
});

describe('what such a node holds', () => {
  const held = (traffic: Traffic, seconds: number) =>
    [...(traffic.states(seconds)[0]?.nodes ?? [])].map(
      ([node, { uncertain }]) => `${node} ${uncertain.size}`,
    );

  test('is uncertain', () => {
    const traffic = cluster().at(1).contact('INSERT', 1, 2).contact('INSERT', 1, 3).end(2, 3);
    expect([held(traffic, 2), held(traffic, 3)]).toEqual([
      ['1 0', '2 0', '3 0'],
      ['1 0', '2 1', '3 0'],
    ]);
  });

  test('but not what a phone has been promised since', () => {
    const traffic = cluster().at(1).contact('INSERT', 1, 2).contact('INSERT', 1, 3).end(2, 3);
    expect(held(traffic.at(4).register(2, { cseq: 2 }), 4)).toContain('2 0');
  });
});

describe('a node that is seen to be silent only after the time of the state', () => {
  const cluster = () => new TestCluster().see(ping(1, 2, 1), ping(1, 1, 2), pong(1, 2, 1));
  const shown = (one: TestCluster) => [
    one.link(2, 1, 3),
    one.context.silences.holds(CLUSTER, 2, 2e9, 3e9),
    one.context.silences.isSilent(CLUSTER, 2, 3e9),
  ];
  const UNKNOWN = ['unknown', true, false];
  const KNOWN = ['up', false, false];

  test('may have been so before it was asked: what came since its last word, it may not have taken', () => {
    expect(shown(cluster())).toEqual(KNOWN);
    const asked = cluster().foresee(ping(4, 1, 2), ping(4.5, 1, 3));
    expect(shown(asked)).toEqual(KNOWN);
    expect(shown(asked.foresee(ping(6, 3, 1)))).toEqual(UNKNOWN);
    expect([asked.link(2, 1, 1.05), asked.link(2, 1, 1.15)]).toEqual(['up', 'unknown']);
    asked.context.silences.forgetForeseen();
    expect(shown(asked)).toEqual(KNOWN);
  });

  test('may have been so if it was asked just before that time, and does not answer afterwards', () => {
    const asked = () => cluster().see(ping(2.5, 1, 2));
    expect(shown(asked().foresee(ping(3.2, 3, 1)))).toEqual(KNOWN);
    expect(shown(asked().foresee(ping(4, 3, 1)))).toEqual(UNKNOWN);
    expect(shown(asked().foresee(pong(3.1, 2, 1), ping(4, 3, 1)))).toEqual(KNOWN);
  });

  test('not where it is heard before it is asked, or answers', () => {
    expect(shown(cluster().foresee(ping(4, 2, 1), ping(5, 1, 2), ping(7, 3, 1)))).toEqual(KNOWN);
    expect(shown(cluster().foresee(ping(4, 1, 2), pong(4.1, 2, 1), ping(7, 3, 1)))).toEqual(KNOWN);
  });

  test('not where it may have listened until then: it ends, or what is asked does not come to it', () => {
    const ends = cluster().end(2, 3.5);
    expect(shown(ends.foresee(ping(4, 1, 2), ping(7, 3, 1)))).toEqual(KNOWN);
    expect(shown(cluster().foresee({ ...ping(4, 1, 2), retransmissions: 2 }, ping(7, 3, 1)))).toEqual(KNOWN);
  });
});

describe('a node that leaves pings without an answer', () => {
  const begun = () => new TestCluster().see(ping(1, 2, 1), pong(1, 1, 2), ping(2, 1, 2), pong(2, 2, 1));

  test('is silent towards whom it owes a word, not towards those that asked it nothing or a moment ago', () => {
    const { silences } = begun().see(ping(4, 3, 2), ping(5.9, 1, 2), ping(6, 2, 1)).context;
    expect(silences.of(CLUSTER, 2, 9e9)).toEqual([{ from: 2e9, to: 6e9, unanswered: [3] }]);
    expect(
      begun()
        .see(ping(4, 3, 2))
        .context.silences.of(CLUSTER, 2, 6e9),
    ).toEqual([{ from: 2e9, to: Number.POSITIVE_INFINITY, unanswered: [3] }]);
  });

  test('and then pings anew was silent once', () => {
    const links = [ping(2, 2, 3), pong(2, 3, 2)];
    const anew = [ping(6, 2, 1, 1), ping(6, 2, 3, 1)];
    const { silences } = begun().see(...links, ping(4, 4, 2), ...anew).context;
    expect(silences.of(CLUSTER, 2, 9e9)).toEqual([{ from: 2e9, to: 6e9, unanswered: [4] }]);
  });
});

describe('a node that is disabled and enabled again', () => {
  const begun = () => new TestCluster().see(ping(1, 2, 1), pong(1, 1, 2), ping(2, 1, 2), pong(2, 2, 1));
  const shown = (one: TestCluster) => [
    one.link(2, 1, 3),
    one.context.silences.holds(CLUSTER, 2, 3e9, 3e9),
    one.context.silences.holds(CLUSTER, 2, 3e9, 9e9),
  ];

  test('pings anew over a link that was up: what came to it since its last word, it may not have taken', () => {
    expect(shown(begun().see(ping(5, 2, 1, 1)))[2]).toBe(true);
    expect(shown(begun().foresee(ping(5, 2, 1, 1)))).toEqual(['unknown', true, true]);
  });

  test('until its timer ticks it answers already: it was silent before that', () => {
    const answered = [ping(5.3, 1, 2), pong(5.3, 2, 1)];
    const late = begun().see(...answered, ping(6, 2, 1, 1));
    expect(late.context.silences.of(CLUSTER, 2, 9e9)).toEqual([{ from: 2e9, to: 5.3e9, unanswered: [] }]);
    expect(shown(begun().foresee(...answered, ping(6, 2, 1, 1)))).toEqual(['unknown', true, true]);
    // Who has answered for long was not disabled.
    expect(shown(begun().foresee(...answered, ping(7, 2, 1, 1)))).toEqual(['up', false, false]);
  });

  test('of several links, it pings more than one anew: one may have lost its connection', () => {
    const three = () => begun().see(ping(2, 2, 3), pong(2, 3, 2));
    expect(shown(three().see(ping(5, 2, 1, 1)))[2]).toBe(false);
    expect(shown(three().see(ping(5, 2, 1, 1), pong(5, 1, 2), ping(5, 2, 3, 1)))[2]).toBe(true);
    expect(shown(three().foresee(ping(5, 2, 1, 1), pong(5, 1, 2), ping(5, 2, 3, 1)))[1]).toBe(true);
  });

  test('one that pings as always was there all the time', () => {
    expect(shown(begun().see(ping(5, 2, 1)))[2]).toBe(false);
    expect(shown(begun().foresee(ping(5, 2, 1)))).toEqual(['up', false, false]);
  });

  test('one with a reason to ping anew was there, too: no answer, word of the other end, a connection that ended', () => {
    expect(shown(begun().see(ping(2.5, 2, 1), ping(5, 2, 1, 1)))[2]).toBe(false);
    const told = linkUpdate(4, [1], 3, { neighbour: 2, link_state: 1, seq_no: 1 });
    expect(shown(begun().foresee(told, ping(4.5, 2, 1, 1)))[1]).toBe(false);
    expect(
      shown(
        begun()
          .end(1, 4)
          .see(ping(5, 2, 1, 1)),
      )[2],
    ).toBe(false);
  });
});

describe('packets that a node may ignore', () => {
  const uncertain = (traffic: Traffic, seconds: number) =>
    [...(traffic.states(seconds)[0]?.nodes ?? [])]
      .filter(([, { uncertain }]) => uncertain.size > 0)
      .map(([node]) => node);

  test('are those of a node whose link it has announced as down, until it sends that node something', () => {
    const told = () => cluster().at(1).linkDown(2, 3, 1).at(2);
    const contact = (traffic: Traffic) => traffic.contact('INSERT', 1, 2).contact('INSERT', 1, 3);
    expect(uncertain(contact(told()), 9)).toEqual([2]);
    expect(uncertain(contact(told().ping(2, 1)), 9)).toEqual([]);
    // It enables that one again, and sends it something where nobody captures it.
    const again = contact(told()).at(3).linkUp(2, 3, 1).at(4);
    expect(uncertain(again.contact('INSERT', 1, 3, { aor: '2000' }, { over: [2, 3] }), 9)).toEqual([2]);
    // Who sends it something over another one has it not disabled.
    const over = { over: [2, 3] as const };
    expect(uncertain(contact(told()).contact('INSERT', 2, 1, { aor: '2000' }, over), 9)).toEqual([]);
    // What had come before, it has; but word of its end it may not have taken.
    const passedOn = told().contact('INSERT', 1, 3, { aor: '2000' }, { over: [2, 3] });
    expect(uncertain(contact(passedOn), 9)).toEqual([]);
    const deleted = contact(cluster()).at(1).linkDown(2, 3, 1).at(1.5).contact('UPDATE', 1, 3).at(2);
    expect(uncertain(deleted, 9)).toEqual([]);
    expect(uncertain(deleted.contact('DELETE', 1, 2).contact('DELETE', 1, 3), 9)).toEqual([2]);
  });

  test('are those of a node that it does not know: it began anew, and has sent that node nothing', () => {
    const three = () => new Traffic().mesh(1, 2, 3).ping(2, 1).ping(3, 1).ping(3, 2);
    const anew = () => three().end(2, 3).at(8).ping(2, 3).restart(2, 3).ping(3, 2).at(12);
    const contact = (traffic: Traffic) => traffic.contact('INSERT', 1, 2).contact('INSERT', 1, 3);
    expect(uncertain(contact(anew()), 20)).toEqual([2]);
    expect(uncertain(contact(anew().ping(2, 1)), 20)).toEqual([]);
    // Whom it does not reach, it may know all the same.
    const passedOn = anew().contact('INSERT', 1, 3, { aor: '2000' }, { over: [2, 3] });
    expect(uncertain(contact(passedOn), 20)).toEqual([]);
    const over = anew().contact('INSERT', 2, 1, { aor: '2000' }, { over: [2, 3] });
    expect(uncertain(contact(over), 20)).toEqual([]);
    expect(uncertain(contact(anew().list(2, 3, 'CLUSTERER_PONG', [1])), 20)).toEqual([]);
    expect(uncertain(contact(anew().list(2, 3, 'CLUSTERER_CAP_UPDATE', [{ node_id: 1 }])), 20)).toEqual([]);
    expect(uncertain(contact(anew().list(2, 3, 'CLUSTERER_PONG', [])), 20)).toEqual([2]);
    expect(
      uncertain(anew().ping(2, 3).ping(1, 3).contact('INSERT', 3, 2).contact('INSERT', 3, 1), 20),
    ).toEqual([]);
  });
});

describe('pings that a node leaves unanswered while it answers later ones', () => {
  const pings = (...seconds: readonly number[]) => seconds.map((at) => ping(at, 1, 2));
  const mayIgnore = (one: TestCluster, ...seconds: readonly number[]) =>
    seconds.map((at) => one.context.silences.mayIgnore(CLUSTER, 2, 1, at * 1e9));

  test('show that it may have ignored what came with them', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), pong(1.001, 2, 1), ...pings(4, 4.1, 5));
    cluster.see(pong(5.001, 2, 1), ping(6, 1, 2), pong(6.001, 2, 1));
    expect(mayIgnore(cluster, 3.9, 4, 4.5, 5, 5.1)).toEqual([false, true, true, true, false]);
  });

  test('not if it answers all of them in the end', () => {
    const cluster = new TestCluster().see(...pings(4, 5), pong(5.1, 2, 1), pong(5.11, 2, 1));
    cluster.see(ping(6, 1, 2), pong(6.001, 2, 1));
    expect(mayIgnore(cluster, 4, 4.5, 5, 6)).toEqual([false, false, false, false]);
  });

  test('not where the answers are still coming, or the process that had been asked is gone', () => {
    const cluster = new TestCluster().see(
      ...pings(4, 5),
      pong(5.1, 2, 1),
      ping(5.2, 1, 2),
      pong(5.201, 2, 1),
    );
    expect(mayIgnore(cluster.see(pong(5.21, 2, 1), ping(7, 1, 2)), 4, 4.5)).toEqual([false, false]);
    const restarted = new TestCluster().see(...pings(4, 5));
    restarted.context.silences.begins(CLUSTER, 2, 8e9);
    restarted.see(ping(9, 1, 2), pong(9.001, 2, 1), ping(10, 1, 2), pong(10.001, 2, 1));
    expect(mayIgnore(restarted, 4, 5)).toEqual([false, false]);
  });
});
