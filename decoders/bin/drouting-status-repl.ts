import { group, i32, text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, named } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * drouting-status-repl: states of gateways and carriers (spec bin-capabilities 6.3). A carrier that is off
 * has the value 4 in 2.4 and 3.0, and 2 from 3.1 on, with the same version number.
 */
const gateway = [
  text('partition', 'partition; "Default" where there are none'),
  text('gw_id', 'gateway'),
  u32('flags', 'state of the gateway').means(bits({ 2: 'DR_DST_STAT_DSBL', 3: 'DR_DST_STAT_NOEN' })),
] as const;

const carrier = [
  text('partition', 'partition; "Default" where there are none'),
  text('carrier_id', 'carrier'),
  u32('flags', 'state of the carrier').means(named({ 0: 'on', 2: 'off', 4: 'off' })),
] as const;

export const droutingStatusRepl: CapabilitySpec = {
  name: CapabilityName.Drouting,
  module: 'drouting',
  spec: 'bin-capabilities 6.3',
  note: 'states of gateways and carriers',
  nodeIds: 'trailer',
  layouts: [layout('1a', 1, releases('2.4', '3.0')), layout('1b', 1, releases('3.1+'))],
  packets: [
    packet(1, 'REPL_GW_STATUS_UPDATE', 'state of a gateway', gateway, { about: ['gw_id', 'flags'] }),
    packet(2, 'REPL_CR_STATUS_UPDATE', 'state of a carrier', carrier, { about: ['carrier_id', 'flags'] }),
  ],
  chunk: {
    only: ['1b'],
    fields: [
      i32('is_gw', 'what follows').means(named({ 0: 'carrier', 1: 'gateway' })),
      group('carrier', 'carrier', carrier).whenIs('is_gw', 0),
      group('gateway', 'gateway', gateway).whenNot('is_gw', 0),
    ],
  },
};
