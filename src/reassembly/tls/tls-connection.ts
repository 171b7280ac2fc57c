import { cipherSuite } from '../../../decoders/tls/cipher-suites.ts';
import {
  clientRandom,
  parseServerHello,
  type ServerHello,
  TLS_1_2,
  TLS_1_3,
} from '../../../decoders/tls/hello.ts';
import { SecretLabel } from '../../../decoders/tls/key-log.ts';
import type { SourceId } from '../../ids.ts';
import type { Counters } from '../counters.ts';
import { type Role, writeKeys } from './key-schedule.ts';
import { AeadKeys12, AeadKeys13, CbcKeys12, type RecordKeys } from './record-keys.ts';
import type { SealedConnection, SealedRecords } from './sealed-records.ts';
import type { TlsSecrets } from './tls-secrets.ts';

/** Where keys come from and records go; shared by all connections. */
export interface TlsParts {
  readonly secrets: TlsSecrets;
  readonly records: SealedRecords;
}

/** Most ClientHellos that are remembered of a connection, the last ones: renegotiation is rare. */
const MOST_RANDOMS = 64;

/** Why a connection cannot be read: the name of the counter for it. */
export type Unreadable = 'tlsWithoutHandshake' | 'tlsWithoutKeys' | 'tlsUnsupported' | 'tlsLost';

/** TLS 1.3 has one set of keys for the handshake and another one for everything after it. */
export type Stage = 'handshake' | 'application';

/** Undefined if the keys may still become known. */
export type KeyAnswer = RecordKeys | Unreadable | undefined;

/** One direction, as the other one sees it. */
export interface Side {
  /** What this direction waited for may have come. */
  resume(): void;
}

const LABELS = {
  client: { handshake: SecretLabel.ClientHandshake, application: SecretLabel.ClientTraffic },
  server: { handshake: SecretLabel.ServerHandshake, application: SecretLabel.ServerTraffic },
} as const;

/** What the two directions of a TLS connection share: their hellos, and the keys derived from them. */
export class TlsConnection {
  readonly sealed: SealedConnection;
  readonly parts: TlsParts;
  readonly counters: Counters;
  private readonly sides: Side[] = [];
  private client: string | undefined;
  private server: ServerHello | undefined;
  private hasNews = false;
  private isRead = false;
  private isRefused = false;

  constructor(parts: TlsParts, source: SourceId, counters: Counters) {
    this.parts = parts;
    this.counters = counters;
    this.sealed = parts.records.newConnection(source);
  }

  /** False if both directions are taken: then it is another connection. */
  join(side: Side): boolean {
    if (this.sides.length === 2) return false;
    this.sides.push(side);
    return true;
  }

  /** The protocol version; undefined until the ServerHello has told it. */
  get version(): number | undefined {
    return this.server?.version;
  }

  /** `body` is the body of the handshake message, in both. */
  clientHello(body: Uint8Array): void {
    this.client = clientRandom(body, 0, body.length);
    if (this.client === undefined) return;
    this.hasNews = true;
    const { clientRandoms } = this.sealed;
    clientRandoms.add(this.client);
    const [oldest] = clientRandoms;
    if (clientRandoms.size > MOST_RANDOMS && oldest !== undefined) clientRandoms.delete(oldest);
  }

  serverHello(body: Uint8Array): void {
    this.server = parseServerHello(body, 0, body.length) ?? this.server;
    this.hasNews = true;
  }

  /** Has a hello come that the other direction may be waiting for? True once. */
  takeNews(): boolean {
    const { hasNews } = this;
    this.hasNews = false;
    return hasNews;
  }

  /** Lets the other direction go on. */
  wakeOther(than: Side): void {
    for (const side of this.sides) if (side !== than) side.resume();
  }

  keys(role: Role, stage: Stage): KeyAnswer {
    const { client, server } = this;
    if (client === undefined || server === undefined || server.isRetryRequest) return undefined;
    const suite = cipherSuite(server.cipherSuite);
    if (suite === undefined || server.compression !== 0) return 'tlsUnsupported';
    if (server.version === TLS_1_3) {
      const secret = this.parts.secrets.secret(client, LABELS[role][stage]);
      return secret === undefined ? this.missing : new AeadKeys13(suite, secret);
    }
    if (server.version !== TLS_1_2) return 'tlsUnsupported';
    const master = this.parts.secrets.secret(client, SecretLabel.Master);
    if (master === undefined) return this.missing;
    const keys = writeKeys(suite, master, { client, server: server.random }, role);
    return suite.mode === 'cbc'
      ? new CbcKeys12(suite, keys, server.encryptThenMac)
      : new AeadKeys12(suite, keys);
  }

  /** A record of either direction was decrypted. */
  countRecord(): void {
    this.counters.tlsRecords++;
    if (!this.isRead) this.counters.tlsConnections++;
    this.isRead = true;
  }

  /** Counts a connection once, not once for each direction. */
  countRefusal(why: Unreadable): void {
    if (!this.isRefused) this.counters[why]++;
    this.isRefused = true;
  }

  private get missing(): KeyAnswer {
    return this.parts.secrets.mayGrow ? undefined : 'tlsWithoutKeys';
  }
}
