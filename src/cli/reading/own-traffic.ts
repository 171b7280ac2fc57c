import { execFileSync } from 'node:child_process';
import { findProgram } from '../../capture/live/backends.ts';
import type { RemoteRequest } from '../../capture/remote/open-remote.ts';
import type { ShareRequests } from '../request/share-requests.ts';

/** The default port of ssh. */
const SSH_PORT = 22;

/**
 * The traffic of this program itself (--ssh, --serve, --hep-send), as capture filters. If it were captured,
 * each packet would cause another one, without end. Other clients of the same ports are left out as well.
 */
export function ownTraffic(remote: readonly RemoteRequest[], shares: ShareRequests): readonly string[] {
  const own = remote.flatMap((request): string[] => {
    if (request.kind === 'tcp') return [`tcp port ${request.address.port}`];
    if (request.kind === 'ssh') return [`tcp port ${sshPort(request.target.host)}`];
    return request.kind === 'hep' ? [`${request.address.transport} port ${request.address.port}`] : [];
  });
  return [...new Set([...own, ...sharedTraffic(shares)])];
}

/** The part of that traffic which other hosts of the capture see as well, because it goes to clients anywhere. */
export function sharedTraffic({ serve, hepSend }: ShareRequests): readonly string[] {
  return [
    ...(serve === undefined ? [] : [`tcp port ${serve.port}`]),
    ...(hepSend === undefined ? [] : [`${hepSend.address.transport} port ${hepSend.address.port}`]),
  ];
}

/** The capture filter, with `others` excluded. */
export function withoutOwn(filter: string, own: readonly string[]): string {
  if (own.length === 0) return filter;
  const rest = filter.trim() === '' ? '' : ` and (${filter})`;
  // `greater 0` is always true. Without it, a bare value at the start of the filter would inherit the qualifiers of
  // our last primitive, as 80 does in `tcp port 22 and 80`.
  return `not (${own.join(' or ')}) and greater 0${rest}`;
}

/**
 * The connection over which the user of this terminal is logged in, which carries our screen; ssh(1),
 * SSH_CONNECTION.
 */
export function terminalTraffic({ SSH_CONNECTION = '' }: NodeJS.ProcessEnv): readonly string[] {
  const [, theirs, , ours] = SSH_CONNECTION.split(' ');
  const isPort = (text: string | undefined) => /^\d{1,5}$/.test(text ?? '');
  return isPort(theirs) && isPort(ours) ? [`(tcp port ${theirs} and tcp port ${ours})`] : [];
}

/** Host and port as the user's configuration of ssh resolves them. */
function sshPort(host: string): number {
  try {
    const program = findProgram('ssh') ?? 'ssh';
    const known = execFileSync(program, ['-G', '--', host], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2000,
    });
    return Number(/^port (\d+)$/m.exec(known)?.[1] ?? SSH_PORT);
  } catch {
    return SSH_PORT;
  }
}
