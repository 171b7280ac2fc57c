import type { Rule } from '../finding.ts';
import { aboutSync, failedSyncs, syncText } from './by-sync.ts';

/**
 * The end of a sync announces more chunks than were sent: the receiver calls itself synced, but lacks data.
 */
export const syncShort: Rule = {
  name: 'sync-short',
  find: ({ syncs }) =>
    failedSyncs(syncs, 'short').map(({ sync, severity }) => ({
      rule: 'sync-short',
      severity,
      title: `sync short: ${syncText(sync)}: ${sync.chunksSeen} of ${sync.chunksSent ?? '?'} chunks`,
      detail:
        'The donor ended the sync with the number of chunks that it says it sent; fewer crossed the wire. ' +
        'The receiver considers itself synced and does not ask again.',
      ...aboutSync(sync),
      confidence: 'certain',
      reference: 'https://blog.opensips.org/2024/12/19/opensips-cluster-hardening-in-large-dataset-scenarios',
    })),
};
