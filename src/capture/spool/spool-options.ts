/** Where captured frames are kept, and how many of them. */
export interface SpoolOptions {
  /** Undefined: a temporary directory, which is removed with the spool. */
  readonly directory: string | undefined;
  /** Number of files in the ring, at least two: when a new one is begun, the oldest is removed. */
  readonly files: number;
  /** Size in bytes at which a new file is begun. */
  readonly fileSize: number;
  /** Leave the files behind when the program ends. */
  readonly keep: boolean;
}

/** 1 GB in all: some minutes of everything that a busy proxy sees, or days of a quiet one. */
export const DEFAULT_SPOOL: SpoolOptions = {
  directory: undefined,
  files: 10,
  fileSize: 100_000_000,
  keep: false,
};
