import { i32, text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, named } from './meanings.ts';
import { releases } from './releases.ts';

/** dispatcher-status-repl: states of dispatcher destinations (spec bin-capabilities 6.2). */
const STATE = bits({
  0: 'DS_INACTIVE_DST',
  1: 'DS_PROBING_DST',
  2: 'DS_RESET_FAIL_DST',
  3: 'DS_STATE_DIRTY_DST',
  4: 'DS_PROBING_PERM_DST',
});

const destination = [
  text('partition', 'partition'),
  i32('set_id', 'set'),
  text('address', 'URI of the destination'),
] as const;

export const dispatcherStatusRepl: CapabilitySpec = {
  name: CapabilityName.Dispatcher,
  module: 'dispatcher',
  spec: 'bin-capabilities 6.2',
  note: 'states of dispatcher destinations',
  nodeIds: 'trailer',
  layouts: [layout('1a', 1, releases('3.0')), layout('1b', 1, releases('3.1+'))],
  packets: [
    packet(
      1,
      'REPL_DS_STATUS_UPDATE',
      'bits of a destination were set or cleared',
      [
        ...destination,
        i32('op', 'what is done with the bits').means(named({ 0: 'clear', 1: 'set' })),
        u32('state', 'bits to set or clear').means(STATE),
      ],
      { about: ['set_id', 'address', 'op', 'state'] },
    ),
  ],
  chunk: {
    only: ['1b'],
    fields: [...destination, u32('state', 'all flags of the destination').means(STATE)],
  },
};
