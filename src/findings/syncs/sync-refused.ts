import { howMany, type Rule } from '../finding.ts';
import { aboutSync, syncText } from './by-sync.ts';

/** The answer is in a version that the receiver does not read: releases are mixed. */
export const syncRefused: Rule = {
  name: 'sync-refused',
  find: ({ syncs }) =>
    syncs
      .filter(({ refused }) => refused > 0)
      .map((sync) => ({
        rule: 'sync-refused',
        severity: 'error',
        title: `sync not readable: ${syncText(sync)}: ${howMany(sync.refused, 'packet')}`,
        detail:
          'The packets of the answer have a version that no release reads which the receiver can be of; it ' +
          'drops them. The nodes run releases that cannot sync with each other.',
        ...aboutSync(sync),
        confidence: 'certain',
        reference: 'https://github.com/OpenSIPS/opensips/issues/2842',
      })),
};
