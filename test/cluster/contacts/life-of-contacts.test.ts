import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { toldAt } from '../../../src/cluster/contacts/held/held-contact.ts';
import { START, Traffic } from './traffic.ts';

function cluster(): Traffic {
  return new Traffic().mesh(1, 2, 3);
}

describe('expiry', () => {
  test('is by the time of the state, in whole seconds', () => {
    const traffic = cluster().contact('INSERT', 1, 2, { expires: 60 });
    expect(traffic.held(2, 59.9)).toHaveLength(1);
    expect(traffic.states(60)).toEqual([]);
  });

  test('0 is for ever', () => {
    expect(cluster().contact('INSERT', 1, 2, { expires: 0 }).held(2, 1e8)).toHaveLength(1);
  });

  test('expired contacts are forgotten: a week of registrations leaves only the live ones', () => {
    const traffic = cluster();
    for (let minute = 0; minute < 7 * 24 * 60; minute++) {
      const seconds = minute * 60;
      const aor = `user${minute}`;
      traffic.at(seconds).contact('INSERT', 1, 2, { aor, callid: aor, expires: seconds + 300 });
    }
    expect(traffic.tracker.store.size).toBeLessThan(20);
    expect(traffic.tracker.store.contacts).toBeLessThan(40);
    expect(traffic.tracker.store.ended).toHaveLength(1000);
    expect(traffic.states()).toHaveLength(5);
  });
});

describe('a contact that was registered long before the packet about it came', () => {
  const came = (modified: number) =>
    cluster()
      .contact('INSERT', 1, 2, { aor: 'other' })
      .at(30)
      .contact('INSERT', 1, 2, { last_modified: START + modified });
  const presenceAt3 = (traffic: Traffic) =>
    traffic
      .states(35)
      .find(({ aor }) => aor === '1000')
      ?.rows[0]?.presence.get(3);

  test('may have been told to others at once', () => {
    expect(presenceAt3(came(29))).toBe('missing');
    expect(presenceAt3(came(4))).toBe('unknown');
  });

  test('is none where the clock of the registrar is behind', () => {
    const behind = cluster().contact('INSERT', 1, 2, { aor: 'other', last_modified: START - 26 });
    expect(presenceAt3(behind.at(30).contact('INSERT', 1, 2, { last_modified: START + 4 }))).toBe('missing');
  });
});

describe('restart', () => {
  test('takes what the node held', () => {
    const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(10).restart(3, 1);
    expect(traffic.held(3)).toEqual([]);
    expect(traffic.held(2)).toHaveLength(1);
    expect(traffic.states(40)).toMatchObject([{ consistent: false }]);
    traffic.at(11).sync(2, 3, [{}]).syncEnd(2, 3);
    expect(traffic.held(3)).toEqual(['sip:1000:6001 a@phone/1 sync 2']);
    expect(traffic.states()).toMatchObject([{ consistent: true }]);
  });
});

describe('a registration at a node that has ended, before its restart is announced', () => {
  const registered = (ends: boolean) => {
    const traffic = cluster().ping(3, 1).contact('INSERT', 1, 3);
    if (ends) traffic.end(3, 5);
    return traffic.at(7).register(3, { callId: 'b@phone' }).at(8).ping(3, 1).at(9).restart(3, 1);
  };

  test('is of the new process', () => {
    expect(registered(true).held(3)).toEqual(['sip:1000:6001 b@phone/1 register']);
    expect(registered(true).at(30).restart(3, 1).held(3)).toEqual([]);
  });

  test('is gone where nobody saw when that was', () => {
    expect(registered(false).held(3)).toEqual([]);
  });
});

describe('sync', () => {
  test('shows that the donor still holds what it sends', () => {
    const traffic = cluster().at(1).contact('INSERT', 1, 2).at(9).sync(1, 2, [{}]);
    const at = (node: number) =>
      traffic
        .states()[0]
        ?.nodes.get(node)
        ?.contacts.map((one) => toldAt(one));
    expect([at(1), at(2)]).toEqual([[9e9], [1e9]]);
  });

  test('not that it holds what it was told to delete just before', () => {
    const held = (after: number) => {
      const traffic = cluster().contact('INSERT', 2, 1).at(5).contact('DELETE', 2, 1);
      return traffic
        .at(5 + after)
        .sync(1, 3, [{}])
        .held(1);
    };
    expect([held(0.01), held(9)]).toEqual([[], ['sip:1000:6001 a@phone/1 listed']]);
  });

  test('tells what the donor holds and gives it to the receiver; nobody else is judged by it', () => {
    const traffic = cluster()
      .sync(1, 2, [{}, { aor: '1001', callid: 'b@phone' }])
      .syncEnd(1, 2);
    expect(traffic.held(1)).toEqual(['sip:1000:6001 a@phone/1 listed', 'sip:1000:6001 b@phone/1 listed']);
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/1 sync 1', 'sip:1000:6001 b@phone/1 sync 1']);
    expect(traffic.states()).toMatchObject([
      { consistent: true, unknown: [3] },
      { consistent: true, unknown: [3] },
    ]);
  });

  test('without sizes and versions (wrapper 1)', () => {
    expect(cluster().sync(1, 2, [{}], 1, 1).held(2)).toEqual(['sip:1000:6001 a@phone/1 sync 1']);
  });

  test('does not replace the same or a newer contact', () => {
    const traffic = cluster()
      .contact('INSERT', 3, 2, { cseq: 5 })
      .at(1)
      .sync(1, 2, [{ cseq: 5, expires: 900 }, { cseq: 3 }]);
    expect(traffic.held(2)).toEqual(['sip:1000:6001 a@phone/5 replicated 3']);
    expect(traffic.tracker.discarded.older).toBe(1);
  });

  test('packets that arrive meanwhile are applied after its end', () => {
    const traffic = cluster().sync(1, 2, [{ aor: '1001', callid: 'b@phone' }]);
    traffic.contact('DELETE', 3, 2).contact('INSERT', 3, 2, { aor: '1002', callid: 'c@phone' });
    expect(traffic.held(2)).toEqual(['sip:1000:6001 b@phone/1 sync 1']);
    traffic.sync(1, 2, [{}]);
    expect(traffic.held(2)).toHaveLength(2);
    traffic.syncEnd(1, 2);
    expect(traffic.held(2)).toEqual([
      'sip:1000:6001 b@phone/1 sync 1',
      'sip:1000:6001 c@phone/1 replicated 3',
    ]);
  });

  test('the last parts of one that goes on may not have been dealt with', () => {
    const traffic = cluster()
      .at(10.2)
      .sync(1, 2, [{}])
      .at(13.1)
      .sync(1, 2, [{ aor: '1001' }]);
    const uncertainAt = (seconds: number) =>
      traffic.states(seconds).map(({ nodes }) => nodes.get(2)?.uncertain.size);
    expect(uncertainAt(13.2)).toEqual([0, 1]);
    // Nothing more has come for a while; or the end has.
    expect(uncertainAt(15)).toEqual([0, 0]);
    expect(traffic.at(13.3).sync(1, 2, [{}]).syncEnd(1, 2).states()).toMatchObject([{}, {}]);
    expect(uncertainAt(13.4)).toEqual([0, 0]);
  });

  test('or when its data ceased to come', () => {
    const traffic = cluster().sync(1, 2, [{}]).contact('DELETE', 3, 2);
    expect(traffic.at(14).ping(1, 2).held(2)).toHaveLength(1);
    expect(traffic.at(16).ping(1, 2).held(2)).toHaveLength(0);
  });

  test('with a wrapper or a version that the receiver does not take, nothing comes of it', () => {
    const wrapper = cluster();
    wrapper.context.releases.learn(1, 2, releases('3.2'));
    wrapper.sync(1, 2, [{}]);
    expect([wrapper.held(2), wrapper.tracker.discarded['sync version']]).toEqual([[], 1]);
    const version = cluster();
    version.context.releases.learn(1, 2, releases('3.4'));
    version.sync(1, 2, [{}], 5);
    expect([version.held(2), version.tracker.discarded.version]).toEqual([[], 1]);
  });
});

describe('the subject of a packet', () => {
  test('a host sees itself; the others are unseen, not missing', () => {
    const traffic = new Traffic(2).mesh(1, 2, 3).contact('INSERT', 1, 2).contact('INSERT', 1, 3);
    expect(traffic.states()).toMatchObject([{ consistent: true, unseen: [1, 3], unknown: [] }]);
    expect([...(traffic.states()[0]?.nodes.keys() ?? [])]).toEqual([2]);
  });

  test('groups that share nothing with each other are no reason to differ', () => {
    const traffic = new Traffic().mesh(1, 2, 3, 4).contact('INSERT', 1, 2);
    traffic.contact('INSERT', 3, 4, { aor: '1001', callid: 'b@phone' });
    expect(traffic.states()).toMatchObject([
      { aor: '1000', consistent: true, unknown: [3, 4] },
      { aor: '1001', consistent: true, unknown: [1, 2] },
    ]);
    traffic.contact('INSERT', 1, 3, { aor: '1002', callid: 'c@phone' });
    expect(traffic.states().map(({ consistent }) => consistent)).toEqual([false, false, false]);
  });

  test('nodes with different versions of a contact differ', () => {
    const traffic = cluster();
    for (const to of [2, 3]) traffic.contact('INSERT', 1, to);
    expect(traffic.states()[0]?.consistent).toBe(true);
    traffic.contact('UPDATE', 1, 2, { cseq: 2 });
    expect(traffic.states()[0]?.consistent).toBe(false);
    expect(traffic.states()[0]?.rows[0]?.presence.get(3)).toBe('other');
    traffic.contact('UPDATE', 1, 3, { cseq: 2 });
    expect(traffic.states()[0]?.consistent).toBe(true);
  });

  test('since and message stay with a refresh and change with the source', () => {
    const traffic = cluster().at(1).contact('INSERT', 1, 2).at(2).contact('UPDATE', 1, 2, { cseq: 2 });
    const [first] = traffic.states()[0]?.nodes.get(2)?.contacts ?? [];
    expect(first).toMatchObject({ since: 1e9, refreshed: { time: 2e9 }, from: 1 });
    traffic.at(3).contact('UPDATE', 3, 2, { cseq: 3 });
    const [moved] = traffic.states()[0]?.nodes.get(2)?.contacts ?? [];
    expect(moved).toMatchObject({ since: 3e9, refreshed: undefined, from: 3 });
  });
});
