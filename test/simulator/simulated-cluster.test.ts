import { afterEach, expect, test } from 'vitest';
import { decodePacket } from '../../decoders/bin/decode-packet.ts';
import { CATALOGUE } from '../../decoders/bin/registry.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

let cluster: SimulatedCluster | undefined;
afterEach(() => cluster?.stop());

test.each(['2.4', '3.1', '3.4', '3.6', '4.0'])(
  'nodes of %s share contacts, and a new one gets them',
  async (release) => {
    const network = `127.77.${release.replace('.', '')}`;
    cluster = new SimulatedCluster({ release, nodes: 3, port: 25_555, network });
    const { nodes, sent } = cluster;
    await cluster.start();
    cluster.node(1).register('1000', 'sip:1000@192.0.2.1:6001', 'a@phone', 1, 300);
    cluster.node(2).register('1001', 'sip:1001@192.0.2.2:6001', 'b@phone', 1, 300);
    cluster.node(1).register('1000', 'sip:1000@192.0.2.1:6001', 'a@phone', 2, 300);
    const both = ['1000 sip:1000@192.0.2.1:6001 2', '1001 sip:1001@192.0.2.2:6001 1'];
    await cluster.until(() => nodes.every((node) => node.contacts.lines.join() === both.join()));

    await cluster.restart(3);
    expect(cluster.node(3).contacts.lines).toEqual([]);
    cluster.node(3).requestSync(1);
    await cluster.until(() => cluster?.node(3).contacts.lines.join() === both.join());
    cluster.node(2).unregister('1001', 'sip:1001@192.0.2.2:6001');
    await cluster.until(() => nodes.every((node) => node.contacts.lines.length === 1));
    const statuses = sent.map(({ bytes }) => decodePacket(CATALOGUE, bytes, 0, bytes.length).status);
    expect(new Set(statuses)).toEqual(new Set(['decoded']));
  },
);
