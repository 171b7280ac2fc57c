import { expect, test } from 'vitest';
import { PacketLayers, TcpFlag } from '../../../decoders/packet-layers.ts';
import type { EndpointId, SourceId } from '../../../src/ids.ts';
import type { StreamGap } from '../../../src/reassembly/carried-message.ts';
import { Counters } from '../../../src/reassembly/counters.ts';
import { DEFAULT_OBSERVER_OPTIONS } from '../../../src/reassembly/options.ts';
import { Payload } from '../../../src/reassembly/payload.ts';
import { RecentGaps } from '../../../src/reassembly/tcp/recent-gaps.ts';
import { TcpStreams } from '../../../src/reassembly/tcp/tcp-streams.ts';
import { packet } from './tcp-conversation.ts';

test('several streams lack bytes of one moment', () => {
  const gaps = new RecentGaps();
  const streams = [{}, {}, {}, {}] as const;
  gaps.add(streams[0], 10, 20);
  gaps.add(streams[1], 12, 30);
  gaps.add(streams[1], 13, 25);
  expect(gaps.lastHole).toBeUndefined();
  gaps.add(streams[2], 19, 40);
  expect(gaps.lastHole).toBe(20);
  gaps.add(streams[3], 24, 26);
  expect(gaps.lastHole).toBe(26);
});

test('what a stream lacks at its end', () => {
  const gaps: StreamGap[] = [];
  const sink = {
    push: () => -1 as const,
    retransmitted: () => {},
    gap: (gap: StreamGap) => void gaps.push(gap),
  };
  const streams = new TcpStreams(sink, new Counters(), DEFAULT_OBSERVER_OPTIONS);
  const bytes = Buffer.from(packet(1, new Uint8Array(20)), 'latin1');
  const layers = new PacketLayers();
  const payload = new Payload();
  const send = (sender: number, time: number, packetsBefore: number) => {
    Object.assign(layers, { sourcePort: 40_000 + sender, destinationPort: 5555, tcpFlags: TcpFlag.Ack });
    layers.sequence = 1000 + packetsBefore * bytes.length;
    const at = { bytes, from: 0, to: bytes.length, end: bytes.length, time, source: 0 as SourceId };
    Object.assign(payload, at);
    payload.extents.clear();
    payload.extents.add(0, 0, bytes.length, 1);
    streams.segment(layers, payload, sender as EndpointId, 0 as EndpointId);
  };
  for (const sender of [1, 2, 3, 4, 5]) send(sender, sender * 1e9, 0);
  // Of 1 to 3 a packet is missing; 4 goes on without a gap; of 5 nothing comes any more.
  for (const sender of [1, 2, 3]) send(sender, 20e9 + sender, 2);
  send(4, 21e9, 1);
  streams.finish();
  expect(
    gaps
      .filter(({ kind, time }) => kind === 'vague' && time > 20e9)
      .map(({ sender, since, time }) => [sender, since, time]),
  ).toEqual([[5, 5e9, 21e9]]);
});
