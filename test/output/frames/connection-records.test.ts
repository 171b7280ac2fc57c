import { expect, test } from 'vitest';
import type { SourceId } from '../../../src/ids.ts';
import { ConnectionRecords } from '../../../src/output/frames/connection-records.ts';
import { Extents } from '../../../src/reassembly/carried-message.ts';
import { SealedRecords } from '../../../src/reassembly/tls/sealed-records.ts';

test('each file gets the records of a connection from its beginning, each once', () => {
  const records = new SealedRecords();
  const [one, other] = [records.newConnection(0 as SourceId), records.newConnection(0 as SourceId)];
  const add = (connection: typeof one) => records.add(connection, undefined, 0, new Extents());
  const ids = [add(one), add(other), add(one)] as const;
  const lacking = new ConnectionRecords(records);
  expect(lacking.has(one.number)).toBe(false);
  expect(lacking.take(one.number, ids[2])).toEqual([ids[0], ids[2]]);
  expect([lacking.has(one.number), lacking.take(one.number, ids[2])]).toEqual([true, []]);
  const later = add(one);
  expect(lacking.take(other.number, ids[1])).toEqual([ids[1]]);
  expect(lacking.take(one.number, later)).toEqual([later]);
  lacking.beginFile();
  expect(lacking.has(one.number)).toBe(false);
  expect(lacking.take(one.number, later)).toEqual([ids[0], ids[2], later]);
});

test('what is forgotten of connections is not kept here, however long it goes on', () => {
  const records = new SealedRecords();
  const lacking = new ConnectionRecords(records);
  const lasting = records.newConnection(0 as SourceId);
  for (let at = 0; at < 1000; at++) {
    const brief = records.newConnection(0 as SourceId);
    const first = records.add(brief, undefined, 0, new Extents());
    const last = records.add(lasting, undefined, at, new Extents());
    expect(lacking.take(brief.number, first)).toEqual([first]);
    expect(lacking.take(lasting.number, last)).toEqual([last]);
    if (at % 10 === 9) records.forgetBefore(first);
  }
  expect(lacking.size).toBeLessThan(50);
});
