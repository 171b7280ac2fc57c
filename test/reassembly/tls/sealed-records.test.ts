import { expect, test } from 'vitest';
import type { SourceId } from '../../../src/ids.ts';
import { Extents } from '../../../src/reassembly/carried-message.ts';
import { SealedRecord, SealedRecords } from '../../../src/reassembly/tls/sealed-records.ts';

function part(offset: number): Extents {
  const extents = new Extents();
  extents.add(offset, 54, 100, 1);
  return extents;
}

test('records before the one that is wanted first are forgotten, with the memory that they took', () => {
  const records = new SealedRecords();
  expect(records.isEmpty).toBe(true);
  const connection = records.newConnection(0 as SourceId);
  const ids = Array.from({ length: 20_000 }, (_, at) =>
    records.add(connection, undefined, at, part(at * 1000)),
  );
  expect(records.isEmpty).toBe(false);
  const [wanted = 0, last = 0] = [ids[15_000], ids[19_999]];
  records.forgetBefore(wanted);
  records.forgetBefore(ids[3] ?? 0);
  expect([...records.idsTo(last)]).toEqual(ids.slice(15_000));
  expect([...records.idsTo(last, ids[10])]).toEqual(ids.slice(15_000));
  expect([...records.idsTo(last, ids[19_990])]).toEqual(ids.slice(19_991));

  const record = new SealedRecord();
  records.read(wanted, record);
  expect([record.sequence, record.extents.recordOffset[0]]).toEqual([15_000, 15_000_000]);
  // Somebody who remembers one that is gone gets nothing, and no error.
  for (const id of ids.slice(0, 15_000)) {
    records.read(id, record);
    expect(record.extents.count).toBe(0);
  }
});

test('connections and keys are forgotten with their last record, and known again by a later one', () => {
  const records = new SealedRecords();
  const keys = { open: () => undefined, counterOf: () => undefined, next: () => undefined };
  const [old, long] = [records.newConnection(0 as SourceId), records.newConnection(1 as SourceId)];
  const [first, second] = [records.newKeys(keys), records.newKeys({ ...keys })];
  records.add(old, first, 0, part(0));
  records.add(long, second, 0, part(1000));
  const wanted = records.end;
  records.add(long, undefined, 1, part(2000));
  expect([records.connection(old.number), records.connection(long.number)]).toEqual([old, long]);
  records.forgetBefore(wanted);
  expect([records.connection(old.number), records.connection(long.number)]).toEqual([undefined, long]);
  const record = new SealedRecord();
  const again = records.add(old, second, 7, part(3000));
  records.read(again, record);
  expect(record.keys).toBe(second.keys);
  expect(records.connection(record.connection)).toBe(old);
});
