import type { HepAddress } from '../../capture/remote/hep-listener.ts';
import { type HostPort, parseHostPort } from '../../capture/remote/host-port.ts';
import { UsageError } from '../usage-error.ts';
import { hepAddress } from './remote-requests.ts';

export interface HepTarget {
  readonly address: HepAddress;
  readonly captureId: number;
}

/** The options, as typed, that pass on what is read. */
export interface ShareValues {
  readonly serve?: string;
  readonly hepSend?: string;
  readonly hepId?: string;
}

export interface ShareRequests {
  readonly serve: HostPort | undefined;
  readonly hepSend: HepTarget | undefined;
}

const CAPTURE_ID = 2001;

/** Throws a UsageError. */
export function shareRequests({ serve, hepSend, hepId }: ShareValues): ShareRequests {
  if (hepId !== undefined && hepSend === undefined) throw new UsageError('--hep-id goes with --hep-send');
  const captureId = hepId === undefined ? CAPTURE_ID : idOf(hepId);
  return {
    serve: serve === undefined ? undefined : serveAddress(serve),
    hepSend: hepSend === undefined ? undefined : { address: hepAddress('--hep-send', hepSend), captureId },
  };
}

/** Captures are private: they are only offered on this host, unless another address is named. */
function serveAddress(text: string): HostPort {
  const address = parseHostPort(text.replace(/^tcp:(?:\/\/)?/, ''), '127.0.0.1');
  if (address !== undefined) return address;
  throw new UsageError(`--serve ${JSON.stringify(text)}: takes an address, as 127.0.0.1:57012`);
}

function idOf(text: string): number {
  const id = Number(text);
  if (/^\d{1,10}$/.test(text) && id <= 0xffffffff) return id;
  throw new UsageError(`--hep-id ${JSON.stringify(text)}: takes a number up to 4294967295`);
}
