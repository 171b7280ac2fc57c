import { group, i32, text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, named } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * ratelimit-pipe-repl: counters of ratelimit pipes (spec bin-capabilities 6.6). The flags came with 3.3,
 * without a new version number: if the length leaves both layouts possible, the range of the algorithm
 * decides.
 */
const WITH_FLAGS = ['1b', '1c'];
const BRIDGED = ['1c', '1c-follow-up'];

const entries = group('entry', 'one pipe', [
  text('pipe', 'name of the pipe').must({ minLength: 1 }),
  u32('flags', 'where the pipe is replicated')
    .in(...WITH_FLAGS, '1c-follow-up')
    .must({ max: 3 })
    .means(bits({ 0: 'RL_PIPE_REPLICATE_BIN', 1: 'RL_PIPE_REPLICATE_CACHE' })),
  i32('algo', 'algorithm')
    .must({ min: 0, max: 5 })
    .means(named({ 0: 'NOP', 1: 'TAILDROP', 2: 'RED', 3: 'FEEDBACK', 4: 'NETWORK', 5: 'HISTORY' })),
  i32('limit', 'limit'),
  i32('counter', "the sender's last interval, or its cluster's in an aggregate; not cumulative"),
]).toEnd();

/** Of the packets of one round of type 10, only the first has it: a defect of 4.0.1 and later. */
const sourceCluster = i32('src_cluster', 'cluster that the counters are of').in('1c');

export const ratelimitPipeRepl: CapabilitySpec = {
  name: CapabilityName.Ratelimit,
  module: 'ratelimit',
  spec: 'bin-capabilities 6.6',
  note: 'counters of ratelimit pipes, sent periodically',
  nodeIds: 'trailer',
  layouts: [
    layout('1a', 1, releases('2.4-3.2')),
    layout('1b', 1, releases('3.3-3.6')),
    layout('1c', 1, releases('4.0+')),
    layout('1c-follow-up', 1, releases('4.0+')),
  ],
  packets: [
    packet(0, 'RL_PIPE_COUNTER', "the sender's own counters", [entries], {
      only: ['1a', '1b', '1c'],
      about: ['entry'],
    }),
    packet(
      10,
      'RL_PIPE_AGG_CTR_EDGE',
      "counters of the sender's cluster, over a bridge",
      [sourceCluster, entries],
      {
        only: BRIDGED,
        about: ['src_cluster', 'entry'],
      },
    ),
    packet(
      11,
      'RL_PIPE_AGG_CTR_CORE',
      'counters of another cluster, passed on inside this one',
      [sourceCluster, entries],
      { only: BRIDGED, about: ['src_cluster', 'entry'] },
    ),
  ],
};
