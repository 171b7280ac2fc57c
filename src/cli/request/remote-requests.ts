import type { HepAddress } from '../../capture/remote/hep-listener.ts';
import { isTcpAddress, parseHostPort, parseTcpAddress } from '../../capture/remote/host-port.ts';
import type { RemoteRequest } from '../../capture/remote/open-remote.ts';
import { UsageError } from '../usage-error.ts';

/** The options, as typed, that name sources other than files. */
export interface RemoteValues {
  readonly ssh?: readonly string[];
  readonly hep?: readonly string[];
  readonly follow?: readonly string[];
}

/** Files and interfaces as typed: addresses may be among them. */
export interface MixedNames {
  readonly files: readonly string[];
  readonly devices: readonly string[];
}

/** `filters` are the capture filters for other hosts, tried in turn. Throws a UsageError. */
export function remoteRequests(
  { ssh = [], hep = [], follow = [] }: RemoteValues,
  { files, devices }: MixedNames,
  filters: readonly string[],
): readonly RemoteRequest[] {
  return [
    ...unique(files.filter(isTcpAddress)).map((path) => tcpRequest(path, true)),
    ...unique(devices.filter(isTcpAddress)).map((path) => tcpRequest(path, false)),
    ...unique(ssh).map((text) => sshRequest(text, filters)),
    ...unique(hep).map((text): RemoteRequest => ({ kind: 'hep', address: hepAddress('--hep', text) })),
    ...unique(follow).map((path): RemoteRequest => ({ kind: 'follow', path })),
  ];
}

function tcpRequest(path: string, mayEnd: boolean): RemoteRequest {
  const address = parseTcpAddress(path);
  if (address === undefined) throw new UsageError(`${path}: takes a host and a port, as tcp://node1:57012`);
  return { kind: 'tcp', path, address, mayEnd };
}

function sshRequest(text: string, filters: readonly string[]): RemoteRequest {
  const [host = '', device = 'any', ...rest] = text.split(',');
  if (host === '' || device === '' || rest.length > 0 || /^-|\s/.test(host) || device.startsWith('-')) {
    throw new UsageError(`--ssh ${JSON.stringify(text)}: takes a host, as root@node1 or root@node1,eth0`);
  }
  return { kind: 'ssh', target: { host, device, filters } };
}

/** Parses `udp:host:port` or `tcp:host:port`; udp if neither is named. Throws a UsageError. */
export function hepAddress(option: string, text: string): HepAddress {
  const [, transport = 'udp', rest = ''] = /^(?:(udp|tcp):(?:\/\/)?)?(.*)$/.exec(text) ?? [];
  const address = parseHostPort(rest, option === '--hep' ? '0.0.0.0' : undefined);
  if (address !== undefined) return { transport: transport === 'tcp' ? 'tcp' : 'udp', ...address };
  throw new UsageError(`${option} ${JSON.stringify(text)}: takes an address, as udp:192.0.2.1:9060`);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
