import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Session } from '../engine/session.ts';
import { OutputError } from '../output/byte-sink.ts';
import type { OutputFiles } from '../output/output-files.ts';

/** Are we root by sudo, for the sake of a capture only? */
export function dropsPrivileges({ isLive }: Session): boolean {
  const { SUDO_UID, SUDO_GID } = process.env;
  return isLive && SUDO_UID !== undefined && SUDO_GID !== undefined && process.getuid?.() === 0;
}

/**
 * Under sudo, what needs root is over when the captures are open: all that reads what came over the
 * wire runs as the user who called sudo. Throws an OutputError where that user could not go on writing.
 */
export function dropPrivileges(session: Session, files?: OutputFiles): void {
  if (!dropsPrivileges(session)) return;
  const { SUDO_UID, SUDO_GID, SUDO_USER } = process.env;
  const [user, group] = [Number(SUDO_UID), Number(SUDO_GID)];
  const { spool } = session;
  spool.giveTo(user, group);
  files?.giveTo(user, group);
  process.setgroups?.(groupsOf(SUDO_USER, group));
  process.setgid?.(group);
  process.setuid?.(user);
  const name = SUDO_USER ?? SUDO_UID ?? '';
  // The file that is open is written in any case; the next ones are not.
  if (spool.directory !== undefined) mustWrite(spool.directory, name, session);
  if (files?.rotates) mustWrite(dirname(files.path), name, session);
}

function mustWrite(directory: string, name: string, session: Session): void {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch {
    session.close();
    throw new OutputError(
      directory,
      `${name} may not write there, and root is given up when the capture is open; ` +
        `"sudo chown ${name} ${directory}", or name another directory`,
    );
  }
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
