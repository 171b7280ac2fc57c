import { chownSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureError } from '../capture-error.ts';
import { spoolRefusal } from './spool-refusal.ts';

/** The directory of a spool: the one that was named, or one of its own among the temporary files. */
export class SpoolFolder {
  readonly path: string;
  private readonly isOurs: boolean;

  /** Throws a CaptureError where there is none. */
  constructor(named: string | undefined) {
    this.isOurs = named === undefined;
    const parent = named ?? tmpdir();
    try {
      this.path = named ?? mkdtempSync(join(parent, 'syncgrep-spool-'));
      readdirSync(this.path);
    } catch (error) {
      throw spoolError(parent, error as NodeJS.ErrnoException);
    }
  }

  giveTo(user: number, group: number): void {
    if (this.isOurs) chownSync(this.path, user, group);
  }

  /** Without effect while there is something in it. */
  remove(): void {
    if (!this.isOurs) return;
    try {
      rmdirSync(this.path);
    } catch {
      // It has gone already, or somebody has put something in it.
    }
  }
}

export function spoolError(path: string, error: NodeJS.ErrnoException): CaptureError {
  return new CaptureError(path, `what is captured cannot be kept here: ${spoolRefusal(error)}`);
}
