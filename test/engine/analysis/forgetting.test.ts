import { expect, test } from 'vitest';
import type { SpoolRing } from '../../../src/capture/spool/spool-ring.ts';
import { Forgetting } from '../../../src/engine/analysis/forgetting.ts';
import type { SessionTables } from '../../../src/engine/session-tables.ts';
import type { SourceId } from '../../../src/ids.ts';
import { Extents } from '../../../src/reassembly/carried-message.ts';
import { SealedRecords } from '../../../src/reassembly/tls/sealed-records.ts';

test('records of TLS in which no message was found leave memory, too, with their connections', () => {
  const ring = { isOverfull: true, nextFloor: 0, drop: () => undefined };
  const tables = { index: { first: 0, size: 0 }, forgetBefore: () => undefined };
  const records = new SealedRecords();
  const forgetting = new Forgetting(
    ring as unknown as SpoolRing,
    tables as unknown as SessionTables,
    [],
    records,
  );
  const part = new Extents();
  part.add(0, 54, 100, 1);
  const connections = Array.from({ length: 4 }, () => {
    const connection = records.newConnection(0 as SourceId);
    records.add(connection, undefined, 0, part);
    forgetting.makeRoom();
    return connection;
  });
  // One round late, for a message that may have begun in the last ones.
  const kept = connections.map(({ number }) => records.connection(number) !== undefined);
  expect(kept).toEqual([false, false, false, true]);
});
