import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { START, Traffic } from './traffic.ts';

/** Spec bin-capabilities 4.4, as seen at node 2. */
function cluster(): Traffic {
  return new Traffic().mesh(1, 2, 3);
}

describe('insert, update, delete', () => {
  test('an insert is held by who sends it and who gets it', () => {
    const traffic = cluster().at(1).contact('INSERT', 1, 2);
    expect(traffic.held(1)).toEqual(['sip:1000:6001 a@phone/1 register']);
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
    expect(traffic.held(3)).toEqual([]);
    const [state] = traffic.states();
    expect(state?.nodes.get(3)?.contacts).toEqual([]);
    expect([state?.consistent, state?.unseen, state?.unknown]).toEqual([false, [], []]);
  });

  test.each([
    ['INSERT', 1, 2, 100],
    ['INSERT', 2, 2, 100],
    ['INSERT', 3, 3, 900],
    ['UPDATE', 1, 2, 100],
    ['UPDATE', 2, 2, 900],
    ['UPDATE', 3, 3, 900],
  ] as const)('%s with CSeq %i over CSeq 2 leaves CSeq %i', (kind, cseq, left, expires) => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { cseq: 2, expires: 100 })
      .contact(kind, 3, 2, { cseq, expires: 900 });
    const held = traffic.states()[0]?.nodes.get(2)?.contacts ?? [];
    expect(held.map(({ version }) => [version.cseq, version.expires])).toEqual([[left, START + expires]]);
    expect(traffic.tracker.discarded.older).toBe(cseq < 2 ? 1 : 0);
  });

  test('an older one is remembered with its message', () => {
    const traffic = cluster().contact('INSERT', 1, 2, { cseq: 7 }).at(2).contact('UPDATE', 3, 2, { cseq: 3 });
    const node = traffic.states()[0]?.nodes.get(2);
    expect(node?.discarded).toBe(1);
    expect(node?.discards).toMatchObject([
      { reason: 'older', cseq: 3, from: 3, time: 2e9, callId: 'a@phone' },
    ]);
  });

  test('another Call-ID counts as newer whatever its CSeq, and the URI of the first stays', () => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { cseq: 9 })
      .contact('UPDATE', 1, 2, { contact: 'sip:1000@192.0.2.9:6001;x=1', callid: 'b@phone', cseq: 1 });
    expect(traffic.held(2)).toEqual(['sip:1000:6001 b@phone/1 replicated 1']);
  });

  test('of two Call-IDs that come at once, the first may have been handled last', () => {
    const doubts = (seconds: number) => {
      const traffic = cluster()
        .contact('INSERT', 1, 2)
        .at(seconds)
        .contact('UPDATE', 1, 2, { callid: 'b@phone' });
      expect(traffic.held(2)).toEqual(['sip:1000:6001 b@phone/1 replicated 1']);
      return [1, 2].map((node) => traffic.states()[0]?.nodes.get(node)?.uncertain.size);
    };
    expect([doubts(0.001), doubts(1)]).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });

  test('nothing waits for the end of a sync that came before its data, by another way', () => {
    const traffic = cluster().syncEnd(3, 2, 1).at(0.01).sync(3, 2, [{}]).at(2);
    expect(traffic.contact('UPDATE', 1, 2, { cseq: 2 }).held(2)).toEqual([
      'sip:1000:6001 a@phone/2 replicated 1',
    ]);
  });

  test('an update of an unknown contact inserts it', () => {
    expect(cluster().contact('UPDATE', 1, 2, { cseq: 4 }).held(2)).toEqual([
      'sip:1000:6001 a@phone/4 replicated 1',
    ]);
  });

  test('a delete carries the stored CSeq; with an older one it is ignored', () => {
    const traffic = cluster().contact('INSERT', 1, 2, { cseq: 5 });
    expect(traffic.contact('DELETE', 3, 2, { cseq: 4 }).held(2)).toHaveLength(1);
    expect(traffic.at(1).contact('DELETE', 1, 2, { cseq: 5 }).states()).toEqual([]);
  });

  test('an AOR delete takes everything', () => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { cseq: 5 })
      .contact('INSERT', 1, 2, { contact: 'sip:1000@192.0.2.9:6002', cseq: 9 });
    expect(traffic.held(2)).toHaveLength(2);
    expect(traffic.at(1).deleteAor(1, 2).states()).toEqual([]);
    expect(traffic.tracker.store.size).toBe(0);
  });

  test('what a node deletes because another one tells it to is remembered, with the packet', () => {
    const traffic = cluster().contact('INSERT', 1, 2, { cseq: 5 }).contact('INSERT', 1, 3, { cseq: 5 });
    traffic.at(1).deleteAor(3, 2);
    const deletions = (node: number) =>
      traffic
        .states()[0]
        ?.nodes.get(node)
        ?.deletions.map(({ time, from, isOfAor }) => [time / 1e9, from, isOfAor]);
    expect(deletions(2)).toEqual([[1, 3, true]]);
    // What a node deletes by itself is not.
    expect([deletions(1), deletions(3)]).toEqual([[], []]);
  });

  test('an empty store leaves the sharing tag', () => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { kv_store: '{"_st":"vip"}' })
      .contact('UPDATE', 1, 2, { cseq: 2, kv_store: '' });
    expect(traffic.states()[0]?.nodes.get(2)?.contacts[0]?.version.sharingTag).toBe('vip');
  });
});

describe('word of the end at the moment in which another node’s word of the contact comes', () => {
  /** `later` seconds after node 1 told node 2 of the contact. */
  function ended(later: number, end: (traffic: Traffic) => Traffic): Traffic {
    const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3);
    return end(traffic.at(later));
  }

  const ENDS: readonly (readonly [string, (traffic: Traffic) => Traffic])[] = [
    ['of the contact', (traffic) => traffic.contact('DELETE', 3, 2)],
    ['of the AOR', (traffic) => traffic.deleteAor(3, 2)],
    [
      'by a REGISTER',
      (traffic) =>
        traffic.register(2, { cseq: 2, asked: ['Contact: <sip:1000@192.0.2.9:6001>;expires=0'], listed: [] }),
    ],
  ];

  test.each(ENDS)('%s: whether it outlives that is not known', (_, end) => {
    const traffic = ended(0.004, end);
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
    const [state] = traffic.states();
    expect([state?.nodes.get(2)?.uncertain.size, state?.nodes.get(1)?.uncertain.size]).toEqual([1, 0]);
    expect(traffic.at(1).contact('UPDATE', 1, 2, { cseq: 2 }).states()[0]?.nodes.get(2)?.uncertain.size).toBe(
      0,
    );
  });

  test.each(ENDS)('%s, a moment later: it is gone', (_, end) => {
    expect(ended(0.1, end).held(2)).toEqual([]);
  });

  test('a node that ends all and names an older CSeq has not read what has just come, and takes it afterwards', () => {
    const ends = (cseq: number) => {
      const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(5);
      for (const to of [2, 3]) traffic.contact('UPDATE', 1, to, { cseq: 2 });
      traffic.at(5.004);
      for (const to of [1, 3]) traffic.contact('DELETE', 2, to, { cseq, match_mode: 1 }).deleteAor(2, to);
      const asked = ['Contact: *', 'Expires: 0'];
      return traffic.register(2, { callId: 'b@phone', cseq: 1, asked, listed: [] });
    };
    expect(ends(1).held(2)).toEqual(['sip:1000:6001 a@phone/2 replicated 1']);
    expect(ends(1).states()[0]?.nodes.get(2)?.uncertain.size).toBe(1);
    expect(ends(2).held(2)).toEqual([]);
  });

  test('what a sync brings while the node itself ends it may be there again', () => {
    const ends = (later: number) => {
      const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(5);
      traffic
        .contact('DELETE', 2, 3, { match_mode: 1 })
        .at(5.0001)
        .sync(3, 2, [{}])
        .at(5.0001 + later);
      traffic.deleteAor(2, 3);
      return traffic.register(2, { cseq: 2, asked: ['Contact: *', 'Expires: 0'], listed: [] });
    };
    expect(ends(0.001).held(2)).toEqual(['sip:1000:6001 a@phone/1 sync 3']);
    expect(ends(0.001).states()[0]?.nodes.get(2)?.uncertain.size).toBe(1);
    expect(ends(1).held(2)).toEqual([]);
  });

  test('from the node that told of it: one after the other', () => {
    const traffic = cluster().contact('INSERT', 1, 2).at(0.004).contact('DELETE', 1, 2);
    expect(traffic.states()).toEqual([]);
  });

  test('from the node that told of it, at once: since 3.1, processes share what comes by one connection', () => {
    const ended = (release: string, later: number) => {
      const traffic = cluster();
      traffic.context.releases.learn(1, 2, releases(release));
      return traffic.contact('INSERT', 1, 2).at(later).contact('DELETE', 1, 2);
    };
    const told = ended('3.6', 0.0001);
    expect(told.held(2)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
    expect(told.states()[0]?.nodes.get(2)?.uncertain.size).toBe(1);
    expect([ended('3.0', 0.0001).states(), ended('3.6', 0.01).states()]).toEqual([[], []]);
  });
});

describe('packets that reach a node that answers no pings', () => {
  /** Node 2 was heard at first, and is asked a second before node 1 tells it and node 3 of the contact. */
  function told(): Traffic {
    return cluster().at(9).ping(3, 2).at(10).contact('INSERT', 1, 2).contact('INSERT', 1, 3);
  }

  const uncertain = (traffic: Traffic, seconds: number) =>
    [2, 3].filter((node) => traffic.states(seconds)[0]?.nodes.get(node)?.uncertain.size === 1);

  test('it may not have taken; that it was not asked in vain yet says nothing', () => {
    expect([uncertain(told(), 9.5), uncertain(told(), 10.5)]).toEqual([[], [2]]);
    expect(told().states(10.5)).toMatchObject([{ consistent: true }]);
  });

  test('it is not known what a node still holds that others cannot reach', () => {
    const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(10).contact('DELETE', 1, 3);
    expect(traffic.states(12)[0]).toMatchObject({ consistent: false });
    traffic.linkDown(1, 3, 2);
    expect(traffic.states(10.5)[0]).toMatchObject({ consistent: false });
    expect([uncertain(traffic, 12), traffic.states(12)[0]?.consistent]).toEqual([[2], true]);
  });

  test('what it had before a newer registration that it may have missed, is told, as uncertain', () => {
    const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(10);
    const [state] = traffic.contact('UPDATE', 1, 3, { cseq: 2 }).linkDown(1, 3, 2).states(12);
    const own = state?.nodes.get(2);
    expect(own?.contacts.map(({ version, origin }) => `${origin} ${version.cseq}`)).toEqual(['replicated 1']);
    expect([own?.uncertain.size, state?.unknown, state?.rows[0]?.presence.get(2)]).toEqual([
      1,
      [],
      'unknown',
    ]);
  });

  test('what was not sent to it, it lacks, whether it is heard again or not', () => {
    const traffic = cluster().at(9).ping(3, 2).at(12).contact('INSERT', 1, 3);
    expect(traffic.states(12)[0]).toMatchObject({ consistent: false, unknown: [] });
    expect(traffic.states(12)[0]?.rows[0]?.presence.get(2)).toBe('missing');
    expect(traffic.at(20).ping(2, 3).states()[0]?.rows[0]?.presence.get(2)).toBe('missing');
  });

  test('of a registration that a newer one has replaced there, if it took that', () => {
    const traffic = told().contact('INSERT', 3, 2, { callid: 'b@phone', cseq: 1 });
    expect(traffic.states(10.5)[0]?.rows.map(({ presence }) => presence.get(2))).toEqual(['unknown', 'held']);
  });

  test('also when it is heard again, until it is told again', () => {
    const traffic = told().at(20).ping(2, 3);
    expect([
      uncertain(traffic, 20),
      uncertain(traffic.at(21).contact('UPDATE', 1, 2, { cseq: 2 }), 21),
    ]).toEqual([[2], []]);
  });
});

describe('match modes', () => {
  const other = { callid: 'b@phone', cseq: 1 };

  test.each([
    ['-1: by contact', -1, 3, 1],
    ['0: by contact', 0, 3, 1],
    ['1: by contact and Call-ID', 1, 3, 2],
    ['wire 1 has none: by contact', 1, 1, 1],
    ['wire 2, receiver not known: by contact', 1, 2, 1],
  ])('%s', (_, match_mode, version, contacts) => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { match_mode }, { version })
      .contact('INSERT', 3, 2, { ...other, match_mode }, { version });
    expect(traffic.held(2)).toHaveLength(contacts);
  });

  test('wire 2 at a receiver of 3.1 or later is mode 1', () => {
    const traffic = cluster();
    for (const node of [1, 2]) traffic.context.releases.learn(1, node, releases('3.1.3-3.5'));
    traffic.contact('INSERT', 1, 2, {}, { version: 2 }).contact('INSERT', 1, 2, other, { version: 2 });
    expect(traffic.held(2)).toHaveLength(2);
  });

  test('wire 2: whose own contact another Call-ID takes over has it once, receivers of 3.1 have it twice', () => {
    const traffic = cluster();
    for (const node of [1, 2]) traffic.context.releases.learn(1, node, releases('3.1.0-3.1.2'));
    traffic.contact('INSERT', 1, 2, {}, { version: 2 }).at(1).contact('UPDATE', 1, 2, other, { version: 2 });
    expect([traffic.held(1).length, traffic.held(2).length]).toEqual([1, 2]);
  });

  test('wire 2: who has a contact twice refreshes the first of them, receivers of 3.1 that of the Call-ID', () => {
    const traffic = cluster();
    const version = 2;
    for (const node of [1, 2, 3]) traffic.context.releases.learn(1, node, releases('3.1.0-3.1.2'));
    for (const to of [2, 3]) traffic.contact('INSERT', 1, to, {}, { version });
    traffic.at(2);
    for (const to of [1, 3]) traffic.contact('UPDATE', 2, to, other, { version });
    traffic.at(4);
    for (const to of [1, 2]) traffic.contact('UPDATE', 3, to, { ...other, cseq: 2 }, { version });
    // The answer lists both, as the node had before: it does not look at Call-IDs for all that.
    const listed = [300, 290].map((expires) => `Contact: <sip:1000@192.0.2.9:6001>;expires=${expires}`);
    traffic.register(3, { callId: 'b@phone', cseq: 2, listed });
    expect([1, 2, 3].map((node) => traffic.held(node).map((one) => one.split(' ')[1]))).toEqual([
      ['a@phone/1', 'b@phone/2'],
      ['b@phone/2'],
      ['b@phone/2', 'b@phone/1'],
    ]);
    for (const to of [1, 2]) traffic.contact('UPDATE', 3, to, { ...other, cseq: 3 }, { version });
    expect(traffic.held(3).map((one) => one.split(' ')[1])).toEqual(['b@phone/3', 'b@phone/1']);
  });

  test('2: by parameters; one that is missing equals any', () => {
    const named = { match_mode: 2, match_param: ['id'] };
    const contact = (tail: string) => `sip:1000@192.0.2.9:${tail}`;
    const traffic = cluster()
      .contact('INSERT', 1, 2, { ...named, contact: contact('6001;id=7') })
      .contact('INSERT', 1, 2, { ...named, contact: contact('6002;id=8'), callid: 'b@phone' })
      .contact('UPDATE', 1, 2, { ...named, contact: contact('6003;id=8'), callid: 'c@phone' });
    expect(traffic.held(2)).toEqual([
      'sip:1000:6001;id=7 a@phone/1 replicated 1',
      'sip:1000:6002;id=8 c@phone/1 replicated 1',
    ]);
  });

  test('a force-expired contact never matches, and is gone', () => {
    const traffic = cluster()
      .contact('INSERT', 1, 2, { expires: 10, cseq: 5 })
      .contact('INSERT', 1, 2, { cseq: 1 });
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
  });
});

describe('packets that do not arrive', () => {
  test.each([
    ['3.4+', 5, '3.1.3-3.5', 0],
    ['3.6+', 5, '3.6+', 1],
    ['3.1.3-3.5', 3, '3.6+', 1],
    ['3.1.3-3.5', 3, '3.0.1-3.0', 0],
    ['2.4.7-2.4', 2, '2.4.0-2.4.1', 0],
    ['2.4.7-2.4', 2, '3.1.3-3.5', 1],
  ])('%s sends wire %i to %s', (_, version, receiver, contacts) => {
    const traffic = cluster();
    traffic.context.releases.learn(1, 2, releases(receiver));
    traffic.contact('INSERT', 1, 2, {}, { version });
    expect(traffic.held(2)).toHaveLength(contacts);
    expect(traffic.held(1)).toHaveLength(1);
    expect(
      traffic
        .states()[0]
        ?.nodes.get(2)
        ?.discards.map(({ reason }) => reason),
    ).toEqual(contacts === 1 ? [] : ['version']);
  });

  test('with nodes of different releases, the receiver may be of one that refuses the packet', () => {
    const uncertain = (receiver: string) => {
      const traffic = new Traffic().mesh(1, 2);
      traffic.context.releases.learn(1, 1, releases('3.2.0'));
      if (receiver !== '') traffic.context.releases.learn(1, 2, releases(receiver));
      const [state] = traffic.contact('INSERT', 1, 2, {}, { version: 3 }).states();
      return state?.nodes.get(2)?.uncertain.size;
    };
    expect(uncertain('2.4.0-3.1.6')).toBe(1);
    expect(['3.1.3-3.1.6', '2.4.0-3.2.0', ''].map(uncertain)).toEqual([0, 0, 0]);
  });

  test('a receiver that may be of a release that accepts the packet accepts it', () => {
    const traffic = cluster();
    traffic.context.releases.learn(1, 2, releases('3.1.3-3.6'));
    expect(traffic.contact('INSERT', 1, 2, {}, { version: 5 }).held(2)).toHaveLength(1);
  });

  test('a node that throws sync data away waits for them, with all that comes, until it gives up', () => {
    const traffic = cluster();
    traffic.context.releases.learn(1, 2, releases('3.3-3.5'));
    traffic
      .at(1)
      .sync(3, 2, [{ aor: '2000' }], 5)
      .syncEnd(3, 2, 1)
      .contact('INSERT', 1, 2);
    expect(traffic.held(2)).toEqual([]);
    traffic.at(14).ping(1, 2);
    expect(traffic.held(2)).toEqual([]);
    traffic.at(17).ping(1, 2);
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
    // An end that counts no chunks ends the sync, whatever there was in it; so does one of data that are read.
    const older = cluster();
    older.context.releases.learn(1, 2, releases('3.1.3-3.2'));
    older
      .sync(3, 2, [{ aor: '2000' }], 5, 2)
      .syncEnd(3, 2)
      .contact('INSERT', 1, 2);
    expect(older.held(2)).toHaveLength(1);
    const read = cluster();
    read.context.releases.learn(1, 2, releases('3.6+'));
    read.sync(3, 2, [], 5).syncEnd(3, 2, 0).contact('INSERT', 1, 2);
    expect(read.held(2)).toHaveLength(1);
  });

  test('a forwarded packet arrives at the end of its way', () => {
    const traffic = cluster().contact('INSERT', 1, 3, {}, { over: [1, 2] });
    expect([traffic.held(1).length, traffic.held(2).length, traffic.held(3).length]).toEqual([1, 0, 0]);
    traffic.contact('INSERT', 1, 3, {}, { over: [2, 3] });
    expect(traffic.held(3)).toEqual(['sip:1000:6001 a@phone/1 replicated 1']);
    expect(traffic.held(2)).toEqual([]);
  });

  test('a node without the capability drops it and is not asked', () => {
    const traffic = cluster()
      .announce(3, 1, ['tm-repl', 'presence'])
      .contact('INSERT', 1, 2)
      .contact('INSERT', 1, 3);
    expect(traffic.states()).toMatchObject([{ consistent: true, unseen: [], unknown: [] }]);
    expect([...(traffic.states()[0]?.nodes.keys() ?? [])]).toEqual([1, 2]);
  });

  test('a late copy to a slow link does not bring back what its source deleted', () => {
    const first = { last_modified: START };
    const traffic = cluster()
      .contact('INSERT', 1, 2, first)
      .at(1)
      .contact('DELETE', 1, 2, first)
      .deleteAor(1, 2)
      .at(5)
      .contact('INSERT', 1, 3, first);
    expect([traffic.held(1), traffic.held(2)]).toEqual([[], []]);
    traffic.at(5.1).contact('DELETE', 1, 3, first).deleteAor(1, 3);
    expect(traffic.states()).toEqual([]);
    traffic.at(6).contact('INSERT', 1, 2, { callid: 'c@phone' });
    expect(traffic.held(1)).toEqual(['sip:1000:6001 c@phone/1 register']);
  });
});

describe('a packet that waited in a broken connection', () => {
  /** Node 1 tells node 2 of a contact that was registered so many seconds before; node 3 is seen to get nothing. */
  const told = (waited: number, before?: number) => {
    const traffic = cluster().at(20);
    if (before !== undefined) {
      traffic.contact('INSERT', 1, 2, {
        aor: '2000',
        contact: 'sip:2000@192.0.2.9:6002',
        last_modified: START + before,
      });
    }
    return traffic.at(22).contact('INSERT', 1, 2, { last_modified: START + 22 - waited });
  };
  const without = (traffic: Traffic) => {
    const state = traffic.states().find(({ aor }) => aor === '1000');
    return state?.nodes.get(3)?.contacts.length === 0 && state.consistent === false;
  };

  test('does not tell that a contact is new: who was not seen to get it may have it', () => {
    expect(without(told(0, 20))).toBe(true);
    expect(without(told(3, 20))).toBe(true);
    expect(without(told(4, 20))).toBe(false);
  });

  test('is known by other packets of the same node only, as its clock may be wrong', () => {
    expect(without(told(4))).toBe(true);
    expect(without(told(500, -480))).toBe(true);
    expect(without(told(500, 20))).toBe(false);
  });

  test('does not bring back at its sender what a REGISTER has replaced since', () => {
    const register = (traffic: Traffic, callId: string) =>
      traffic.register(1, {
        callId,
        cseq: 1,
        asked: ['Contact: <sip:1000@192.0.2.9:6001>'],
        listed: ['Contact: <sip:1000@192.0.2.9:6001>;expires=60'],
      });
    const told = (from: Traffic, callId: string, at: number) =>
      from.contact('UPDATE', 1, 2, { callid: callId, last_modified: START + at }).held(1);
    const prompt = register(
      cluster()
        .at(20)
        .contact('INSERT', 1, 2, { last_modified: START + 20 }),
      'old',
    );
    const replaced = register(register(prompt.at(30), 'old').at(34), 'new');
    expect(told(replaced.at(40), 'old', 30)).toEqual(['sip:1000:6001 new/1 register']);
    expect(told(replaced.at(41), 'new', 34)).toEqual(['sip:1000:6001 new/1 register']);
    expect(told(replaced.at(42), 'newest', 42)).toEqual(['sip:1000:6001 newest/1 register']);
  });
});
