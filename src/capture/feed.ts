/** Takes bytes; false once it takes no more. */
export interface Feed {
  write(bytes: Uint8Array): boolean | Promise<boolean>;
  /** The input is over. */
  end(): void | Promise<void>;
}
