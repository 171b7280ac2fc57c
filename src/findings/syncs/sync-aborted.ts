import { howMany, type Rule } from '../finding.ts';
import { aboutSync, failedSyncs, syncText } from './by-sync.ts';

/** Sync data came, but the end of the sync did not. */
export const syncAborted: Rule = {
  name: 'sync-aborted',
  find: ({ syncs }) =>
    failedSyncs(syncs, 'aborted').map(({ sync, severity }) => ({
      rule: 'sync-aborted',
      severity,
      title: `sync aborted: ${syncText(sync)}, after ${howMany(sync.chunksSeen, 'chunk')}`,
      detail: `Data came, but no end of it: ${sync.reason ?? 'it stopped'}. What was not sent is missing there.`,
      ...aboutSync(sync),
      confidence: 'certain',
      ...(sync.reason === 'no packet for 15 s'
        ? { log: `Sync timed out, received [${sync.chunksSeen}] chunks` }
        : {}),
      reference: 'https://github.com/OpenSIPS/opensips/issues/2574',
    })),
};
