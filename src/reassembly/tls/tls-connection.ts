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
import type { SealedRecords } from './sealed-records.ts';
import type { TlsSecrets } from './tls-secrets.ts';

/** Where the keys come from and where the records go; shared by all connections. */
export interface TlsParts {
  readonly secrets: TlsSecrets;
  readonly records: SealedRecords;
}

/** Why a connection is not read: the counter that says so. */
export type Unreadable = 'tlsWithoutHandshake' | 'tlsWithoutKeys' | 'tlsUnsupported' | 'tlsLost';

/** What a set of keys is for: TLS 1.3 has one for the handshake, and another one for all that follows. */
export type Stage = 'handshake' | 'application';

/** Undefined where it may come to be known. */
export type KeyAnswer = RecordKeys | Unreadable | undefined;

/** One direction, as far as the other one is concerned. */
export interface Side {
  /** What it waited for may be there. */
  resume(): void;
}

const LABELS = {
  client: { handshake: SecretLabel.ClientHandshake, application: SecretLabel.ClientTraffic },
  server: { handshake: SecretLabel.ServerHandshake, application: SecretLabel.ServerTraffic },
} as const;

/** What the two directions of a TLS connection have in common: their hellos, and the keys that follow. */
export class TlsConnection {
  /** In `SealedRecords.connections`. */
  readonly number: number;
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
    this.number = parts.records.addConnection(source);
  }

  /** False where both directions are there already: then it is another connection. */
  join(side: Side): boolean {
    if (this.sides.length === 2) return false;
    this.sides.push(side);
    return true;
  }

  /** Of the connection, once the server has named it. */
  get version(): number | undefined {
    return this.server?.version;
  }

  /** Bodies of handshake messages. */
  clientHello(body: Uint8Array): void {
    this.client = clientRandom(body, 0, body.length);
    if (this.client === undefined) return;
    this.hasNews = true;
    this.parts.records.connections[this.number]?.clientRandoms.add(this.client);
  }

  serverHello(body: Uint8Array): void {
    this.server = parseServerHello(body, 0, body.length) ?? this.server;
    this.hasNews = true;
  }

  /** Was there a hello that the other direction may wait for? Asked once. */
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

  /** A record of one direction was decrypted. */
  countRecord(): void {
    this.counters.tlsRecords++;
    if (!this.isRead) this.counters.tlsConnections++;
    this.isRead = true;
  }

  /** Once a connection, however many directions it has. */
  countRefusal(why: Unreadable): void {
    if (!this.isRefused) this.counters[why]++;
    this.isRefused = true;
  }

  private get missing(): KeyAnswer {
    return this.parts.secrets.mayGrow ? undefined : 'tlsWithoutKeys';
  }
}
