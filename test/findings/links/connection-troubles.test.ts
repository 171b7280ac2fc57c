import { expect, it } from 'vitest';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULES = ['stream-', 'connection-', 'receiver-'] as const;
const cluster = () => new WrittenCluster(1, 2, 3).at(0).pingsUntil(6);
const NOTHING = new Uint8Array(0);
const { Ack, Rst } = TcpFlag;

async function titles(written: WrittenCluster, ...observers: Parameters<typeof findingsIn>[2] & object) {
  const seenBy = observers.length === 0 ? undefined : observers;
  return (await Promise.all(RULES.map((rule) => titlesIn(written, rule, seenBy)))).flat();
}

it('nothing is wrong with connections on which packets follow each other', async () => {
  expect(await titles(cluster().pingsUntil(20))).toEqual([]);
});

it('a stream without a packet where one has to begin', async () => {
  const lost = cluster().segment(1, 2, Buffer.from('what no node sends')).pingsUntil(20, [1, 2]);
  const [found] = await findingsIn(lost, 'stream-');
  expect(found).toMatchObject({
    severity: 'error',
    title: 'stream out of step: from node 1 to node 2, 1 time',
    nodes: [1, 2],
    log: 'Invalid packet marker',
  });
  expect(found?.messages).toHaveLength(1);
});

it('a packet in too many pieces, that its receiver gives up', async () => {
  const head = Buffer.from('P4CK\0\x80\0\0\x03\0\x10\0clusterer-extra0\x0b\0\0\0', 'latin1');
  const cut = cluster().segment(1, 2, head);
  for (let piece = 0; piece < 40; piece++) cut.segment(1, 2, new Uint8Array(100).fill(0x20));
  cut.segment(1, 2, NOTHING, { isBack: true, flags: Rst }).pingsUntil(20, [1, 2]);
  const [found] = await findingsIn(cut, 'connection-');
  expect(found?.title).toBe('connection cut: from node 1 to node 2, inside a packet, 1 time');
  expect(found?.detail).toContain('The receiver ended the connection after 4032 bytes');
  expect(found?.detail).toContain('came in 41 segments: a receiver gives up after 32 reads');
  // Two observers saw it.
  expect(await titles(cut, 'node1', 'node2')).toEqual([found?.title]);
});

it('a node that does not read', async () => {
  const window = (size: number) => ({ isBack: true, flags: Ack, window: size });
  const blocked = cluster().segment(1, 2, NOTHING, window(0)).at(8.2).segment(1, 2, NOTHING, window(64));
  const [found] = await findingsIn(blocked.pingsUntil(20), 'receiver-');
  expect(found?.title).toBe('receiver blocked: from node 1 to node 2, 1 time, up to 2.2 s');
});
