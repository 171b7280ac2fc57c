import type { SourceId } from '../../ids.ts';
import type { CaptureSource } from '../capture-source.ts';
import { CaptureWarnings } from '../capture-warnings.ts';
import type { LiveCapture } from '../live/live-capture.ts';
import { type LiveRequest, LocalPeer } from '../live/local-peer.ts';
import { type CaptureOptions, openCaptureStream } from '../open-capture.ts';
import { DEFAULT_LIMITS } from '../pcap/record-reader.ts';
import type { TimeBase } from '../time-base.ts';
import { BlockStream } from './block-stream.ts';
import type { Peer } from './connection.ts';
import { FollowedFile } from './followed-file.ts';
import { type HepAddress, HepListener } from './hep-listener.ts';
import { type HostPort, hostPortText } from './host-port.ts';
import { ReconnectingCapture, type SourceNews } from './reconnecting-capture.ts';
import { SshPeer, type SshTarget } from './ssh-peer.ts';
import { TcpPeer } from './tcp-peer.ts';

/** A source other than a finished file. */
export type RemoteRequest =
  | ({ readonly kind: 'live' } & LiveRequest)
  | { readonly kind: 'ssh'; readonly target: SshTarget }
  /** `mayEnd`: an orderly end of the connection is the end of the capture, as of a file. */
  | {
      readonly kind: 'tcp';
      readonly path: string;
      readonly address: HostPort;
      readonly mayEnd: boolean;
    }
  | { readonly kind: 'hep'; readonly address: HepAddress }
  | { readonly kind: 'follow'; readonly path: string };

/** The place of a source in its session. */
export interface RemotePlace {
  readonly id: SourceId;
  readonly base: TimeBase;
  /** There is no other source. */
  readonly isAlone: boolean;
  readonly news: SourceNews;
  readonly options: CaptureOptions;
}

/** Opens a source for what comes from elsewhere. Rejects with a CaptureError that says what to do. */
export async function openRemote(request: RemoteRequest, place: RemotePlace): Promise<CaptureSource> {
  const { id, base, options } = place;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const path = pathOf(request);
  const warnings = new CaptureWarnings(path, limits.warnings);
  const stream = new BlockStream();
  const source = await openCaptureStream(stream, path, id, base, { ...options, warnings });
  try {
    return Object.assign(source, { live: await start(request, stream, warnings, place) });
  } catch (error) {
    source.close();
    throw error;
  }
}

/** As the user gave it, and as errors name it. */
export function pathOf(request: RemoteRequest): string {
  switch (request.kind) {
    case 'live':
      return request.device;
    case 'ssh':
      return new SshPeer(request.target).path;
    case 'hep':
      return `${request.address.transport}:${hostPortText(request.address)}`;
    default:
      return request.path;
  }
}

async function start(
  request: RemoteRequest,
  stream: BlockStream,
  warnings: CaptureWarnings,
  place: RemotePlace,
): Promise<LiveCapture> {
  if (request.kind === 'hep') {
    const listener = new HepListener(request.address, stream, warnings);
    await listener.listen();
    return listener;
  }
  if (request.kind === 'follow') {
    const file = new FollowedFile(request.path, stream, warnings, place.news);
    file.start();
    return file;
  }
  const peer = peerOf(request, place.news);
  const capture = new ReconnectingCapture(peer, stream, warnings, place.news, place.isAlone);
  await capture.opened;
  return capture;
}

function peerOf(request: Extract<RemoteRequest, { kind: 'live' | 'ssh' | 'tcp' }>, news: SourceNews): Peer {
  switch (request.kind) {
    case 'live':
      return new LocalPeer(request, news);
    case 'ssh':
      return new SshPeer(request.target);
    case 'tcp':
      return new TcpPeer(request.path, request.address, request.mayEnd);
  }
}
