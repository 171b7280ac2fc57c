import { expect, it } from 'vitest';
import { parseFilter } from '../../src/filter/parser.ts';
import { type RowFacts, rowFilter } from '../../src/filter/row-filter.ts';
import type { MessageId } from '../../src/ids.ts';
import { readAll, recording } from '../recordings/recordings.ts';

const RECORDING = recording('3.4/register');
const bridge = RECORDING.captures.filter((path) => path.endsWith('bridge.pcap.gz'));

it('asks the row itself for AOR, Call-ID and node, its messages for the rest', async () => {
  const session = await readAll(bridge);
  const { order, index, kinds } = session.tables;
  const ids = Array.from({ length: order.length }, (_, at) => order.at(at) as MessageId);
  const register = ids.find((id) => kinds.get(index.kind(id)).protocol === 'sip') as MessageId;
  const packet = ids.find((id) => kinds.get(index.kind(id)).protocol === 'bin') as MessageId;
  const row: RowFacts = {
    aors: ['alice', 'bob@example.com'],
    callIds: ['7@192.0.2.1'],
    nodes: [1, 3],
    messages: [register],
  };
  const holds = (text: string, of: RowFacts = row): boolean => {
    const { filter, errors } = parseFilter(text);
    expect(errors).toEqual([]);
    return rowFilter(filter, session.facts)(of);
  };
  expect(holds('')).toBe(true);
  expect(holds('aor:alice')).toBe(true);
  expect(holds('aor:bob@example.com')).toBe(true);
  expect(holds('aor:b*')).toBe(true);
  expect(holds('aor:carol')).toBe(false);
  expect(holds('callid:7@*')).toBe(true);
  expect(holds('callid:8@*')).toBe(false);
  expect(holds('node:3')).toBe(true);
  expect(holds('node:2')).toBe(false);
  expect(holds('cap:usrloc')).toBe(false);
  expect(holds('cap:usrloc', { ...row, capabilities: ['usrloc-contact-repl'] })).toBe(true);
  expect(holds('cap:USRLOC*', { ...row, capabilities: ['usrloc-contact-repl'] })).toBe(true);
  expect(holds('cap:dialog', { ...row, capabilities: ['usrloc-contact-repl'] })).toBe(false);
  expect(holds('proto:sip')).toBe(true);
  expect(holds('proto:bin')).toBe(false);
  expect(holds('proto:bin', { ...row, messages: [register, packet] })).toBe(true);
  expect(holds('-proto:bin aor:alice')).toBe(true);
  expect(holds('aor:carol or node:1')).toBe(true);
  expect(holds('not (aor:alice node:1)')).toBe(false);
  session.close();
});
