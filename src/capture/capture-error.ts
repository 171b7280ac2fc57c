/** Why a capture cannot be opened. The message is one line that names the file and says what to do. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly path: string;
  /** Where in the file reading failed; absent if it never began. */
  readonly offset: number | undefined;

  constructor(path: string, text: string, offset?: number) {
    super(`${path === '-' ? 'standard input' : path}: ${text}`);
    this.path = path;
    this.offset = offset;
  }
}

/** Puts an error of the operating system into plain words. */
export function systemRefusal(path: string, error: NodeJS.ErrnoException): CaptureError {
  return new CaptureError(path, refusalText(error));
}

function refusalText(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'no such file; check the path';
    case 'ENOTDIR':
      return 'no such file: part of the path is not a directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied; run as a user who may read it, or change its mode';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many open files; raise the limit (ulimit -n) or merge captures first (mergecap)';
    case 'ENXIO':
      return 'cannot be opened for reading (a socket?); pipe it into standard input and name it -';
    default:
      return `cannot be read: ${error.message}`;
  }
}
