import { chownSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureError } from '../capture-error.ts';
import { spoolRefusal } from './spool-refusal.ts';

/** The directory of a spool: the given one, or a new one among the temporary files. */
export class SpoolFolder {
  readonly path: string;
  private readonly isOurs: boolean;

  /** Throws a CaptureError if there is none. */
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

  /** Does nothing while there is something in it. */
  remove(): void {
    if (!this.isOurs) return;
    try {
      rmdirSync(this.path);
    } catch {
      // It is gone already, or somebody else has put something into it.
    }
  }
}

export function spoolError(path: string, error: NodeJS.ErrnoException): CaptureError {
  return new CaptureError(path, `what is captured cannot be kept here: ${spoolRefusal(error)}`);
}
