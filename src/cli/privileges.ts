import type { Session } from '../engine/session.ts';

/**
 * Under sudo, what needs root is over when the captures are open: all that reads what came over the
 * wire runs as the user who called sudo.
 */
export function dropPrivileges({ isLive }: Session): void {
  const { SUDO_UID: user, SUDO_GID: group } = process.env;
  if (!isLive || user === undefined || group === undefined || process.getuid?.() !== 0) return;
  process.setgroups?.([Number(group)]);
  process.setgid?.(Number(group));
  process.setuid?.(Number(user));
}
