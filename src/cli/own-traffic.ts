import { execFileSync } from 'node:child_process';
import { findProgram } from '../capture/live/backends.ts';
import type { RemoteRequest } from '../capture/remote/open-remote.ts';
import type { ShareRequests } from './share-requests.ts';

/** ssh's own, where its configuration says nothing else. */
const SSH_PORT = 22;

/**
 * What this program gets and sends itself, in tcpdump's language: captured, each of its packets would make
 * another one. Other clients of the same ports are not captured either.
 */
export function ownTraffic(remote: readonly RemoteRequest[], shares: ShareRequests): readonly string[] {
  const own = remote.flatMap((request): string[] => {
    if (request.kind === 'tcp') return [`tcp port ${request.address.port}`];
    if (request.kind === 'ssh') return [`tcp port ${sshPort(request.target.host)}`];
    return request.kind === 'hep' ? [`${request.address.transport} port ${request.address.port}`] : [];
  });
  return [...new Set([...own, ...sharedTraffic(shares)])];
}

/** Of that, what goes to whoever wants it: other hosts see it, too. */
export function sharedTraffic({ serve, hepSend }: ShareRequests): readonly string[] {
  return [
    ...(serve === undefined ? [] : [`tcp port ${serve.port}`]),
    ...(hepSend === undefined ? [] : [`${hepSend.address.transport} port ${hepSend.address.port}`]),
  ];
}

/** The filter without those. */
export function withoutOwn(filter: string, own: readonly string[]): string {
  if (own.length === 0) return filter;
  const rest = filter.trim() === '' ? '' : ` and (${filter})`;
  // The last word of one primitive would be taken over by what follows.
  return `not (${own.join(' or ')}) and greater 0${rest}`;
}

/** Who works on this host by ssh gets the screen by a connection of its own; ssh(1), SSH_CONNECTION. */
export function terminalTraffic({ SSH_CONNECTION = '' }: NodeJS.ProcessEnv): readonly string[] {
  const [, theirs, , ours] = SSH_CONNECTION.split(' ');
  const isPort = (text: string | undefined) => /^\d{1,5}$/.test(text ?? '');
  return isPort(theirs) && isPort(ours) ? [`(tcp port ${theirs} and tcp port ${ours})`] : [];
}

/** As the user's configuration of ssh has it. */
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
