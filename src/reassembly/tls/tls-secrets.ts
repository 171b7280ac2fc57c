import { type KeyLogEntry, readKeyLog, type SecretLabel } from '../../../decoders/tls/key-log.ts';
import { OldestFirst } from '../../tables/oldest-first.ts';

/** Where key logs come from: a file, or blocks in a capture. */
export interface SecretSupply {
  /** May more lines come later? */
  readonly mayGrow: boolean;
  /** The whole lines that have come since the last call; undefined if there are none. */
  read(): Uint8Array | undefined;
}

/** Connections whose secrets are kept. A key log may have grown for years; its oldest entries are dropped. */
const MOST_CONNECTIONS = 250_000;

/** The secrets of all key logs together, by client random. */
export class TlsSecrets {
  private readonly supplies: readonly SecretSupply[];
  private readonly connections = new Map<string, Map<SecretLabel, Uint8Array>>();
  private readonly oldest = new OldestFirst(() => this.connections.keys());

  constructor(supplies: readonly SecretSupply[]) {
    this.supplies = supplies;
  }

  /** Are there any, of whatever connection? */
  get isEmpty(): boolean {
    return this.connections.size === 0;
  }

  /** May secrets come that are not there yet? */
  get mayGrow(): boolean {
    return this.supplies.some((supply) => supply.mayGrow);
  }

  secret(clientRandom: string, label: SecretLabel): Uint8Array | undefined {
    const known = this.connections.get(clientRandom)?.get(label);
    if (known !== undefined) return known;
    this.refresh();
    return this.connections.get(clientRandom)?.get(label);
  }

  /** All that is known of a connection. */
  entriesOf(clientRandom: string): readonly KeyLogEntry[] {
    const secrets = this.connections.get(clientRandom) ?? new Map<SecretLabel, Uint8Array>();
    return [...secrets].map(([label, secret]) => ({ label, clientRandom, secret }));
  }

  /** Takes in what the supplies have received since the last call. */
  refresh(): void {
    for (const supply of this.supplies) {
      const bytes = supply.read();
      if (bytes !== undefined) readKeyLog(bytes, 0, bytes.length, (entry) => this.add(entry));
    }
  }

  private add({ clientRandom, label, secret }: KeyLogEntry): void {
    const known = this.connections.get(clientRandom);
    if (known !== undefined) {
      known.set(label, secret);
      return;
    }
    if (this.connections.size >= MOST_CONNECTIONS) {
      const oldest = this.oldest.next();
      if (oldest !== undefined) this.connections.delete(oldest);
    }
    this.connections.set(clientRandom, new Map([[label, secret]]));
  }
}
