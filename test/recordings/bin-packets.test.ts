import { describe, expect, test } from 'vitest';
import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { Cut, Protocol } from '../../src/reassembly/carried-message.ts';
import { type Manifest, messagesOf, nameInManifest, readAll, recordings } from './recordings.ts';

/** What a capture saw at any time, and while all captures that it is compared with ran. */
interface Seen {
  readonly ever: readonly string[];
  readonly whileAllRan: readonly string[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What the recordings' own programs counted, against what comes out of the whole way from file to index. */

describe.each(recordings().map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
  const { captures, manifest } = recording;
  const [bridge, nodes] = [
    capturesNamed(captures, /^bridge\.pcap$/),
    capturesNamed(captures, /^node\d+\.pcap$/),
  ];
  const compared = bridge.length === 0 ? [] : [...bridge, ...nodes];
  const during = commonTime(manifest, compared);
  const seen = new Map<string, Seen>();

  for (const capture of captures) {
    const name = nameInManifest(capture);
    test(`${name}: every BIN packet is decoded, and their numbers are those of the manifest`, async () => {
      const session = await readAll([capture]);
      if (compared.includes(capture))
        seen.set(capture, {
          ever: [...identities(session, ALWAYS)],
          whileAllRan: [...identities(session, during)],
        });
      const expected = manifest.files[name]?.bin_packets_by_name;
      const counts = countByName(session);
      session.close();
      if (expected !== undefined) expect(counts).toEqual(expected);
    });
  }

  /** The bridge joins all nodes: what a node and the bridge both saw is the same message. */
  test.skipIf(bridge.length === 0)('the bridge saw the messages of the nodes', async () => {
    expect([...seen.keys()].sort()).toEqual([...compared].sort());
    const ever = (some: readonly string[]) => new Set(some.flatMap((one) => seen.get(one)?.ever ?? []));
    const whileAllRan = (some: readonly string[]) => some.flatMap((one) => seen.get(one)?.whileAllRan ?? []);
    const [seenByBridge, seenByNodes] = [ever(bridge), ever(nodes)];
    expect(whileAllRan(nodes).filter((message) => !seenByBridge.has(message))).toEqual([]);
    const observed = nodes.map((node) => manifest.topology[nameInManifest(node).replace('.pcap', '')]?.ip);
    const ofNodes = whileAllRan(bridge).filter((message) => observed.some((ip) => isOf(message, ip ?? '')));
    expect(ofNodes.filter((message) => !seenByNodes.has(message))).toEqual([]);
    const together = await readAll(compared);
    const merged = [...identities(together, ALWAYS)];
    together.close();
    expect(merged.length).toBe(new Set(merged).size);
    const known = new Set(merged);
    expect([...seenByBridge, ...seenByNodes].filter((message) => !known.has(message))).toEqual([]);
  });
});

function capturesNamed(captures: readonly string[], name: RegExp): readonly string[] {
  return captures.filter((capture) => name.test(nameInManifest(capture)));
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
