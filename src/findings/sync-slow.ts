import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import { aboutSync, syncText } from './by-sync.ts';
import type { Rule } from './finding.ts';

/** Syncs of less are over before anybody waits for them. */
const LEAST_TIME = 10e9;
/** Records in a second; a donor that is not held up sends thousands. */
const SLOW = 100;

/** The data of a sync trickle. */
export const syncSlow: Rule = {
  name: 'sync-slow',
  find: ({ syncs }) =>
    syncs.flatMap((sync) => {
      const seconds = secondsOf(sync);
      const records = recordsIn(sync);
      const rate = records / seconds;
      if (seconds * 1e9 < LEAST_TIME || records === 0 || rate >= SLOW) return [];
      return [
        {
          rule: 'sync-slow',
          severity: 'warning',
          title: `sync slow: ${syncText(sync)}: ${records} in ${Math.round(seconds)} s, ${rate.toFixed(1)} a second`,
          detail:
            `In ${sync.packets} packets of ${Math.round(sync.bytes / Math.max(1, sync.packets))} bytes. Until its end ` +
            `the receiver lets changes wait: ${sync.queued} did.`,
          ...aboutSync(sync),
          confidence: 'certain',
          reference: 'https://github.com/OpenSIPS/opensips/issues/3354',
        },
      ];
    }),
};

/** From the first of the data to the end; 0 where one of them was not seen. */
function secondsOf({ started, ended }: SyncReport): number {
  return started === undefined || ended === undefined ? 0 : (ended - started) / 1e9;
}

/** Contacts, dialogs; or chunks, where they could not be read. */
function recordsIn({ records, chunksSeen }: SyncReport): number {
  return [...records.values()].reduce((sum, count) => sum + count, 0) || chunksSeen;
}
