import { describe, expect, test } from 'vitest';
import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { messageJson } from '../../src/output/json/message-json.ts';
import { reportsOf } from '../remote/reports.ts';
import { messagesOf, readAll, recordings } from './recordings.ts';

/** Recordings of clusters in which every capability that could be switched on was. */
const KITCHEN_SINKS = recordings().filter(({ name }) => name.endsWith('/all-capabilities'));
/** Of what these replicate there are flows; the others concern no single call, registration or subscription. */
const OF_FLOWS = [
  'usrloc-contact-repl',
  'dialog-dlg-repl',
  'b2be-entities-repl',
  'tm-repl',
  'presence',
  'pua',
];
const CLUSTERER = ['clusterer-internal', 'clusterer-extra'];

describe.each(KITCHEN_SINKS)('$name', ({ captures }) => {
  const bridge = captures.filter((path) => path.endsWith('/bridge.pcap.gz'));

  test('each capability is in the reports, and each packet of it is read', async () => {
    const session = await readAll(bridge);
    const packets = packetsByCapability(session);
    const replicated = [...packets.keys()].filter((name) => !CLUSTERER.includes(name));
    expect(replicated.length).toBeGreaterThanOrEqual(8);
    for (const id of [...packets.values()].flat())
      expect(session.tables.index.status(id)).toBe(PacketStatus.Decoded);

    const { nodes, syncs } = reportsOf(session);
    const named = new Set(nodes.flatMap((line) => Object.keys(JSON.parse(line).capabilities)));
    expect(replicated.filter((name) => !named.has(name))).toEqual([]);

    // What is of the clusterer itself names in its fields whom it is about.
    const extra = (packets.get('clusterer-extra') ?? []).map((id) => JSON.parse(messageJson(session, id, 1)));
    const asked = extra.flatMap(({ bin }) => (bin.name === 'CLUSTERER_SYNC' ? bin.fields.capability : []));
    const answered = new Set(syncs.map((line) => JSON.parse(line).capability));
    expect([...new Set(asked)].filter((name) => !answered.has(name))).toEqual([]);
    const kinds = new Set(extra.map(({ bin }) => bin.name));
    for (const kind of ['CLUSTERER_GENERIC_MSG', 'CLUSTERER_MI_CMD']) expect(kinds).toContain(kind);

    const analysis = new Analysis(session, { parts: ['flows'] });
    while (analysis.advance(1000) === 'more');
    const inFlows = new Set(analysis.flows.flows().flatMap(({ replication }) => [...replication]));
    for (const name of OF_FLOWS.filter((one) => packets.has(one))) {
      const ids = packets.get(name) ?? [];
      expect({ name, some: ids.some((id) => inFlows.has(id)) }).toEqual({ name, some: true });
    }
    session.close();
  });
});

function packetsByCapability(session: Session): ReadonlyMap<string, readonly MessageId[]> {
  const { index, kinds } = session.tables;
  const found = new Map<string, MessageId[]>();
  for (const id of messagesOf(session)) {
    const kind = kinds.get(index.kind(id));
    if (kind.protocol !== 'bin') continue;
    const ids = found.get(kind.capability) ?? [];
    found.set(kind.capability, ids);
    ids.push(id);
  }
  return found;
}
