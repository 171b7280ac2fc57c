import { describe, expect, test } from 'vitest';
import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { Cut, Protocol } from '../../src/reassembly/carried-message.ts';
import {
  type Manifest,
  messagesOf,
  nameInManifest,
  type Recording,
  readAll,
  recordings,
} from './recordings.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What the recordings' own programs counted, against what comes out of the whole way from file to index. */

for (const recording of recordings()) {
  describe(recording.name, () => {
    for (const capture of recording.captures) {
      const name = nameInManifest(capture);
      test(`${name}: every BIN packet is decoded, and their numbers are those of the manifest`, async () => {
        const session = await readAll([capture]);
        const expected = recording.manifest.files[name]?.bin_packets_by_name;
        const counts = countByName(session);
        session.close();
        if (expected !== undefined) expect(counts).toEqual(expected);
      });
    }
    if (hasBridge(recording)) comparesWithBridge(recording);
  });
}

/** By name; fails where a packet is not decoded as a whole. */
function countByName(session: Session): Record<string, number> {
  const { index, kinds } = session.tables;
  const counts: Record<string, number> = {};
  const others: unknown[] = [];
  for (const id of messagesOf(session)) {
    if (index.protocol(id) !== Protocol.Bin) continue;
    const kind = kinds.get(index.kind(id));
    const name = kind.protocol === 'bin' ? `${kind.capability} ${kind.name}` : 'not BIN';
    const [status, cut] = [index.status(id), index.cut(id)];
    if (status !== PacketStatus.Decoded || cut !== Cut.None) others.push({ name, status, cut });
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(others).toEqual([]);
  return counts;
}

function hasBridge({ captures }: Recording): boolean {
  return captures.some((capture) => nameInManifest(capture) === 'bridge.pcap');
}

/** The bridge joins all nodes: what a node and the bridge both saw is the same message. */
function comparesWithBridge({ captures, manifest }: Recording): void {
  const bridge = captures.filter((capture) => nameInManifest(capture) === 'bridge.pcap');
  const nodes = captures.filter((capture) => /^node\d+\.pcap$/.test(nameInManifest(capture)));
  test('the bridge saw the messages of the nodes', async () => {
    const [fromBridge, fromNodes, together] = [
      await readAll(bridge),
      await readAll(nodes),
      await readAll([...bridge, ...nodes]),
    ];
    const during = commonTime(manifest, [...bridge, ...nodes]);
    const seenByBridge = new Set(identities(fromBridge, ALWAYS));
    const seenByNodes = new Set(identities(fromNodes, ALWAYS));
    const merged = [...identities(together, ALWAYS)];
    expect(merged.length).toBe(new Set(merged).size);
    expect([...identities(fromNodes, during)].filter((message) => !seenByBridge.has(message))).toEqual([]);
    const observed = nodes.map((node) => manifest.topology[nameInManifest(node).replace('.pcap', '')]?.ip);
    const ofNodes = [...identities(fromBridge, during)].filter((message) =>
      observed.some((ip) => isOf(message, ip ?? '')),
    );
    expect(ofNodes.filter((message) => !seenByNodes.has(message))).toEqual([]);
    for (const session of [fromBridge, fromNodes, together]) session.close();
  });
}

/** Is the address one of the two in an identity? */
function isOf(message: string, ip: string): boolean {
  return message.split(' ', 2).some((endpoint) => endpoint.replace(/^\[?(.*?)\]?:\d+$/, '$1') === ip);
}

/**
 * Captures do not begin and end in the same instant: while all of them ran, in seconds since 1970. Of
 * connections that began before, the first segments may come out of order; what comes in front of the
 * first one that was captured counts as old.
 */
function commonTime({ files }: Manifest, captures: readonly string[]): Span {
  const facts = captures.flatMap((capture) => files[nameInManifest(capture)] ?? []);
  return {
    from: Math.max(...facts.map((file) => file.first_ts)) + 1,
    to: Math.min(...facts.map((file) => file.last_ts)),
  };
}

/** What a node sends to itself does not cross the bridge. */
function* identities(session: Session, { from, to }: Span): Generator<string> {
  const { index, endpoints, base } = session.tables;
  for (const id of messagesOf(session)) {
    const sender = endpoints.addressOf(index.sender(id));
    const time = base.secondsOf(index.time(id)) + base.nanosecondsOf(index.time(id)) / 1e9;
    if (time <= from || time >= to || sender === endpoints.addressOf(index.receiver(id))) continue;
    yield identity(session, id);
  }
}

function identity(session: Session, id: MessageId): string {
  const { index, endpoints } = session.tables;
  const bytes = Buffer.from(session.reader.bytes(id)).toString('latin1');
  return `${endpoints.text(index.sender(id))} ${endpoints.text(index.receiver(id))} ${index.sequence(id)} ${bytes}`;
}
