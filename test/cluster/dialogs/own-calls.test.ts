import { describe, expect, test } from 'vitest';
import { CALL_ID, CALLEE, CALLER, DialogTraffic, START, VIRTUAL } from './traffic.ts';

/** Nodes that replicate dialogs, and what they keep of the calls that pass them. */
function cluster(): DialogTraffic {
  return new DialogTraffic(1, 2, 3).announce(1, 2).announce(2, 1).announce(3, 1);
}

const MARKED = ['Record-Route: <sip:192.0.2.1;lr;ftag=f;did=0e1.423cd863>'];

describe('states', () => {
  test('from the INVITE to the BYE', () => {
    const traffic = cluster();
    expect(traffic.sip(CALLER, 1, 'INVITE').held()).toEqual(['1: 1 sip']);
    traffic.sip(1, CALLEE, 'INVITE').sip(CALLEE, 1, 'SIP/2.0 100 Trying');
    expect(traffic.held()).toEqual(['1: 1 sip']);
    traffic.sip(CALLEE, 1, 'SIP/2.0 180 Ringing', { toTag: 't' });
    expect(traffic.held()).toEqual(['1: 2 sip']);
    traffic.sip(CALLEE, 1, 'SIP/2.0 200 OK', { toTag: 't' });
    expect(traffic.held()).toEqual(['1: 3 sip']);
    traffic.sip(CALLER, 1, 'ACK', { cseq: '1 ACK', toTag: 't' });
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(traffic.reports()[0]).toMatchObject({ callId: CALL_ID, fromTag: 'f', toTag: 't' });
    expect(traffic.at(9).bye(1).held()).toEqual(['1: 5 sip']);
    expect([traffic.held(13.9), traffic.held(14.1)]).toEqual([['1: 5 sip'], []]);
  });

  test('a BYE from the callee', () => {
    const traffic = cluster().call(1);
    const bytes = { cseq: '1 BYE', toTag: 'f', headers: [] };
    traffic.sip(CALLEE, 1, 'BYE', bytes);
    expect(traffic.held()).toEqual(['1: 5 sip']);
  });

  test('a callee that refuses, while others may still answer, is not who the dialog is with', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLEE, 'INVITE');
    traffic.sip(CALLEE, 1, 'SIP/2.0 486 Busy', { toTag: 'busy' });
    expect(traffic.reports()[0]?.toTag).toBe('');
    traffic.sip(CALLEE, 1, 'SIP/2.0 180 Ringing', { toTag: 't' });
    expect(traffic.reports()[0]?.toTag).toBe('t');
    const alone = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLEE, 'INVITE');
    alone.sip(CALLEE, 1, 'SIP/2.0 486 Busy', { toTag: 'busy' });
    alone.sip(1, CALLEE, 'ACK', { cseq: '1 ACK', toTag: 'busy' });
    alone.sip(1, CALLER, 'SIP/2.0 486 Busy', { toTag: 'busy' });
    expect(alone.reports()[0]?.toTag).toBe('busy');
  });

  test('a node that acknowledges failures of other callees does not confirm the call that one has answered', () => {
    const other = 203;
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLEE, 'INVITE').sip(1, other, 'INVITE');
    traffic.sip(CALLEE, 1, 'SIP/2.0 200 OK', { toTag: 't' });
    traffic.sip(other, 1, 'SIP/2.0 487 Request Terminated', { toTag: 'other' });
    traffic.sip(1, other, 'ACK', { cseq: '1 ACK', toTag: 'other' });
    expect(traffic.held()).toEqual(['1: 3 sip']);
    traffic.sip(1, CALLEE, 'ACK', { cseq: '1 ACK', toTag: 't' });
    expect(traffic.held()).toEqual(['1: 4 sip']);
  });

  test('a failure that the caller acknowledges stays for 5 s', () => {
    const traffic = cluster().ring(1).at(2).sip(1, CALLER, 'SIP/2.0 486 Busy', { toTag: 't' });
    expect([traffic.held(6.9), traffic.held(7.1)]).toEqual([['1: 5 sip'], []]);
  });

  test.each([
    [1, 0.5],
    [2, 1.5],
    [3, 5],
    [7, 5],
  ])('a failure sent %i times again: its transaction lasts %f s before', (retransmissions, seconds) => {
    const traffic = cluster().ring(1).at(2);
    traffic.sip(1, CALLER, 'SIP/2.0 487 Cancelled', { toTag: 't', retransmissions });
    traffic.sip(CALLER, 1, 'ACK', { cseq: '1 ACK', toTag: 't' });
    expect(traffic.held(6.9 + seconds)).toEqual(['1: 5 sip']);
    expect(traffic.held(7.1 + seconds)).toEqual([]);
  });

  test('a branch that fails does not end the call', () => {
    const traffic = cluster().ring(1).sip(CALLEE, 1, 'SIP/2.0 486 Busy', { toTag: 't' });
    expect(traffic.held()).toEqual(['1: 2 sip']);
  });

  test('a BYE through another node: what that tells ends it, and it stays until its transactions are over', () => {
    const traffic = cluster().call(1).dialog('CREATED', 1, 2).dialog('CREATED', 1, 3).at(3);
    traffic
      .sip(CALLER, 2, 'BYE', { cseq: '9 BYE', toTag: 't' })
      .dialog('DELETED', 2, 1)
      .dialog('DELETED', 2, 3);
    expect(traffic.held()).toEqual(['1: 5 sip', '2: 5 replicated 1']);
    expect([traffic.held(4.9), traffic.held(5.1)]).toEqual([
      ['1: 5 sip', '2: 5 replicated 1'],
      ['2: 5 replicated 1'],
    ]);
  });

  test('an INVITE to which nothing came back probably reached no node', () => {
    const told = (traffic: DialogTraffic, time: number) => {
      const [report] = traffic.reports(time);
      return report === undefined ? undefined : [report.nodes.has(1), report.uncertain];
    };
    const sent = () => cluster().sip(CALLER, 1, 'INVITE');
    expect([told(sent(), 0.5), told(sent(), 2)]).toEqual([[true, []], undefined]);
    // Nor does the phone that sends it again think so.
    expect(told(cluster().sip(CALLER, 1, 'INVITE', { retransmissions: 2 }), 2)).toBeUndefined();
    expect(told(sent().sip(1, CALLER, 'SIP/2.0 100 Trying'), 2)).toEqual([true, [1]]);
    expect(told(sent().sip(1, CALLEE, 'INVITE'), 2)).toEqual([true, [1]]);
  });

  test('a dialog that its node ends by itself is gone at once, whatever the phones say later', () => {
    const begun = () => cluster().call(1).dialog('CREATED', 1, 2).at(9).dialog('DELETED', 1, 2);
    expect([begun().held(9.5), begun().held(10.1)]).toEqual([['1: 5 sip'], []]);
    expect(begun().at(12).bye(1).held(13)).toEqual([]);
    const hungUp = begun().sip(1, CALLER, 'BYE', { cseq: '1 BYE', toTag: 't' });
    expect([hungUp.at(9.1).sip(CALLER, 1, 'SIP/2.0 200 OK', { cseq: '1 BYE' }).held(14)]).toEqual([
      ['1: 5 sip'],
    ]);
  });

  test('a dialog that times out is gone, also where its node does not say so', () => {
    const traffic = cluster()
      .call(1)
      .dialog('CREATED', 1, 2, { timeout: START + 9 });
    expect(traffic.held(6)).toEqual(['1: 4 sip', '2: 4 replicated 1']);
    expect(traffic.held(12)).toEqual([]);
    traffic.at(30).sip(CALLER, 2, 'INVITE', { callId: 'other' });
    expect(traffic.reports().map(({ callId }) => callId)).toEqual(['other']);
  });

  test('a BYE of which the node tells nobody ends its own dialog alone', () => {
    const traffic = cluster().call(1).dialog('CREATED', 1, 2).at(3).bye(1);
    expect(traffic.held()).toEqual(['1: 5 sip', '2: 4 replicated 1']);
    // Calls that are over are forgotten when another message comes.
    traffic.at(30).sip(CALLER, 2, 'INVITE', { callId: 'other' });
    expect(
      traffic
        .reports()
        .find(({ callId }) => callId === CALL_ID)
        ?.nodes.has(1),
    ).toBe(false);
  });

  test('an ACK of which nobody is told may have come before the answer was dealt with', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, { state: 3 }).call(1);
    const uncertain = (seconds: number) => traffic.reports(seconds)[0]?.uncertain;
    expect([uncertain(0.5), uncertain(1.5)]).toEqual([[], [1, 2]]);
    traffic.at(2).dialog('UPDATED', 1, 2, { state: 4 });
    expect([uncertain(2), traffic.held(2)]).toEqual([[], ['1: 4 sip', '2: 4 replicated 1']]);
  });

  test('packets and SIP of one call are one dialog', () => {
    const traffic = cluster().call(1).dialog('CREATED', 1, 2, { state: 3 });
    expect(traffic.held()).toEqual(['1: 4 sip', '2: 3 replicated 1']);
    expect(traffic.reports()).toHaveLength(1);
  });
});

describe('INVITEs that come again', () => {
  test('with credentials, after a challenge by the node', () => {
    const traffic = cluster()
      .sip(CALLER, 1, 'INVITE')
      .sip(1, CALLER, 'SIP/2.0 407 Proxy Authentication Required', { toTag: 'x' })
      .sip(CALLER, 1, 'ACK', { cseq: '1 ACK', toTag: 'x' });
    expect(traffic.held()).toEqual([]);
    expect(traffic.at(0.1).ring(1, { cseq: '2 INVITE' }).held()).toEqual(['1: 2 sip']);
    expect(traffic.answer(1, { cseq: '2 INVITE' }).held()).toEqual(['1: 4 sip']);
    traffic.dialog('CREATED', 1, 2);
    expect(traffic.held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('with credentials, after a challenge by the callee', () => {
    const traffic = cluster().ring(1).sip(1, CALLER, 'SIP/2.0 401 Unauthorized', { toTag: 't' });
    expect(traffic.held()).toEqual(['1: 5 sip']);
    traffic.at(0.1).call(1, { cseq: '2 INVITE' });
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(traffic.held(10)).toEqual(['1: 4 sip']);
    expect(traffic.reports()).toHaveLength(1);
  });

  test('a late answer to the first does not end the second', () => {
    const traffic = cluster().ring(1).sip(1, CALLER, 'SIP/2.0 401 Unauthorized', { toTag: 't' });
    traffic.ring(1, { cseq: '2 INVITE' }).sip(1, CALLER, 'SIP/2.0 401 Unauthorized', { toTag: 't' });
    expect(traffic.held()).toEqual(['1: 2 sip']);
  });

  test('the same one again changes nothing', () => {
    const traffic = cluster().ring(1).sip(1, CALLER, 'SIP/2.0 486 Busy', { toTag: 't' });
    traffic.at(1).sip(CALLER, 1, 'INVITE');
    expect(traffic.held()).toEqual(['1: 5 sip']);
  });
});

test('a call through two nodes is one dialog, which both keep', () => {
  const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, 2, 'INVITE').sip(2, CALLEE, 'INVITE');
  expect(traffic.reports()).toHaveLength(1);
  expect(traffic.held()).toEqual(['1: 1 sip', '2: 1 sip']);
});

describe('which calls are dialogs', () => {
  test('none at nodes that do not replicate dialogs and mark none', () => {
    expect(new DialogTraffic(1, 2).call(1).held()).toEqual([]);
    expect(cluster().announce(1, 2, 'tm-repl', 'presence').call(1).held()).toEqual(['1: 4 sip']);
  });

  test('those that a node marks, also where it replicates none', () => {
    const traffic = new DialogTraffic(1, 2).ring(1, { headers: MARKED, callId: '1-20405@10.9.0.11' });
    expect(traffic.held()).toEqual(['1: 2 sip']);
    expect(traffic.reports()[0]).toMatchObject({ cluster: 1, hashId: 915_260_196 });
  });

  test('of a node that marks dialogs, only those that it marks', () => {
    const traffic = cluster().call(1, { headers: MARKED, callId: 'marked' }).call(1, { callId: 'relayed' });
    expect(traffic.reports().map(({ callId }) => callId)).toEqual(['marked']);
  });

  test('the mark of the node before is not this one’s', () => {
    const before = MARKED;
    const traffic = new DialogTraffic(1, 2).sip(CALLER, 2, 'INVITE', { headers: before });
    traffic.sip(2, CALLEE, 'INVITE', { headers: before });
    expect(traffic.held()).toEqual([]);
  });

  test('the mark is in the Contact where the topology is hidden', () => {
    const traffic = new DialogTraffic(1, 2).ring(1, {
      headers: ['Contact: <sip:192.0.2.1;did=0e1.423cd863>'],
    });
    expect(traffic.held()).toEqual(['1: 2 sip']);
  });

  test('none where the node answers itself as a B2BUA does', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLER, 'SIP/2.0 100 Trying');
    traffic.sip(1, CALLER, 'SIP/2.0 180 Ringing', { toTag: 'B2B.1' });
    expect(traffic.held()).toEqual([]);
    traffic.sip(1, CALLER, 'SIP/2.0 200 OK', { toTag: 'B2B.1' });
    expect(traffic.held()).toEqual([]);
  });

  test('one where the script rejects it before it goes on', () => {
    const traffic = cluster()
      .sip(CALLER, 1, 'INVITE')
      .sip(1, CALLER, 'SIP/2.0 404 Not Found', { toTag: 'x' });
    expect(traffic.held()).toEqual(['1: 5 sip']);
  });

  test('one that packets tell of, whatever SIP shows', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLER, 'SIP/2.0 200 OK', { toTag: 't' });
    traffic.dialog('CREATED', 1, 2, { state: 3 }).at(1).bye(1);
    expect(traffic.held()).toContain('1: 5 sip');
  });
});

describe('anycast', () => {
  const via = (node: number) => [`Via: SIP/2.0/UDP 192.0.2.100:5060;branch=z9hG4bK2;cid=${node}`];

  test('the node is in the Via of what it sends on', () => {
    const traffic = cluster().ring(VIRTUAL, { headers: via(2) });
    expect(traffic.held()).toEqual(['2: 2 sip']);
    expect(traffic.answer(VIRTUAL).held()).toEqual(['2: 4 sip']);
    expect(traffic.bye(VIRTUAL).held()).toEqual(['2: 5 sip']);
  });

  test('also where it sends the call on to another node', () => {
    const traffic = cluster().announce(2, 1, 'dialog-dlg-repl', 'tm-repl');
    traffic.sip(VIRTUAL, 3, 'INVITE', { headers: via(2) });
    expect(traffic.held()).toEqual(['2: 1 sip', '3: 1 sip']);
  });

  test('its memory is gone with it', () => {
    expect(
      cluster()
        .ring(VIRTUAL, { headers: via(2) })
        .at(3)
        .restart(2, 1)
        .held(),
    ).toEqual([]);
  });

  test.each([['0'], ['9'], ['x'], ['-1'], ['99999999999']])('cid=%s is nobody', (id) => {
    const headers = [`Via: SIP/2.0/UDP 192.0.2.100:5060;branch=z9hG4bK2;cid=${id}`];
    const traffic = cluster().ring(VIRTUAL, { headers });
    expect(traffic.held()).toEqual([]);
    expect([...traffic.tracker.calls.all()]).toEqual([]);
  });

  test('the id is one of the cluster that replicates transactions', () => {
    const traffic = cluster();
    const ping = { capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} };
    const cancel = { capability: 'tm-repl', name: 'TM_CLUSTER_AUTO_CANCEL', fields: {} };
    traffic.bin(ping, 1, 0, [1, 2], 4).bin(ping, 1, 0, [1, 3], 4).bin(ping, 2, 0, [2, 3], 4);
    const nodesOf = () => [...traffic.tracker.calls.all()].flat().flatMap(({ nodes }) => nodes);
    // Of two clusters, neither of which is known to.
    expect(traffic.ring(VIRTUAL, { headers: via(2) }).held()).toEqual([]);
    expect(nodesOf()).toEqual([]);
    traffic.bin(cancel, 3, 1, [3, 1], 4).ring(VIRTUAL, { headers: via(2) });
    expect(nodesOf()).toEqual([{ cluster: 4, node: 2 }]);
  });
});
