import { expect, it } from 'vitest';
import { CALL_ID, dialogFields } from '../../cluster/dialogs/traffic.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'dialog-unreached';
const BYE = 'BYE sip:callee@192.0.2.201 SIP/2.0';
const id = (toTag = 't') => ({ callId: CALL_ID, cseq: '2 BYE', toTag });

/** A dialog of node 1 is replicated; a request within it comes to node 2. */
function bye(status: string, { socket = 'tcp:shared', isSentOn = false, toTag = 't', at = 2 } = {}) {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
  const fields = dialogFields({ timeout: 2 ** 31 - 1, caller_sock: socket });
  for (const other of [2, 3]) cluster.send('dialog-dlg-repl', 'REPLICATION_DLG_CREATED', fields, 1, other);
  cluster.at(10).sip('phone', at, BYE, id(toTag));
  if (isSentOn) cluster.sip(at, 'phone', BYE, id(toTag));
  return cluster.sip(at, 'phone', `SIP/2.0 ${status}`, id(toTag)).pingsUntil(20);
}

it('a request that a node cannot send on, of a dialog whose connection another one has', async () => {
  const [found] = await findingsIn(bye('477 Send failed'), RULE);
  expect(found).toMatchObject({
    title: 'dialogs unreached: node 2 answered 1 request of dialogs of node 1 with 477',
    nodes: [2],
    callIds: [CALL_ID],
  });
  expect(found?.detail).toContain(
    'The dialogs run over tcp: the connections of their phones are those of node 1',
  );
  expect(found?.messages).toHaveLength(2);
});

it('datagrams, other answers, what is sent on, and the node of the dialog itself are something else', async () => {
  expect(await titlesIn(bye('477 Send failed', { socket: 'udp:shared' }), RULE)).toEqual([]);
  expect(await titlesIn(bye('200 OK'), RULE)).toEqual([]);
  expect(await titlesIn(bye('481 No such call'), RULE)).toEqual([]);
  expect(await titlesIn(bye('503 Unavailable', { isSentOn: true }), RULE)).toEqual([]);
  expect(await titlesIn(bye('477 Send failed', { at: 1 }), RULE)).toEqual([]);
});
