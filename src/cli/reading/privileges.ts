import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Session } from '../../engine/session.ts';
import { OutputError } from '../../output/frames/byte-sink.ts';
import type { OutputFiles } from '../../output/frames/output-files.ts';

/**
 * Were we started by sudo, and capture live? Then root is needed for opening the capture, and for nothing
 * after that.
 */
export function dropsPrivileges({ isLive }: Session): boolean {
  const { SUDO_UID, SUDO_GID } = process.env;
  return isLive && SUDO_UID !== undefined && SUDO_GID !== undefined && process.getuid?.() === 0;
}

/**
 * Gives up root once the captures are open: everything that parses bytes from the wire runs as the user who
 * called sudo. Throws an OutputError if that user could not go on writing the files of -O.
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
  // The file that is open already can be written in any case; those of --rotate that follow are opened by the user.
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

/** All groups of the user, if the system knows them: a backend may be executable by one of these groups only. */
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
