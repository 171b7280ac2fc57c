import type { SecretsReference } from './capture-description.ts';

/** `secrets_type` of a TLS key log, in a decryption secrets block of a pcapng. */
export const TLS_KEY_LOG = 0x544c534b;
/** A longer block is not read: some 64,000 connections. */
const MOST_BYTES = 16 * 1024 * 1024;
const LF = 0x0a;

/** A capture that may hold key logs; a `CaptureSource`. */
export interface SecretsHolder {
  readonly description: { readonly secrets: readonly SecretsReference[] };
  readBytes(offset: number, length: number, into: Uint8Array, at: number): number;
}

/** The TLS key logs inside a capture, as far as it was read; each once. */
export class CaptureSecrets {
  /** A block stands in front of the packets that need it. */
  readonly mayGrow = false;
  private readonly source: SecretsHolder;
  private taken = 0;

  constructor(source: SecretsHolder) {
    this.source = source;
  }

  /** Undefined where there is nothing new. */
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
