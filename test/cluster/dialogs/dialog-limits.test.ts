import { expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { dialogVersionOf, withValue } from '../../../src/cluster/dialogs/dialog-version.ts';
import type { TrackedDialog } from '../../../src/cluster/dialogs/tracked-dialog.ts';
import { CALL_ID, DialogTraffic } from './traffic.ts';

test('of one dialog, nodes without end are not kept, and counted', () => {
  const traffic = new DialogTraffic(1, 2);
  for (let node = 2; node < 1000; node++) {
    traffic
      .at(node / 100)
      .dialog('CREATED', 1, node)
      .dialog('CREATED', node, 1)
      .sync(1, node, {});
  }
  const { store } = traffic.tracker;
  const [dialog] = store.all();
  expect(dialog?.nodes.size).toBe(512);
  expect(dialog?.synced?.size).toBe(512);
  expect(store.forgotten).toBeGreaterThan(400);
  for (let node = 2; node < 1000; node++) traffic.dialog('DELETED', 1, node).dialog('DELETED', node, 1);
  for (const kept of [dialog?.dropped, dialog?.ended, dialog?.doubtful]) {
    expect(kept?.size ?? 0).toBeLessThanOrEqual(512);
  }
});

test('texts are cut that are longer than any real one', () => {
  const long = 'x'.repeat(60_000);
  const fields = {
    from_uri: long,
    caller_cseq: long,
    caller_sock: long,
    vars: `${long}#${long}|`,
    profiles: `${long}#|`,
  };
  const version = withValue(dialogVersionOf(fields, undefined), long.replace('x', 'y'), long);
  const [[name = '', value = ''] = []] = version.values;
  const texts = [version.fromUri, version.callerCSeq, version.callerSocket, name, value, version.profiles[0]];
  expect(texts.map((text) => text?.length)).toEqual(texts.map(() => 1024));
  expect([...version.values].flat().map((text) => text.length)).toEqual([1024, 1024, 1024, 1024]);
});

/** What counts how often the nodes of a dialog are looked at. */
function countLooks(traffic: DialogTraffic): () => number {
  let looks = 0;
  for (const { nodes } of traffic.tracker.store.all()) {
    for (const name of ['get', 'keys', 'delete'] as const) {
      const look = nodes[name].bind(nodes) as (node: number) => unknown;
      Object.assign(nodes, {
        [name]: (node: number) => {
          looks++;
          return look(node);
        },
      });
    }
  }
  return () => looks;
}

/** Node 1 has told node 2 of many dialogs. */
function manyDialogs(): DialogTraffic {
  const traffic = new DialogTraffic(1, 2, 3);
  traffic.context.releases.learn(1, 2, releases('3.4'));
  for (let call = 0; call < 500; call++) {
    traffic.sync(1, 2, { callid: `call ${call}`, vars: 'dlgX_shtag#vip|' });
  }
  return traffic;
}

function dialogOf(traffic: DialogTraffic, callId: string): TrackedDialog | undefined {
  return traffic.tracker.store.named(1, callId, 'f');
}

test('restarts, ends of syncs and announced tags cost no look at all dialogs, though something is told in between', () => {
  const traffic = manyDialogs();
  const looks = countLooks(traffic);
  for (let at = 3; at < 8; at += 0.1) {
    traffic.at(at).dialog('CREATED', 1, 2).request(2, 1).syncEnd(1, 2);
    traffic.sync(1, 2, { callid: 'another' }).tag('other', 2, 1).tag('vip', 2, 1).restart(3, 1);
  }
  expect(looks()).toBeLessThan(1000);
  const one = dialogOf(traffic, 'call 7');
  expect([one?.nodes.has(2), (one?.doubtful?.get(2)?.time ?? 0) > 7.8e9]).toEqual([true, true]);
});

test('what ended syncs and restarts mean for a dialog is known when it is looked at, in their order', () => {
  const doubtAt = (traffic: DialogTraffic, callId = CALL_ID) =>
    dialogOf(traffic, callId)?.doubtful?.get(2)?.time;
  const synced = () => {
    const traffic = new DialogTraffic(1, 2).dialog('CREATED', 1, 2);
    traffic.context.releases.learn(1, 2, releases('3.4'));
    return traffic.at(10).request(2, 1).syncEnd(1, 2);
  };
  expect(doubtAt(synced())).toBe(10e9);
  // Asked again, and left out again.
  expect(doubtAt(synced().at(20).request(2, 1).syncEnd(1, 2))).toBe(20e9);
  // Told of it in between, so that only the second end matters; or at last.
  expect(doubtAt(synced().at(15).dialog('UPDATED', 1, 2).at(20).request(2, 1).syncEnd(1, 2))).toBe(20e9);
  expect(doubtAt(synced().at(15).dialog('UPDATED', 1, 2))).toBeUndefined();
  // It came behind the end.
  expect(doubtAt(synced().at(15).dialog('CREATED', 1, 2, { callid: 'new' }), 'new')).toBeUndefined();
  const restarted = synced();
  restarted.tracker.store.changes.restart(1, 2);
  expect([dialogOf(restarted, CALL_ID)?.nodes.has(2), doubtAt(restarted)]).toEqual([false, undefined]);
  restarted.at(20).dialog('UPDATED', 1, 2);
  expect([dialogOf(restarted, CALL_ID)?.nodes.has(2), doubtAt(restarted)]).toEqual([true, undefined]);
});
