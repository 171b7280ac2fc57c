import { group, i32, text } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { named, unixTime } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * clusterer-internal: pings, topology and capability states between neighbours (spec bin-core 6). Ids come
 * first, and there is no trailer. CLUSTERER_CAP_UPDATE moved from 8 to 9 in 3.2, and got `seq_no` and
 * `timestamp` in 3.1.7 and 3.2.4, all without a new version number.
 */
export const NODE_ID = { min: 1, max: 0x3fffffff } as const;
const MOST_NODES = 128;
const MOST_CAPABILITIES = 1000;
const LONGEST_PATH = 26;

const prefix = [
  i32('cluster_id', 'cluster the packet is about').must(NODE_ID),
  i32('source_node', 'originator; not the forwarding node').must(NODE_ID),
] as const;

const history = [
  i32('seq_no', 'counter of the originator for this kind of update; 0 is the first of a process life').must({
    min: 0,
  }),
  i32('timestamp', "originator's clock when it built the packet").must({ min: 0 }).means(unixTime()),
] as const;

const path = [
  i32('path_len', 'node ids that follow; one more each hop').must({ min: 1, max: LONGEST_PATH }),
  i32('path', 'nodes that carried this copy: the originator first, the TCP sender last')
    .must({ ...NODE_ID, firstEquals: 'source_node' })
    .times('path_len'),
] as const;

const description = [
  text('url', 'BIN listener: bin:host[:port] or bins:host[:port]'),
  text('sip_addr', 'the node’s sip_addr property; empty where it has none'),
  i32('priority', 'preference as next hop; default 50, lower wins'),
  i32('no_ping_retries', 'retries before the link counts as down; default 3').must({ min: -1 }),
] as const;

const nodeRecord = group('nodes', 'one node as the originator knows it; the first is the originator', [
  i32('node_id', 'node that the record describes').must(NODE_ID),
  i32('has_description', '1 where the receiver did not list this node in its PONG').must({ min: 0, max: 1 }),
  ...description.map((field) => field.whenNot('has_description', 0)),
  i32('ls_seq_no', 'last link-state seq_no seen from it; -1 = none').must({ min: -1 }),
  i32('ls_timestamp', 'timestamp that came with it; 0 = none')
    .must({ min: 0 })
    .means(unixTime({ 0: 'none' })),
  i32('neighbours_count', 'neighbours that follow').must({ min: 0, max: MOST_NODES }),
  i32('neighbours', 'nodes to which it has a link that is up').must(NODE_ID).times('neighbours_count'),
]);

const capabilityRecord = group('nodes', 'capabilities of one node', [
  i32('node_id', 'node that the record describes').must(NODE_ID),
  i32('caps_count', 'capabilities that follow').must({ min: 0, max: MOST_CAPABILITIES }),
  group('caps', 'one capability', [
    text('capability', 'its name').must({ token: true, minLength: 1, maxLength: 255 }),
    i32('state', '1 = in sync, may serve as donor')
      .must({ min: 0, max: 1 })
      .means(named({ 0: 'NOT_SYNCED', 1: 'OK' })),
  ]).times('caps_count'),
]);

const capabilityUpdate = [
  ...prefix,
  ...history.map((field) => field.in('old-seq', 'new-seq')),
  i32('nodes_count', 'records that follow').must({ min: 0, max: MOST_NODES }),
  capabilityRecord.times('nodes_count'),
  i32('require_reply', '1 = answer with your own; forwarders clear it').must({ min: 0, max: 1 }),
  ...path,
] as const;

export const clustererInternal: CapabilitySpec = {
  name: CapabilityName.Internal,
  module: 'clusterer',
  spec: 'bin-core 6',
  note: 'pings, link states, topology and capability states between neighbours',
  nodeIds: 'prefix',
  layouts: [
    layout('old', 1, releases('2.4.0-3.1.6')),
    layout('old-seq', 1, releases('3.1.7-3.1')),
    layout('new', 1, releases('3.2.0-3.2.3')),
    layout('new-seq', 1, releases('3.2.4+')),
  ],
  packets: [
    packet(
      0,
      'CLUSTERER_PING',
      'asks a neighbour whether it is there',
      [
        ...prefix,
        i32('request_node_list', '0 = periodic, the sender considers the link up; 1 = it does not')
          .must({ min: 0, max: 1 })
          .means(named({ 0: 'link considered up', 1: 'link not considered up' })),
      ],
      { about: ['request_node_list'] },
    ),
    packet(
      1,
      'CLUSTERER_PONG',
      'answers a ping',
      [
        ...prefix,
        i32('nodes_count', '0 if the ping was periodic').must({ min: 0, max: MOST_NODES }),
        i32('nodes', 'nodes the sender knows, without itself and the pinging node')
          .must(NODE_ID)
          .times('nodes_count'),
      ],
      { about: ['nodes'] },
    ),
    packet(
      2,
      'CLUSTERER_LS_UPDATE',
      "the originator's link to a neighbour went up or down; flooded",
      [
        ...prefix,
        ...history,
        i32('neighbour', 'other end of the link').must(NODE_ID),
        i32('link_state', 'of the direction from the originator to the neighbour')
          .must({ min: 0, max: 1 })
          .means(named({ 0: 'LS_UP', 1: 'LS_DOWN' })),
        ...path,
      ],
      { about: ['neighbour', 'link_state'] },
    ),
    packet(
      3,
      'CLUSTERER_FULL_TOP_UPDATE',
      "the originator's whole view of the cluster; flooded",
      [
        ...prefix,
        ...history,
        i32('nodes_count', 'records that follow').must({ min: 0, max: MOST_NODES }),
        nodeRecord.times('nodes_count'),
        ...path,
      ],
      { about: ['nodes', 'path'] },
    ),
    packet(4, 'CLUSTERER_UNKNOWN_ID', 'the pinging node is not known: introduce yourself', [...prefix]),
    packet(
      5,
      'CLUSTERER_NODE_DESCRIPTION',
      'describes the source node to who does not know it; flooded',
      [...prefix, ...description, ...path],
      { about: ['url'] },
    ),
    packet(8, 'CLUSTERER_CAP_UPDATE', 'states of capabilities; flooded', capabilityUpdate, {
      only: ['old', 'old-seq'],
      about: ['nodes', 'path'],
    }),
    packet(9, 'CLUSTERER_CAP_UPDATE', 'states of capabilities; flooded', capabilityUpdate, {
      only: ['new', 'new-seq'],
      about: ['nodes', 'path'],
    }),
  ],
};
