import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ReleaseLayouts, redirected } from '../../bench/traffic/bin/release-layouts.ts';
import { generate } from '../../bench/traffic/generate.ts';
import { KINDS, type Kind, type TrafficOptions, trafficOptions } from '../../bench/traffic/options.ts';
import type { TruthRecord } from '../../bench/traffic/truth.ts';
import { type BinPacket, decodePacket } from '../../decoders/bin/decode-packet.ts';
import { CATALOGUE } from '../../decoders/bin/registry.ts';
import { releases } from '../../decoders/bin/releases.ts';
import {
  binFrames,
  bodyLength,
  datagrams,
  headerSum,
  type Packet,
  readPackets,
  type Stream,
  sipMessages,
  streams,
} from './read-back.ts';

const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const MESSAGES = 2000;

type Given = Partial<TrafficOptions> & Pick<TrafficOptions, 'kind'>;

async function made(given: Given): Promise<{ path: string; bytes: Buffer; truth: TruthRecord }> {
  const path = join(folder, `${files++}`);
  const truth = await generate(path, trafficOptions({ messages: MESSAGES, ...given }));
  return { path, bytes: readFileSync(path), truth };
}

const captures = new Map<Kind, Promise<{ path: string; truth: TruthRecord; packets: readonly Packet[] }>>();

/** One capture a kind, read once. */
function capture(kind: Kind): Promise<{ path: string; truth: TruthRecord; packets: readonly Packet[] }> {
  const known = captures.get(kind);
  if (known !== undefined) return known;
  // Slow enough that what happens after some time happens.
  const fresh = made({ kind, rate: 500 }).then(({ path, bytes, truth }) => ({
    path,
    truth,
    packets: readPackets(bytes),
  }));
  captures.set(kind, fresh);
  return fresh;
}

describe.each(KINDS)('%s', (kind) => {
  test('the same seed gives the same bytes, another seed others', async () => {
    const [one, same, other] = [await made({ kind }), await made({ kind }), await made({ kind, seed: 2 })];
    expect(one.bytes.equals(same.bytes)).toBe(true);
    expect(one.truth).toEqual(same.truth);
    expect(one.bytes.equals(other.bytes)).toBe(false);
  });

  test('as many messages as asked for, in order of time', async () => {
    const { truth, packets } = await capture(kind);
    expect(truth.messages).toBeGreaterThanOrEqual(MESSAGES);
    expect(truth.messages).toBeLessThan(MESSAGES + 10);
    expect(packets).toHaveLength(truth.frames);
    for (const [index, { time }] of packets.entries()) {
      expect(time).toBeGreaterThanOrEqual(packets[index - 1]?.time ?? 0);
    }
  });

  test('lengths and header checksums are right', async () => {
    const { packets } = await capture(kind);
    for (const { ip } of packets) {
      expect(ip.readUInt16BE(2)).toBe(ip.length);
      expect(headerSum(ip)).toBe(0xffff);
    }
    for (const { announced, length } of datagrams(packets)) expect(announced).toBe(length);
  });
});

const SIP = /^(?:([A-Z]+) sips?:\S+ SIP\/2\.0|SIP\/2\.0 (\d{3}) .+)\r\n/;

function allSip(packets: readonly Packet[]): readonly string[] {
  const overTcp = streams(packets).filter((one) => [one.sourcePort, one.destinationPort].includes(5060));
  return [
    ...datagrams(packets).map(({ text }) => text),
    ...overTcp.flatMap(({ bytes }) => sipMessages(bytes)),
  ];
}

describe.each(['sip', 'mixed'] as const)('SIP of %s', (kind) => {
  test('is what the truth says', async () => {
    const { truth, packets } = await capture(kind);
    const found = allSip(packets);
    expect(found).toHaveLength(truth.sip.messages + truth.sip.udpRetransmissions);
    const copies = found.length - new Set(found).size;
    expect(copies).toBe(truth.sip.udpRetransmissions);
    const counts: Record<string, number> = {};
    for (const text of new Set(found)) {
      const [, method, status] = SIP.exec(text) ?? [];
      const name = method ?? status ?? 'neither request nor response';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts).toEqual(truth.sip.byName);
  });

  test('every message has the body that it announces', async () => {
    for (const text of allSip((await capture(kind)).packets)) {
      const end = text.indexOf('\r\n\r\n') + 4;
      expect(bodyLength(text.slice(0, end))).toBe(text.length - end);
    }
  });

  test('as many Call-IDs as counted', async () => {
    const { truth, packets } = await capture(kind);
    const callIds = allSip(packets).map((text) => /^(?:Call-ID|i): (\S+)\r$/m.exec(text)?.[1]);
    expect(new Set(callIds).size).toBe(truth.sip.callIds);
  });

  test('holds what the readers must cope with', async () => {
    const { truth } = await capture(kind);
    expect(truth.ipFragments).toBeGreaterThan(0);
    expect(truth.sip.overTcp).toBeGreaterThan(0);
    expect(truth.sip.udpRetransmissions).toBeGreaterThan(0);
  });
});

interface Carried {
  readonly packet: BinPacket;
  /** When its first byte was captured. */
  readonly time: number;
}

function allBin(packets: readonly Packet[], release: string): readonly Carried[] {
  const known = releases(release);
  return streams(packets)
    .filter(({ destinationPort }) => destinationPort === 5555)
    .flatMap((stream) =>
      binFrames(stream.bytes).map(([from, to]) => ({
        packet: decodePacket(CATALOGUE, stream.bytes, from, to, known),
        time: arrival(stream, from),
      })),
    );
}

function arrival({ arrivals }: Stream, at: number): number {
  return arrivals.findLast((one) => one.at <= at)?.time ?? Number.NaN;
}

function expectDecoded(found: readonly Carried[], truth: TruthRecord): void {
  const counts: Record<string, number> = {};
  for (const { packet } of found) {
    expect(packet).toMatchObject({ status: 'decoded' });
    const { name = '' } = packet;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(counts).toEqual(truth.bin.byName);
}

describe.each(['bin', 'mixed'] as const)('BIN of %s', (kind) => {
  test('every packet decodes, and they are what the truth says', async () => {
    const { truth, packets } = await capture(kind);
    expectDecoded(allBin(packets, '3.4'), truth);
  });
});

test('each copy of a broadcast names its own destination, however long it waits', () => {
  const layout = new ReleaseLayouts('3.4').packet('usrloc-contact-repl', 'REPL_URECORD_INSERT');
  const packet = layout.encode({ domain: 'location', aor: 'alice' }, 1);
  const copies = [2, 3, 4].map((node) => redirected(packet, node));
  expect(copies.map((copy) => Buffer.from(copy).readUInt32LE(copy.length - 4))).toEqual([2, 3, 4]);
});

test('packets share and straddle segments, arrive late and twice', async () => {
  const { truth, packets } = await capture('bin');
  const ofBin = streams(packets).filter(({ destinationPort }) => destinationPort === 5555);
  let sharing = 0;
  let straddling = 0;
  for (const { bytes, arrivals } of ofBin) {
    const segments = new Set(arrivals.map(({ at }) => at));
    const frames = new Set(binFrames(bytes).map(([from]) => from));
    sharing += [...frames].filter((at) => !segments.has(at)).length;
    straddling += [...segments].filter((at) => !frames.has(at)).length;
  }
  expect(sharing).toBeGreaterThan(10);
  expect(straddling).toBeGreaterThan(5);
  expect(truth.tcp.outOfOrder).toBeGreaterThan(0);
  expect(truth.tcp.retransmitted).toBeGreaterThan(0);
});

describe('every release', () => {
  test.each(['2.4', '3.0', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6', '4.0', 'master'])(
    '%s',
    async (release) => {
      // Late enough for a sync.
      const { bytes, truth } = await made({ kind: 'bin', messages: 1800, release, rate: 300 });
      expectDecoded(allBin(readPackets(bytes), release), truth);
      expect(truth.bin.byName).toHaveProperty('CLUSTERER_SYNC');
      expect('REPLICATION_DLG_VALUE' in truth.bin.byName).toBe(
        ['3.5', '3.6', '4.0', 'master'].includes(release),
      );
    },
  );

  test('an unknown one is refused', async () => {
    await expect(made({ kind: 'bin', release: '1.11' })).rejects.toThrow(/1\.11/);
  });
});

test('what replicates a contact follows its 200 within a millisecond or two', async () => {
  const { packets } = await capture('mixed');
  const answered = new Map<string, number[]>();
  for (const { text, time } of datagrams(packets)) {
    const [, callId, cseq] = /^(?:Call-ID|i): (\S+)\r\nCSeq: (\d+) REGISTER\r$/m.exec(text) ?? [];
    if (!text.startsWith('SIP/2.0 200') || cseq === undefined) continue;
    const key = `${callId} ${cseq}`;
    answered.set(key, [...(answered.get(key) ?? []), time]);
  }
  const contacts = allBin(packets, '3.4').filter(({ packet }) =>
    /^REPL_UCONTACT_(?:IN|UP)/.test(packet.name ?? ''),
  );
  const soon = contacts.filter(({ packet, time }) => {
    const times = answered.get(`${packet.fields.callid} ${packet.fields.cseq}`) ?? [];
    return times.some((cause) => cause <= time && time - cause < 2000);
  });
  expect(contacts.length).toBeGreaterThan(100);
  // The others: registered over TCP, or delayed on the way.
  expect(soon.length / contacts.length).toBeGreaterThan(0.93);
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;

describe.skipIf(!hasTshark)('tshark', () => {
  const variants: readonly Given[] = [
    { kind: 'sip' },
    { kind: 'bin' },
    { kind: 'mixed', link: 'cooked', rtp: 20 },
    { kind: 'mixed', format: 'pcapng', gzip: true },
  ];
  test.concurrent.each(variants)('reads %o as it is meant', async (given) => {
    const { path, truth } = await made(given);
    const { status, stdout } = spawnSync('tshark', ['-n', '-q', '-r', path, '-z', 'io,phs'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).not.toContain('malformed');
    const framesOf = (layer: string): number =>
      Number(new RegExp(`^\\s*${layer}\\s+frames:(\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
    expect(framesOf(given.link === 'cooked' ? 'sll' : 'eth')).toBe(truth.frames);
    expect(framesOf('rtp')).toBe(truth.rtpPackets);
  });
});
