import type { Deliveries } from '../../../src/cluster/coverage/deliveries.ts';

/** Every message arrived at once. */
export const ALL_DELIVERED: Deliveries = { isPending: () => false, keyAt: () => '' };
