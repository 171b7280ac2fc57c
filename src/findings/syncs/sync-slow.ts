import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { Rule } from '../finding.ts';
import { aboutSync, syncText } from './by-sync.ts';

/** A shorter sync is over before anybody waits for it. */
const LEAST_TIME = 10e9;
/** Records per second; a donor that is not slowed down sends thousands. */
const SLOW = 100;

/** The data of a sync arrives very slowly. */
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

/** From the first data to the end; 0 if either was not seen. */
function secondsOf({ started, ended }: SyncReport): number {
  return started === undefined || ended === undefined ? 0 : (ended - started) / 1e9;
}

/** Number of contacts and dialogs; or of chunks, if these could not be read. */
function recordsIn({ records, chunksSeen }: SyncReport): number {
  return [...records.values()].reduce((sum, count) => sum + count, 0) || chunksSeen;
}
