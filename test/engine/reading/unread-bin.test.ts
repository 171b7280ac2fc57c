import { describe, expect, test } from 'vitest';
import { UnreadBin } from '../../../src/engine/reading/unread-bin.ts';
import { EndpointTable } from '../../../src/tables/endpoints.ts';
import { readAll, recording } from '../../recordings/recordings.ts';

const captures = recording('3.4/calls').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));

describe('BIN on ports that are not read', () => {
  test('is noticed, with the ports and the hosts', async () => {
    const session = await readAll(captures, { binPorts: [1] });
    expect(session.connections.unread.ports).toEqual([5555]);
    expect(session.connections.unread.hosts.size).toBeGreaterThan(2);
    expect(session.counters.binElsewhere).toBeGreaterThan(100);
    session.close();
  });

  test('is none where they are read', async () => {
    const session = await readAll(captures, { binPorts: [5555] });
    expect([session.connections.unread.ports, session.connections.unread.hosts.size]).toEqual([[], 0]);
    session.close();
  });
});

test('where answers go back is no port that is listened on; many ports and hosts are not kept', () => {
  const endpoints = new EndpointTable();
  const end = (host: number, port: number) =>
    endpoints.endpoint(endpoints.address(Uint8Array.from([10, 0, host >> 8, host & 255]), 0, 4), port);
  const unread = new UnreadBin(endpoints);
  for (let packets = 0; packets < 40; packets++) unread.add(end(1, 40_000), end(2, 6000));
  for (let packets = 0; packets < 9; packets++) unread.add(end(2, 40_000), end(1, 7000));
  unread.add(end(2, 6000), end(1, 40_000));
  expect(unread.ports).toEqual([6000, 7000]);
  for (let at = 0; at < 5000; at++) unread.add(end(at, 1), end(at, at));
  expect(unread.hosts.size).toBeLessThan(1100);
});
