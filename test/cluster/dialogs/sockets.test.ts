import { describe, expect, test, vi } from 'vitest';
import { DialogTraffic, VIRTUAL } from './traffic.ts';

/** A receiver takes a dialog only if both sockets name listeners of its own (spec 5.1.5). */
function cluster(): DialogTraffic {
  return new DialogTraffic(1, 2, 3);
}

function at(host: number) {
  return { caller_sock: `udp:192.0.2.${host}:5060`, callee_sock: `udp:192.0.2.${host}:5060` };
}

describe('assumed', () => {
  test('tags exist everywhere', () => {
    expect(cluster().dialog('CREATED', 1, 2).held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('another node’s own address is not the receiver’s, and the report says so', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1));
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(traffic.reports()[0]?.discards).toMatchObject([
      { node: 2, from: 1, reason: 'socket', socket: 'udp:192.0.2.1:5060' },
    ]);
  });

  test('the receiver’s own address is its listener', () => {
    expect(cluster().dialog('CREATED', 1, 2, at(2)).held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('before listeners had tags, nodes may listen at each other’s addresses, which few do: what they hold is uncertain', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1), 1);
    const uncertain = () => traffic.reports().map(({ missing, uncertain }) => [missing, uncertain]);
    expect(traffic.held()).toEqual(['1: 4 sip']);
    expect(uncertain()).toEqual([[[3], [2]]]);
    // It is told of it again, and may throw that away, too; until it tells of the dialog itself.
    traffic.at(10).dialog('UPDATED', 1, 2, at(1), 1);
    expect(uncertain()).toEqual([[[3], [2]]]);
    traffic.at(20).dialog('UPDATED', 2, 1, at(1), 1);
    expect(uncertain()).toEqual([[[3], []]]);
  });

  test('one of both is enough to refuse it', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, { callee_sock: 'tls:192.0.2.1:5061' });
    expect(traffic.held()).toEqual(['1: 4 sip']);
  });

  test('an address of nobody alone is shared, also by nodes with calls of their own', () => {
    const traffic = cluster()
      .dialog('CREATED', 2, 3, { callid: 'own', ...at(2) })
      .dialog('CREATED', 1, 2, at(VIRTUAL));
    const report = traffic.reports().find(({ callId }) => callId !== 'own');
    expect([...(report?.nodes.keys() ?? [])]).toEqual([1, 2]);
  });

  test('the address that a node is described with is its own', () => {
    const fields = { url: 'bin:192.0.2.1:5555', sip_addr: '198.51.100.7:5060' };
    const traffic = cluster().bin(
      { capability: 'clusterer-internal', name: 'CLUSTERER_NODE_DESCRIPTION', fields },
      1,
      0,
      [1, 2],
    );
    const sockets = { caller_sock: 'udp:198.51.100.7:5060', callee_sock: 'udp:198.51.100.7:5060' };
    expect(traffic.dialog('CREATED', 1, 2, sockets).held()).toEqual(['1: 4 sip']);
  });
});

test('an IPv6 address is the same, however it is written', () => {
  const fields = { url: 'bin:192.0.2.1:5555', sip_addr: 'udp:[2001:db8::7]:5060' };
  const description = { capability: 'clusterer-internal', name: 'CLUSTERER_NODE_DESCRIPTION', fields };
  const socket = 'udp:[2001:DB8:0:0:0:0:0:7]:5060';
  const traffic = cluster().bin(description, 1, 0, [1, 2]);
  expect(traffic.dialog('CREATED', 1, 2, { caller_sock: socket, callee_sock: socket }).held()).toEqual([
    '1: 4 sip',
  ]);
});

describe('a node that turns out to have the listener', () => {
  const takes = (traffic: DialogTraffic, host: number) =>
    traffic.bin(
      {
        capability: 'tm-repl',
        name: 'TM_CLUSTER_REPLY',
        fields: { dst_host: `192.0.2.${host}`, dst_port: 5060 },
      },
      2,
      1,
    );

  test('does not have what it took before it was restarted', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1)).at(5).restart(2, 1).at(6);
    expect(takes(traffic, 1).held()).toEqual(['1: 4 sip']);
    expect(traffic.tracker.discarded.socket).toBe(0);
  });

  test('and lacks the other one of both, is said to lack that one, until it has both', () => {
    const both = { caller_sock: 'udp:192.0.2.1:5060', callee_sock: 'udp:192.0.2.3:5060' };
    const traffic = cluster().dialog('CREATED', 1, 2, both);
    expect(takes(traffic.at(1), 1).reports()[0]?.discards).toMatchObject([
      { node: 2, socket: 'udp:192.0.2.3:5060' },
    ]);
    expect(traffic.tracker.discarded.socket).toBe(1);
    expect(takes(traffic.at(2), 3).held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
    expect(traffic.tracker.discarded.socket).toBe(0);
  });

  test('costs no look at all other dialogs', () => {
    const traffic = cluster();
    for (let call = 0; call < 500; call++)
      traffic.dialog('CREATED', 1, 2, { callid: `call ${call}`, ...at(1) });
    const { store } = traffic.tracker;
    const looks = vi.spyOn(store, 'all');
    expect(takes(takes(traffic, 3), 1).tracker.discarded.socket).toBe(0);
    expect(looks).not.toHaveBeenCalled();
    expect(store.refusedAt(1, 2, '192.0.2.1')).toEqual([]);
  });
});

describe('evidence', () => {
  test.each(['UPDATED', 'DELETED', 'CSEQ', 'VALUE'])('who sends %s has taken it', (kind) => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1));
    expect(traffic.tracker.discarded.socket).toBe(1);
    traffic.at(1).dialog(kind, 2, 3, { ...at(1), state: 4 });
    const [report] = traffic.reports();
    expect(report?.nodes.get(2)).toMatchObject({
      state: kind === 'DELETED' ? 5 : 4,
      origin: 'replicated',
      from: 1,
      since: 0,
    });
    expect(report?.discards.filter(({ node }) => node === 2)).toEqual([]);
    expect(traffic.dialog('CREATED', 1, 2, { callid: 'next', ...at(1) }).held()).toContain(
      '2: 4 replicated 1',
    );
  });

  test('a donor has taken it', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1)).sync(2, 3, at(1));
    expect(traffic.reports()[0]?.nodes.get(2)).toMatchObject({ origin: 'replicated', from: 1 });
  });

  test('a node that passes on SIP from a listener by tm-repl has that listener', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1));
    const fields = { dst_host: '192.0.2.1', dst_port: 5060 };
    traffic.bin({ capability: 'tm-repl', name: 'TM_CLUSTER_REPLY', fields }, 2, 1);
    expect(traffic.held()).toEqual(['1: 4 sip', '2: 4 replicated 1']);
  });

  test('a dialog that has ended meanwhile does not come back', () => {
    const traffic = cluster().dialog('CREATED', 1, 2, at(1)).dialog('DELETED', 1, 2).at(20);
    const fields = { dst_host: '192.0.2.1', dst_port: 5060 };
    traffic.bin({ capability: 'tm-repl', name: 'TM_CLUSTER_REPLY', fields }, 2, 1);
    expect(traffic.held()).toEqual([]);
  });
});

test('nodes at ever new addresses cost no look at all addresses', () => {
  const traffic = cluster();
  const { directory, endpoints } = traffic.context;
  const looks = vi.spyOn(directory, 'membershipsOf');
  for (let node = 10; node < 250; node++) {
    directory.proven(endpoints.address(Uint8Array.of(198, 51, 100, node), 0, 4), 1, node, 0);
    traffic.dialog('CREATED', 1, 2, { callid: `call ${node}`, ...at(1) });
  }
  expect(traffic.tracker.discarded.socket).toBe(240);
  expect(looks.mock.calls.length).toBeLessThan(240 * 10);
});
