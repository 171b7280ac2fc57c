/** Nanoseconds without sync data after which a receiver stops waiting: `sync_timeout` (spec bin-core 9). */
export const SYNC_TIMEOUT = 15e9;
/**
 * Nanoseconds. A restart shows when the new process talks about itself, which may be after it has requested
 * data.
 */
export const NEW_LIFE = 3e9;
