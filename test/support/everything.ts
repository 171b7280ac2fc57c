/**
 * Set by `ALL_CAPTURES=1`: tests that otherwise take a few of the recordings, or fewer cases, take all of them. That
 * is for changes to what all recordings have in common, and takes half an hour.
 */
export const EVERYTHING = process.env.ALL_CAPTURES === '1';
