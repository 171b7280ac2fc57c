import { expect, test, vi } from 'vitest';
import { AorStore } from '../../../src/cluster/contacts/held/aor-store.ts';
import type { AorRecord } from '../../../src/cluster/contacts/held/aor-tables.ts';
import { PacketsUnderWay } from '../../../src/cluster/contacts/packets/packets-under-way.ts';
import type { MessageId } from '../../../src/ids.ts';

function records(count: number): readonly AorRecord[] {
  const store = new AorStore();
  return Array.from({ length: count }, (_, at) => store.record(1, 'location', `${at}`));
}

const INSERT = 'REPL_UCONTACT_INSERT';

test('of a node that has restarted nothing is under way, and others keep what is theirs', () => {
  const [one, other] = records(2) as [AorRecord, AorRecord];
  const packets = new PacketsUnderWay();
  packets.add(one, 2, 10 as MessageId, INSERT, { contact: 'sip:a' });
  packets.add(one, 3, 11 as MessageId, INSERT, { contact: 'sip:a' });
  packets.add(other, 2, 12 as MessageId, INSERT, { contact: 'sip:b' });
  packets.restart(2, 2);
  expect(packets.of(other).length).toBe(1);
  packets.restart(1, 2);
  expect([packets.of(one).map(({ node }) => node), packets.of(other)]).toEqual([[3], []]);
  packets.add(other, 2, 13 as MessageId, INSERT, { contact: 'sip:b' });
  packets.arrived(one, 11 as MessageId);
  packets.restart(1, 2);
  packets.restart(1, 3);
  expect([packets.of(one), packets.of(other)]).toEqual([[], []]);
});

test('a restart costs as much as there is under way to the node, whatever there is to others', () => {
  const packets = new PacketsUnderWay();
  for (const [at, record] of records(1000).entries()) packets.add(record, 2, at as MessageId, INSERT, {});
  const looks = vi.spyOn(packets, 'of');
  for (let restart = 0; restart < 10; restart++) packets.restart(1, 3);
  expect(looks).not.toHaveBeenCalled();
});
