import { expect, test } from 'vitest';
import { AorTables } from '../../../src/cluster/contacts/held/aor-tables.ts';
import type { HeldContact } from '../../../src/cluster/contacts/held/held-contact.ts';

test('a name is searched for in all clusters of an installation, not in as many as can be written', () => {
  const tables = new AorTables();
  const tally = { contacts: 0, contested: new WeakSet<HeldContact>(), hadRivals: false };
  for (let cluster = 1; cluster <= 200; cluster++) tables.add(cluster, 'location', '1000', 0, tally);
  expect(tables.named('1000')).toHaveLength(200);
  expect(tables.named('1001')).toHaveLength(0);
  for (let cluster = 201; cluster <= 5000; cluster++) tables.add(cluster, 'location', '1000', 0, tally);
  expect(tables.named('1000')).toHaveLength(256);
});
