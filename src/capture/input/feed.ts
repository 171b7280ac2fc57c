/** Takes bytes; returns false once it takes no more. */
export interface Feed {
  write(bytes: Uint8Array): boolean | Promise<boolean>;
  /** The input has ended. */
  end(): void | Promise<void>;
}
