import type { Rule } from '../finding.ts';
import { aboutSync, failedSyncs, syncText } from './by-sync.ts';

/** A node requested a sync, and the donor sent nothing. */
export const syncUnanswered: Rule = {
  name: 'sync-unanswered',
  find: ({ syncs }) =>
    failedSyncs(syncs, 'unanswered').map(({ sync, severity }) => ({
      rule: 'sync-unanswered',
      severity,
      title: `sync unanswered: ${syncText(sync)}`,
      detail:
        `The request reached the donor and no data came: ${sync.reason ?? 'no packet'}. Until another ` +
        'donor is found the node lacks what the others hold. A donor must be synced itself, or be the seed.',
      ...aboutSync(sync),
      confidence: 'certain',
      reference: 'https://github.com/OpenSIPS/opensips/issues/1591',
    })),
};
