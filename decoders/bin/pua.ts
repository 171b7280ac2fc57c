import { text, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, blankIsAbsent } from './meanings.ts';
import { releases } from './releases.ts';

/** pua: tells that a record in the database changed (spec bin-capabilities 6.8); it carries no state. */
export const pua: CapabilitySpec = {
  name: CapabilityName.Pua,
  module: 'pua',
  spec: 'bin-capabilities 6.8',
  note: 'a pua record changed in the database',
  nodeIds: 'trailer',
  layouts: [layout('1', 1, releases('3.2+'))],
  packets: [
    packet(
      1,
      'CL_PUA_UPDATE_PRES',
      'reload this record from the database',
      [
        text('pres_uri', 'URI of the presentity').uri(),
        u32('flag', 'who publishes').means(
          bits({
            0: 'UL_PUBLISH',
            1: 'BLA_PUBLISH',
            2: 'BLA_SUBSCRIBE',
            3: 'XMPP_PUBLISH',
            4: 'XMPP_SUBSCRIBE',
            5: 'XMPP_INITIAL_SUBS',
            6: 'MI_PUBLISH',
            7: 'MI_ASYN_PUBLISH',
            8: 'MI_SUBSCRIBE',
            9: 'RLS_SUBSCRIBE',
            10: 'DIALOG_PUBLISH',
            11: 'CALLINFO_PUBLISH',
            12: 'REGINFO_SUBSCRIBE',
            13: 'REGINFO_PUBLISH',
          }),
        ),
        text('id', 'id of the publication'),
        u32('event', 'event package').means(
          bits({ 3: 'MSGSUM', 4: 'CONFERENCE', 5: 'XCAPDIFF', 6: 'DIALOG', 7: 'CALLINFO', 8: 'REGINFO' }),
        ),
        text('etag', 'etag').means(blankIsAbsent),
      ],
      { about: ['pres_uri', 'event'] },
    ),
  ],
};
