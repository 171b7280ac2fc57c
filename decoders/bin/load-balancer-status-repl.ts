import { text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits } from './meanings.ts';
import { releases } from './releases.ts';

/** load_balancer-status-repl: states of load balancer destinations (spec bin-capabilities 6.4). */
const destination = [
  u32('group', 'group'),
  text('uri', 'URI of the destination'),
  u32('flags', 'state of the destination').means(bits({ 2: 'LB_DST_STAT_DSBL', 3: 'LB_DST_STAT_NOEN' })),
] as const;

export const loadBalancerStatusRepl: CapabilitySpec = {
  name: CapabilityName.LoadBalancer,
  module: 'load_balancer',
  spec: 'bin-capabilities 6.4',
  note: 'states of load balancer destinations',
  nodeIds: 'trailer',
  layouts: [layout('1a', 1, releases('2.4', '3.0')), layout('1b', 1, releases('3.1+'))],
  packets: [
    packet(1, 'REPL_LB_STATUS_UPDATE', 'state of a destination', destination, {
      about: ['group', 'uri', 'flags'],
    }),
  ],
  chunk: { only: ['1b'], fields: destination },
};
