import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { CALL_ID, DialogTraffic, START } from './traffic.ts';

/** Spec bin-capabilities 5.1.5, as seen at node 2. */
function cluster(): DialogTraffic {
  return new DialogTraffic(1, 2, 3);
}

describe('packets', () => {
  test('a created dialog is held by who sends it and who gets it', () => {
    const traffic = cluster().at(1).dialog('CREATED', 1, 2, { state: 3 });
    expect(traffic.held()).toEqual(['1: 3 sip', '2: 3 replicated 1']);
    const [report] = traffic.reports();
    expect([report?.missing, report?.consistent, report?.unseen]).toEqual([[3], false, []]);
  });

  test('an update without a creation creates it', () => {
    expect(cluster().dialog('UPDATED', 1, 2).held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('a node that was no longer captured when the dialog was created may have got it, however long it had rung', () => {
    const missing = (until: number) =>
      cluster().ring(1).at(5).dialog('CREATED', 1, 2).capturedUntil(until).reports()[0]?.missing;
    expect(missing(9)).toEqual([3]);
    expect(missing(4)).toEqual([]);
  });

  test('the ACK to an address that nodes share may confirm it at any of them', () => {
    const uncertain = (caller_sock: string, state = 3) => {
      const traffic = cluster();
      for (const to of [2, 3]) traffic.dialog('CREATED', 1, to, { caller_sock, state });
      return traffic.reports(0.5)[0]?.uncertain;
    };
    expect(uncertain('udp:192.0.2.100:5060')).toEqual([2, 3]);
    expect([uncertain('udp:shared'), uncertain('udp:192.0.2.100:5060', 4)]).toEqual([[], []]);
  });

  test('a node that was silent when it was told of the end may still hold the dialog, until it begins anew; it is more likely that it does not', () => {
    const ping = (to: number) =>
      [{ capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} }, 1, 0, [1, to]] as const;
    const told = () => {
      const traffic = cluster().at(1);
      for (const to of [2, 3]) traffic.dialog('CREATED', 1, to);
      traffic
        .at(5)
        .bin(...ping(2))
        .at(6);
      for (const to of [2, 3]) traffic.dialog('DELETED', 1, to);
      return traffic;
    };
    const holders = (traffic: DialogTraffic) => {
      const [report] = traffic.reports();
      return [[...(report?.nodes.keys() ?? [])], report?.uncertain, report?.missing];
    };
    // It has said nothing since, though it was asked.
    expect(holders(told().at(8))).toEqual([[1], [2], []]);
    const heard = told().at(6.5).dialog('CREATED', 2, 1, { callid: 'other@phone' });
    expect(heard.reports(7).find(({ callId }) => callId === CALL_ID)?.uncertain).toEqual([2]);
    heard.tracker.store.changes.restart(1, 2);
    expect([
      ...(heard
        .reports(7)
        .find(({ callId }) => callId === CALL_ID)
        ?.nodes.keys() ?? []),
    ]).toEqual([1]);
  });

  test('with nodes of different releases, the receiver may be of one that refuses the packet', () => {
    const uncertain = (receiver: string, sender = '3.2.1-3.2.2', version = 3) => {
      const traffic = cluster();
      traffic.context.releases.learn(1, 1, releases(sender));
      traffic.context.releases.learn(1, 2, releases(receiver));
      return traffic.dialog('CREATED', 1, 2, {}, version).reports()[0]?.uncertain;
    };
    expect([uncertain('3.1'), uncertain('3.1.4-3.1'), uncertain('3.1-3.2.2')]).toEqual([[2], [], []]);
    // One version, and two layouts.
    expect(uncertain('3.1.0-3.1.2', '3.0.1-3.0', 2)).toEqual([2]);
    expect(uncertain('3.0.1-3.0', '3.1.0-3.1.2', 2)).toEqual([]);
  });

  test('a creation changes nothing of a dialog that the receiver knows', () => {
    const traffic = cluster()
      .dialog('UPDATED', 1, 2, { state: 4, caller_cseq: '5' })
      .at(1)
      .dialog('CREATED', 1, 2, { state: 3, caller_cseq: '1' });
    const held = traffic.reports()[0]?.nodes.get(2);
    expect([held?.state, held?.version?.callerCSeq, held?.changed]).toEqual([4, '5', 0]);
  });

  test('an update after the end does nothing at who keeps the dialog for its transactions', () => {
    const after = (release: string) => {
      const traffic = cluster().dialog('CREATED', 1, 2).at(5).dialog('DELETED', 2, 1);
      traffic.context.releases.learn(1, 2, releases(release));
      return traffic.at(5.1).dialog('UPDATED', 1, 2);
    };
    const shown = (release: string) => {
      const [report] = after(release).reports();
      return [report?.nodes.get(2)?.state, report?.uncertain.includes(2)];
    };
    expect(shown('4.0')).toEqual([5, false]);
    // Its lookup finds no dialog that has ended.
    expect(shown('3.3')).toEqual([4, true]);
  });

  test('an update and the end from two nodes at one moment may come in either order', () => {
    const held = (between: number) => {
      const traffic = cluster();
      for (const to of [2, 3]) traffic.dialog('CREATED', 1, to);
      traffic
        .at(5)
        .dialog('UPDATED', 1, 3)
        .at(5 + between)
        .dialog('DELETED', 2, 3);
      return traffic.reports()[0]?.uncertain.includes(3);
    };
    expect([held(0.001), held(0.5)]).toEqual([true, false]);
  });

  test('an update takes over values beside those that are there, and adds profiles', () => {
    const traffic = cluster()
      .dialog('CREATED', 1, 2, { vars: 'a#1#one|b#2#2|', profiles: 'calls#1#x|' })
      .dialog('UPDATED', 1, 2, { vars: 'b#2#3|c\\##1#a\\|b|', profiles: 'all#1#|' });
    const version = traffic.reports()[0]?.nodes.get(2)?.version;
    expect([...(version?.values ?? [])]).toEqual([
      ['a', 'one'],
      ['b', '3'],
      ['c#', 'a|b'],
    ]);
    expect(version?.profiles).toEqual(['calls=x', 'all']);
  });

  test('values without types, as up to 3.3', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, { vars: 'dlgX_shtag#vip|' }, 3);
    expect(traffic.reports()[0]?.version?.values.get('dlgX_shtag')).toBe('vip');
  });

  test('a deletion takes it from receivers at once, and from its node when its transactions end', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).at(10).dialog('DELETED', 1, 2);
    expect(traffic.held(10)).toEqual(['1: 5 sip']);
    expect(traffic.held(14.9)).toEqual(['1: 5 sip']);
    expect(traffic.held(15.1)).toEqual([]);
  });

  test('an update after the deletion creates it again', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).at(1).dialog('DELETED', 1, 2).at(2);
    expect(traffic.dialog('UPDATED', 1, 2).held()).toContain('2: 4 replicated 1');
  });

  test('the copy of a deletion to a third node does not undo what came between', () => {
    const traffic = cluster()
      .dialog('CREATED', 1, 2)
      .dialog('DELETED', 1, 2)
      .dialog('UPDATED', 1, 2)
      .dialog('DELETED', 1, 3);
    expect(traffic.held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('a value is set, replaced and deleted; of an unknown dialog it is ignored', () => {
    const value = (name: string, given: object) => ({ from_tag: '', to_tag: '', name, ...given });
    const traffic = cluster()
      .dialog('VALUE', 1, 2, value('x', { value_type: 1, value: 'early' }))
      .dialog('CREATED', 1, 2, { vars: 'y#1#there|' })
      .dialog('VALUE', 1, 2, value('x', { value_type: 2, value: 8 }))
      .dialog('VALUE', 1, 2, value('y', { value_type: 0 }));
    expect([...(traffic.reports()[0]?.nodes.get(2)?.version?.values ?? [])]).toEqual([['x', '8']]);
    expect(traffic.reports()).toHaveLength(1);
  });

  test('a CSeq of a dialog that the receiver lacks is told', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).dialog('CSEQ', 1, 3, { cseq: 4 });
    expect(traffic.tracker.discarded['no dialog']).toBe(1);
    expect(traffic.reports()[0]?.discards).toMatchObject([{ node: 3, from: 1, reason: 'no dialog' }]);
  });

  test('a forwarded packet is not applied at the node that forwards it, and only once at its destination', () => {
    const packet = { capability: 'dialog-dlg-repl', name: 'REPLICATION_DLG_CREATED', version: 4 };
    const { fields } = { fields: { callid: 'c', from_tag: 'f', to_tag: 't', h_id: 1, state: 4, timeout: 0 } };
    const traffic = cluster()
      .bin({ ...packet, fields }, 1, 3, [1, 2])
      .bin({ ...packet, fields }, 1, 3, [2, 3]);
    expect(traffic.held()).toEqual(['1: 4 sip', '3: 4 replicated 1']);
  });

  test('a release that does not read the version discards it', () => {
    const traffic = cluster();
    traffic.context.releases.learn(1, 2, releases('3.2.1-3.2.2'));
    traffic.dialog('CREATED', 1, 2, {}, 4).dialog('CREATED', 1, 3, {}, 4);
    expect(traffic.held()).toEqual(['1: 4 sip', '3: 4 replicated 1']);
    expect(traffic.reports()[0]?.discards).toMatchObject([{ node: 2, reason: 'version' }]);
  });

  test('a node without the capability drops it', () => {
    const traffic = cluster().announce(2, 1, 'tm-repl', 'usrloc-contact-repl').dialog('CREATED', 1, 2);
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(traffic.reports()[0]?.missing).toEqual([3]);
  });
});

describe('sync, time and restarts', () => {
  test('a receiver takes from a sync what it lacks, and the donor has it', () => {
    const traffic = cluster()
      .dialog('CREATED', 1, 2, { caller_cseq: '3' })
      .at(5)
      .sync(2, 3, { caller_cseq: '1' }, { callid: 'other' });
    const [first, other] = [...traffic.reports()].sort((a, b) => a.callId.localeCompare(b.callId));
    expect(first?.nodes.get(3)).toMatchObject({ origin: 'sync', from: 2, since: 5e9 });
    expect(first?.nodes.get(2)).toMatchObject({ origin: 'replicated', from: 1, since: 0 });
    expect(first?.nodes.get(2)?.version?.callerCSeq).toBe('3');
    expect([...(other?.nodes.keys() ?? [])]).toEqual([2, 3]);
  });

  test('a node that waits for a sync does not lack a dialog: it is still to come', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).at(5);
    traffic.context.awaitedSyncs.began(1, 3, 4e9);
    expect(traffic.reports()[0]).toMatchObject({ missing: [], syncing: [3], consistent: true });
    expect(traffic.at(30).reports()[0]).toMatchObject({ missing: [3], syncing: [], consistent: false });
  });

  test('a sync does not bring back what its donor has ended before, as its packets may have waited', () => {
    const ended = () => cluster().capturedFrom(5).at(9).dialog('DELETED', 1, 2).at(10).sync(1, 3, {});
    expect(ended().held()).toEqual(['3: 4 sync 1']);
    // It has got it again from a node that did not know of the end.
    const again = ended().at(11).dialog('UPDATED', 2, 1).at(12).sync(1, 3, {});
    expect(again.held()).toEqual(['1: 4 replicated 2', '2: 4 sip', '3: 4 sync 1']);
  });

  test('a sync tells of what others may have got before the captures began', () => {
    const begun = () => cluster().capturedFrom(5).at(9);
    for (const start_ts of [START + 2, 0]) {
      expect(begun().sync(1, 2, { start_ts }).reports()[0]).toMatchObject({ missing: [], consistent: true });
    }
    expect(
      begun()
        .sync(1, 2, { start_ts: START + 8 })
        .reports()[0],
    ).toMatchObject({ missing: [3] });
  });

  test('a change of a dialog that its receiver may have got before the captures began', () => {
    const discards = (traffic: DialogTraffic) =>
      traffic
        .at(9)
        .sync(1, 2, {})
        .dialog('CSEQ', 1, 3)
        .reports()[0]
        ?.discards.map(({ node }) => node);
    expect(discards(cluster())).toEqual([3]);
    expect(discards(cluster().capturedFrom(5))).toEqual([]);
  });

  test('what a sync leaves out, its receiver may have dropped; since 3.2', () => {
    const other = { callid: 'other', vars: '', h_id: 8 };
    const traffic = (release: string, isAskingSeen = true): DialogTraffic => {
      const begun = cluster().dialog('CREATED', 1, 2).at(5);
      begun.context.releases.learn(1, 2, releases(release));
      // What tells all others that it wants one is seen where the request itself is missed.
      const asked = isAskingSeen ? begun.request(2, 3) : begun.unsynced(2, 1);
      return asked.at(5.1).sync(3, 2, other).syncEnd(3, 2);
    };
    const uncertain = (one: DialogTraffic) =>
      one.reports().map(({ callId, uncertain }) => [callId, uncertain]);
    expect(uncertain(traffic('3.1'))).toEqual([
      [CALL_ID, []],
      ['other', []],
    ]);
    const dropped = traffic('3.4');
    expect(traffic('3.1').held().slice(0, 2)).toEqual(['1: 4 sip', '2: 4 replicated 1']);
    expect(dropped.held().slice(0, 1)).toEqual(['1: 4 sip']);
    expect(dropped.reports()[0]?.nodes.has(2)).toBe(false);
    expect(uncertain(dropped)).toEqual([
      [CALL_ID, [2]],
      ['other', []],
    ]);
    expect(dropped.reports().map(({ leftOut }) => [...leftOut.keys()])).toEqual([[2], []]);
    expect(uncertain(traffic('3.4', false))).toEqual(uncertain(dropped));
    expect(uncertain(dropped.at(7).dialog('UPDATED', 1, 2))).toEqual([
      [CALL_ID, []],
      ['other', []],
    ]);
    expect(uncertain(dropped.at(8).request(2, 3).at(8.1).sync(3, 2, {}, other).syncEnd(3, 2))).toEqual([
      [CALL_ID, []],
      ['other', []],
    ]);
  });

  test('under a tag that is active there, it keeps what a sync leaves out, unless it was told to sync', () => {
    const tagged = { vars: 'dlgX_shtag#vip|' };
    const asked = (active: number, isForLink: boolean, from = 1) => {
      const traffic = cluster()
        .dialog('CREATED', from, 3 - from, tagged)
        .at(2)
        .tag('vip', active, 5 - active);
      traffic.context.releases.learn(1, 2, releases('3.4'));
      if (isForLink) traffic.at(5).topology(2, 3);
      const [report] = traffic.at(5.001).request(2, 3).at(5.1).syncEnd(3, 2).reports();
      return [report?.nodes.has(2), report?.uncertain];
    };
    expect([asked(2, true), asked(2, false)]).toEqual([
      [true, [2]],
      [false, [2]],
    ]);
    expect(asked(3, true)).toEqual([false, [2]]);
    // So with calls that it handles itself.
    expect([asked(2, true, 2), asked(3, true, 2)]).toEqual([
      [true, [2]],
      [false, [2]],
    ]);
  });

  test('of answers that come with one segment, the order tells what the second one leaves out', () => {
    const answered = (...kinds: readonly ('data' | 'end')[]) => {
      const traffic = cluster().dialog('CREATED', 1, 2).at(5);
      traffic.context.releases.learn(1, 2, releases('3.4'));
      traffic.request(2, 3).request(2, 3).at(5.1);
      for (const kind of kinds) {
        if (kind === 'data') traffic.sync(3, 2, {});
        else traffic.syncEnd(3, 2, 1);
      }
      return traffic.reports()[0]?.uncertain;
    };
    expect(answered('data', 'end', 'data', 'end')).toEqual([]);
    expect(answered('data', 'data', 'end', 'end')).toEqual([2]);
  });

  test('what a sync brings at the moment in which another node tells of the end is probably gone', () => {
    const synced = (after: number) => {
      const traffic = cluster().dialog('CREATED', 1, 2).dialog('CREATED', 1, 3).at(5).dialog('DELETED', 1, 2);
      const [report] = traffic
        .at(5 + after)
        .sync(3, 2, {})
        .reports();
      return [report?.nodes.has(2), report?.uncertain];
    };
    expect([synced(0.1), synced(3)]).toEqual([
      [false, [2]],
      [true, []],
    ]);
  });

  test('under a tag that is active there, what a sync brings may not be taken', () => {
    const tagged = { vars: 'dlgX_shtag#vip|' };
    const traffic = cluster().tag('vip', 2, 1).request(2, 3).sync(3, 2, tagged).syncEnd(3, 2);
    expect(traffic.reports()[0]).toMatchObject({ uncertain: [2] });
    expect(traffic.at(3).tag('vip', 3, 2).sync(3, 2, tagged).reports()[0]).toMatchObject({ uncertain: [] });
  });

  test('also where the node tells of the tag a moment later', () => {
    const tagged = { vars: 'dlgX_shtag#vip|' };
    const traffic = cluster().at(1).request(2, 3).sync(3, 2, tagged).syncEnd(3, 2).at(1.1).tag('vip', 2, 1);
    expect(traffic.reports()[0]).toMatchObject({ uncertain: [2] });
    const other = cluster().at(1).request(2, 3).sync(3, 2, tagged).syncEnd(3, 2).at(1.1).tag('other', 2, 1);
    expect(other.reports()[0]).toMatchObject({ uncertain: [] });
  });

  test('also where nobody has told of the tag, and the node has handled calls under it', () => {
    const tagged = { vars: 'dlgX_shtag#vip|' };
    const synced = (own: string, restarts: boolean) => {
      const traffic = cluster()
        .dialog('CREATED', 2, 1, { callid: 'own', vars: `dlgX_shtag#${own}|` })
        .at(1);
      if (restarts) traffic.restart(2, 1);
      return traffic.at(2).request(2, 3).sync(3, 2, tagged).syncEnd(3, 2).reports();
    };
    const uncertain = (own: string, restarts = false) =>
      synced(own, restarts).find(({ callId }) => callId === CALL_ID)?.uncertain;
    expect([uncertain('vip'), uncertain('other'), uncertain('vip', true)]).toEqual([[2], [], []]);
  });

  test('while a node tells the others of the end, those who know it lack nothing', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).dialog('CREATED', 1, 3).at(5).dialog('DELETED', 1, 2);
    expect(traffic.reports().map(({ missing }) => missing)).toEqual([[]]);
    expect(traffic.reports(7).map(({ missing }) => missing)).toEqual([[2]]);
  });

  test('a node that asked for a sync twice and got two may keep back what comes later, until it is restarted', () => {
    const twice = (release: string) => {
      const traffic = cluster();
      traffic.context.releases.learn(1, 2, releases(release));
      traffic.dialog('CREATED', 1, 3, { callid: 'old' }).dialog('CREATED', 1, 2, { callid: 'old' }).at(1);
      traffic.request(2, 3).request(2, 3);
      for (let time = 0; time < 2; time++) traffic.sync(3, 2, { callid: 'old' }).syncEnd(3, 2);
      traffic.at(3).dialog('CREATED', 1, 3).dialog('CREATED', 1, 2);
      return traffic.dialog('DELETED', 1, 3, { callid: 'old' }).dialog('DELETED', 1, 2, { callid: 'old' });
    };
    const told = (traffic: DialogTraffic) =>
      traffic.reports().map(({ callId, uncertain, missing }) => ({ callId, uncertain, missing }));
    expect(told(twice('3.3'))).toEqual([
      { callId: CALL_ID, uncertain: [2], missing: [] },
      { callId: 'old', uncertain: [2], missing: [] },
    ]);
    const fine = [
      { callId: CALL_ID, uncertain: [], missing: [] },
      { callId: 'old', uncertain: [], missing: [] },
    ];
    expect(told(twice('3.6'))).toEqual(fine);
    const once = cluster()
      .request(2, 3)
      .sync(3, 2, {})
      .syncEnd(3, 2)
      .request(2, 3)
      .sync(3, 2, {})
      .syncEnd(3, 2);
    expect(told(once.at(3).dialog('CREATED', 1, 2).dialog('CREATED', 1, 3))).toEqual(fine.slice(0, 1));
    const again = twice('3.3').at(4).restart(2, 1).at(5).dialog('UPDATED', 1, 2).dialog('UPDATED', 1, 3);
    expect(told(again).slice(0, 1)).toEqual(fine.slice(0, 1));
  });

  test('a node that gets two answers at once may keep back what comes, until the sync times out', () => {
    const old = { callid: 'old' };
    const traffic = cluster().dialog('CREATED', 1, 3, old).dialog('CREATED', 1, 2, old).at(1);
    traffic.request(2, 3).request(2, 3).sync(3, 2, old).sync(3, 2, old).syncEnd(3, 2, 1).syncEnd(3, 2, 1);
    traffic.at(3).dialog('CREATED', 1, 3).dialog('CREATED', 1, 2);
    traffic.dialog('DELETED', 1, 3, old).dialog('DELETED', 1, 2, old);
    const told = (time: number) =>
      traffic.reports(time).map(({ callId, nodes, uncertain }) => [callId, [...nodes.keys()], uncertain]);
    expect(told(5)).toEqual([
      [CALL_ID, [1, 2, 3], [2]],
      ['old', [1, 2], [2]],
    ]);
    expect(told(19)).toEqual([[CALL_ID, [1, 2, 3], []]]);
  });

  test('after a second answer without data of its own, a node may have dropped all that the first one brought', () => {
    const answered = (...ends: readonly number[]) => {
      const traffic = cluster().dialog('CREATED', 1, 2).at(5);
      traffic.context.releases.learn(1, 2, releases('3.4'));
      traffic.request(2, 3).request(2, 3);
      for (const [at, parts] of ends.entries()) {
        for (let part = 0; part < parts; part++) traffic.sync(3, 2, {});
        traffic.at(5.001 + at / 1000).syncEnd(3, 2);
      }
      return traffic.reports().map(({ uncertain, leftOut }) => [uncertain, [...leftOut.keys()]]);
    };
    expect(answered(1)).toEqual([[[], []]]);
    expect(answered(1, 1)).toEqual([[[], []]]);
    expect(answered(2, 0)).toEqual([[[2], []]]);
  });

  test('packets that arrive during a sync are applied after its end', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).dialog('CREATED', 1, 3).at(1).sync(3, 2, {});
    traffic.at(2).dialog('DELETED', 1, 3).dialog('DELETED', 1, 2);
    expect(traffic.held(9)).toEqual(['2: 4 replicated 1']);
    expect(traffic.at(3).syncEnd(3, 2).held(9)).toEqual([]);
  });

  test('it ends by itself at its timeout', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, { timeout: START + 60 });
    expect(traffic.held(60)).toHaveLength(2);
    expect(traffic.held(61)).toEqual([]);
  });

  test('about its timeout, each node by its own timer', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, { timeout: START + 60 });
    expect([traffic.reports(57)[0]?.uncertain, traffic.reports(59)[0]?.uncertain]).toEqual([[], [1, 2]]);
  });

  test('a node that waits for the holder of the sharing tag keeps it for 600 s more', () => {
    const given = { timeout: START + 60, vars: 'dlgX_shtag#1#vip|', rt_on_timeout: 'late' };
    const traffic = cluster().dialog('CREATED', 1, 2, given);
    expect(traffic.held(61)).toEqual(['2: 4 replicated 1']);
    expect(traffic.held(661)).toEqual([]);
  });

  test('a restarted node has none, the others keep theirs', () => {
    const traffic = cluster().dialog('CREATED', 1, 2).at(5).restart(2, 1);
    expect(traffic.held()).toEqual(['1: 4 sip']);
  });

  test('nothing is reported of nodes that were not captured', () => {
    const traffic = new DialogTraffic();
    traffic.bin({ capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} }, 1, 0, [1, 2]);
    traffic.bin({ capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} }, 1, 0, [1, 3]);
    traffic.dialog('CREATED', 1, 2).dialog('CREATED', 1, 3);
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(traffic.reports()[0]).toMatchObject({ missing: [], consistent: true, unseen: [2, 3] });
  });
});
