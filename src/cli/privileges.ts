import { execFileSync } from 'node:child_process';
import type { Session } from '../engine/session.ts';

/**
 * Under sudo, what needs root is over when the captures are open: all that reads what came over the
 * wire runs as the user who called sudo.
 */
export function dropPrivileges({ isLive, spool }: Session): void {
  const { SUDO_UID: user, SUDO_GID: group, SUDO_USER: name } = process.env;
  if (!isLive || user === undefined || group === undefined || process.getuid?.() !== 0) return;
  spool.giveTo(Number(user), Number(group));
  process.setgroups?.(groupsOf(name, Number(group)));
  process.setgid?.(Number(group));
  process.setuid?.(Number(user));
}

/** Those of the user, where the system knows them: a program that captures may be allowed to one of them. */
function groupsOf(user: string | undefined, group: number): number[] {
  if (user === undefined) return [group];
  try {
    const listed = execFileSync('id', ['-G', user], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return listed.trim().split(' ').map(Number);
  } catch {
    return [group];
  }
}
