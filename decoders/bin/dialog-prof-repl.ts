import { group, i32, text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { releases } from './releases.ts';

/** dialog-prof-repl: sizes of dialog profiles (spec bin-capabilities 5.2). The layout never changed. */
export const dialogProfRepl: CapabilitySpec = {
  name: CapabilityName.Profiles,
  module: 'dialog',
  spec: 'bin-capabilities 5.2',
  note: "each node's own counts of the profiles declared with /b, sent periodically",
  nodeIds: 'trailer',
  layouts: [
    layout('1', 1, releases('2.4', '3.0.0')),
    layout('2', 2, releases('3.0.1-3.1.3', '3.2.0')),
    layout('3', 3, releases('3.1.4-3.1.5', '3.2.1-3.2.2')),
    layout('4', 4, releases('3.1.6-3.1', '3.2.3-4.0')),
    layout('5', 5, releases('master')),
  ],
  packets: [
    packet(
      4,
      'REPLICATION_DLG_PROFILE',
      "the sender's own counts",
      [
        group('entry', 'one value of one profile', [
          text('profile', 'profile name without /b'),
          i32('has_value', '0 or 1').must({ min: 0, max: 1 }),
          text('value', 'profile value').whenNot('has_value', 0),
          u32('count', 'members that the sender owns; 0 = none left'),
        ]).toEnd(),
      ],
      { about: ['entry'] },
    ),
  ],
};
