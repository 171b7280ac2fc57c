/** Why the operating system refuses to store frames, in plain words. */
export function spoolRefusal(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no room left on the disk; free some, or name another directory with --spool';
    case 'ENOENT':
      return 'no such directory; create it, or name another one with --spool';
    case 'ENOTDIR':
      return 'no directory; name one with --spool';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied; name a directory of your own with --spool';
    default:
      return `${error.message}; name another directory with --spool`;
  }
}
