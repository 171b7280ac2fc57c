/**
 * A ring in memory that two threads share: one puts in the digests of datagrams, in the order of their frames, the other
 * one takes them out. Neither waits for the other: a digest that is not there yet is made by who needs it.
 */

/** To be handed to the other thread. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/** Whose digest a record holds: the datagram's frame, and its place there. */
export interface DatagramPlace {
  /** Number of the frame in its file. */
  readonly frame: number;
  /** From the start of the frame's record in the file to the first byte of the message. */
  readonly delta: number;
  readonly length: number;
}

/**
 * Words of `RingMemory.control`: how many numbers have been written, and how many read, since the ring was made, both
 * modulo 2^32; and the last frame that was asked for.
 */
export const Control = { Written: 0, Read: 1, Position: 2 } as const;

/**
 * Numbers of a record: its length, where the datagram is, then what the digest says. AORs follow, and the bytes of the
 * bindings.
 */
export const Column = {
  Length: 0,
  Frame: 1,
  Delta: 2,
  MessageLength: 3,
  Hash: 4,
  SecondHash: 5,
  Status: 6,
  Kind: 7,
  StatusCode: 8,
  Method: 9,
  MethodFrom: 10,
  MethodTo: 11,
  CSeq: 12,
  Branch: 13,
  FromTag: 14,
  ToTag: 15,
  HasToTag: 16,
  Legs: 17,
  CallIdFrom: 18,
  CallIdTo: 19,
  CallIdHash: 20,
  Aors: 21,
  BindingsLength: 22,
} as const;
export const HEAD = 23;
/** Numbers of an AOR: its role, where it begins, its length and its hash. */
export const AOR = 4;
/** Messages with more AORs have no digest in the ring. */
export const MOST_AORS = 64;
/** Bindings of `BindingsWriter` have at most 1024 bytes. */
export const LONGEST_RECORD = HEAD + MOST_AORS * AOR + 1024 / 4;
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
