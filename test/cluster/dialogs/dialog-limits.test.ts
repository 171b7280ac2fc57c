import { expect, test, vi } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { dialogVersionOf, withValue } from '../../../src/cluster/dialogs/dialog-version.ts';
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

test('dialogs are found by their cluster, as long as they are kept', () => {
  const traffic = new DialogTraffic(1, 2).dialog('CREATED', 1, 2);
  const { store } = traffic.tracker;
  expect([...store.in(1)].map(({ callId }) => callId)).toEqual([CALL_ID]);
  expect([...store.in(2)]).toEqual([]);
  traffic.at(1).dialog('DELETED', 1, 2).at(1000).dialog('CREATED', 1, 2, { callid: 'another' });
  expect([...store.in(1)]).toEqual([...store.all()]);
});

test('ends of syncs without anything new do not make it look at all dialogs again', () => {
  const traffic = new DialogTraffic(1, 2).dialog('CREATED', 1, 2);
  traffic.context.releases.learn(1, 2, releases('3.4'));
  const looks = vi.spyOn(traffic.tracker.store, 'in');
  const isDoubtful = () => [...traffic.tracker.store.all()][0]?.doubtful?.has(2) === true;
  traffic.at(10).request(2, 1).syncEnd(1, 2);
  expect([isDoubtful(), looks.mock.calls.length]).toEqual([true, 1]);
  for (let at = 11; at < 100; at++) traffic.at(at).request(2, 1).syncEnd(1, 2).syncEnd(1, 2);
  expect([isDoubtful(), looks.mock.calls.length]).toEqual([true, 1]);
  traffic.at(100).dialog('UPDATED', 1, 2);
  expect(isDoubtful()).toBe(false);
  traffic.at(110).request(2, 1).syncEnd(1, 2);
  expect([isDoubtful(), looks.mock.calls.length]).toEqual([true, 2]);
});
