import type { SecretsReference } from './capture-description.ts';

/** `secrets_type` of a TLS key log, in a decryption secrets block of a pcapng. */
export const TLS_KEY_LOG = 0x544c534b;
/** Larger blocks are not read; this is enough for some 64,000 connections. */
const MOST_BYTES = 16 * 1024 * 1024;
const LF = 0x0a;

/** A capture that may hold key logs: a `CaptureSource`. */
export interface SecretsHolder {
  readonly description: { readonly secrets: readonly SecretsReference[] };
  readBytes(offset: number, length: number, into: Uint8Array, at: number): number;
}

/** The TLS key logs in a capture, as far as it has been read; each is returned once. */
export class CaptureSecrets {
  /** Always false: a secrets block stands before the packets that need it. */
  readonly mayGrow = false;
  private readonly source: SecretsHolder;
  private taken = 0;

  constructor(source: SecretsHolder) {
    this.source = source;
  }

  /** Undefined if there is nothing new. */
  read(): Uint8Array | undefined {
    const { secrets } = this.source.description;
    if (this.taken === secrets.length) return undefined;
    const logs = secrets.slice(this.taken).filter(({ type }) => type === TLS_KEY_LOG);
    this.taken = secrets.length;
    return Buffer.concat(logs.flatMap((log) => [this.bytesOf(log), Uint8Array.of(LF)]));
  }

  private bytesOf({ offset, length }: SecretsReference): Uint8Array {
    const bytes = new Uint8Array(Math.min(length, MOST_BYTES));
    return bytes.subarray(0, this.source.readBytes(offset, bytes.length, bytes, 0));
  }
}
