/** Where the frames of what is captured are kept, and how many of them. */
export interface SpoolOptions {
  /** Undefined: one of its own among the temporary files, which goes with the spool. */
  readonly directory: string | undefined;
  /** Files of the ring, at least two: the oldest is removed when a new one is begun. */
  readonly files: number;
  /** Bytes after which a new file is begun. */
  readonly fileSize: number;
  /** The files stay when the program ends. */
  readonly keep: boolean;
}

/** 1 GB: of a busy proxy some minutes with everything in them, of a quiet one days. */
export const DEFAULT_SPOOL: SpoolOptions = {
  directory: undefined,
  files: 10,
  fileSize: 100_000_000,
  keep: false,
};
