import { MOST_COLUMNS, TERM } from '../message-digest.ts';

/**
 * A ring in memory that two threads share: one puts in the digests of messages, in the order of the frames that complete
 * them, the other one takes them out. Neither waits for the other: a digest that is not there yet is made by who needs it.
 */

/** To be handed to the other thread. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/**
 * Words of `RingMemory.control`: how many numbers have been written, and how many read, since the ring was made, both
 * modulo 2^32; and the last frame that was asked for.
 */
export const Control = { Written: 0, Read: 1, Position: 2 } as const;

/**
 * Numbers of a record: its length, what its digest is of (`Protocol`), the frame with the last byte of the message, in
 * how many parts the message lies in the file, and where its digest is in the record. The parts follow, then the digest
 * and the bytes of the bindings.
 */
export const Column = { Length: 0, Protocol: 1, Frame: 2, Parts: 3, Digest: 4 } as const;
export const HEAD = 5;
/** Numbers of a part: its frame, where it begins in the record of that frame in the file, and its length. */
export const PART = 3;
/** Messages in more parts, or with more terms, have no digest in the ring. */
export const MOST_PARTS = 48;
export const MOST_TERMS = 512;
/** Bindings of `BindingsWriter` have at most 1024 bytes. */
export const LONGEST_RECORD = HEAD + MOST_PARTS * PART + MOST_COLUMNS + MOST_TERMS * TERM + 1024 / 4;
/** In place of the length of a record: the next one is at the start of the ring. */
export const WRAPPED = 0;

const CONTROL_WORDS = 3;

/** `bytes` is a power of two, and enough for several of the longest records. */
export function ringMemory(bytes: number): RingMemory {
  return {
    control: new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT),
    records: new SharedArrayBuffer(bytes),
  };
}
