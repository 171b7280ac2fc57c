import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Session } from '../../src/engine/session.ts';
import type { SessionOptions } from '../../src/engine/session-options.ts';
import type { MessageId } from '../../src/ids.ts';
import { memoized } from '../../src/tables/memoized.ts';

/** The recordings of real clusters in fixtures/captures, each with what truly happened. */
export interface Recording {
  /** `3.4/register` */
  readonly name: string;
  readonly manifest: Manifest;
  /** Paths of its captures. */
  readonly captures: readonly string[];
}

export interface Manifest {
  readonly files: Readonly<Record<string, CaptureFacts>>;
  readonly topology: Readonly<Record<string, NodeFacts>>;
  readonly events: readonly RecordedEvent[];
  /** By label: what the nodes answered to management commands, as `snapshots` reads it. */
  readonly mi: Readonly<Record<string, MiAnswers>>;
}

export interface RecordedEvent {
  /** Seconds since 1970 UTC. */
  readonly t: number;
  /** `REGISTER`, `opensips start`, ... */
  readonly what: string;
  /** Id of the node that it is done to. */
  readonly node?: number;
  /** Of a REGISTER: whose addresses of record. */
  readonly users?: readonly string[];
}

export interface MiAnswers {
  /** Seconds since 1970 UTC. */
  readonly t: number;
  /** By node, then by command. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface CaptureFacts {
  /** What was added to its times, in seconds. */
  readonly clock_offset_s?: number;
  readonly bin_packets_by_name?: Readonly<Record<string, number>>;
  /** Seconds since 1970 UTC, of its first and last frame. */
  readonly first_ts: number;
  readonly last_ts: number;
}

export interface NodeFacts {
  readonly node_id: number;
  /** May declare itself in sync where it finds nobody to ask. */
  readonly seed?: boolean;
  readonly ip: string;
  readonly ip6?: string;
  /** `bin:` and the BIN listener; `bins:` where it speaks TLS. */
  readonly bin_url: string;
  /** Seconds since 1970 UTC of each start of its process, in order. */
  readonly starts: readonly number[];
}

/** Recordings of one's own, in folders like those of fixtures/captures, instead of those. */
export const OWN_RECORDINGS = process.env.SYNCGREP_RECORDINGS;

const ROOT = OWN_RECORDINGS ?? join(import.meta.dirname, '../../fixtures/captures');

export function recordings(): readonly Recording[] {
  return readdirSync(ROOT)
    .filter((release) => !release.includes('.md'))
    .flatMap((release) => readdirSync(join(ROOT, release)).map((scenario) => `${release}/${scenario}`))
    .map(recording);
}

/** Manifests are large, and many files of tests ask for all of them. */
export const recording = memoized(read);

function read(name: string): Recording {
  const folder = join(ROOT, name);
  const manifest = JSON.parse(gunzipSync(readFileSync(join(folder, 'manifest.json.gz'))).toString());
  const captures = readdirSync(folder)
    .filter((file) => /\.pcap(ng)?\.gz$/.test(file))
    .map((file) => join(folder, file));
  return { name, manifest, captures };
}

/** A capture's name in its manifest. */
export function nameInManifest(capture: string): string {
  return capture.replace(/^.*\//, '').replace(/\.gz$/, '');
}

/** With the key log beside the captures, where there is one. */
export async function readAll(captures: readonly string[], options: SessionOptions = {}): Promise<Session> {
  const session = await Session.open(captures, { keyLogs: keyLogsOf(captures), ...options });
  while (session.read(1000) !== 'end') await session.whenReady();
  return session;
}

/** Keys of the TLS connections in captures of a recording. */
export function keyLogsOf(captures: readonly string[]): readonly string[] {
  const logs = captures.map((capture) => join(dirname(capture), 'sslkeys.log.gz'));
  return [...new Set(logs)].filter(existsSync);
}

export function* messagesOf(session: Session): Generator<MessageId> {
  const { order } = session.tables;
  for (let at = 0; at < order.length; at++) yield order.at(at) as MessageId;
}
