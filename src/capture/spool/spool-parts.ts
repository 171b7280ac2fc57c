import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CaptureError, systemRefusal } from '../capture-error.ts';
import { partOf } from './ring-names.ts';

/** Files that are read as one capture, in order; usually just one. */
export interface CaptureParts {
  /** The name for all of them: the file, or the common part of the names of a ring. */
  readonly path: string;
  readonly files: readonly string[];
}

const CAPTURE_NAME = /\.(?:pcap(?:ng)?|cap|dmp)\d*(?:\.gz)?$/i;

/**
 * The captures that these paths name: of a directory, those in it; the files of a spool's ring count as one.
 * Throws a CaptureError.
 */
export function captureParts(paths: readonly string[]): readonly CaptureParts[] {
  const rings = new Map<string, string[]>();
  const parts: CaptureParts[] = [];
  for (const path of paths.flatMap(filesOf)) {
    const part = partOf(basename(path));
    if (part === undefined) {
      parts.push({ path, files: [path] });
      continue;
    }
    const stem = join(dirname(path), part.stem);
    const known = rings.get(stem);
    if (known !== undefined) known.push(path);
    else {
      const files = [path];
      rings.set(stem, files);
      parts.push({ path: stem, files });
    }
  }
  for (const files of rings.values()) files.sort((one, other) => numberOf(one) - numberOf(other));
  return parts;
}

/** The path itself, or the files in it if it is a directory. */
function filesOf(path: string): readonly string[] {
  if (path === '-' || !isDirectory(path)) return [path];
  const names = namesIn(path).filter((name) => CAPTURE_NAME.test(name));
  if (names.length === 0) throw new CaptureError(path, 'a directory without captures; name a capture file');
  return names.sort().map((name) => join(path, name));
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw systemRefusal(path, error as NodeJS.ErrnoException);
  }
}

/** False as well if the path cannot be looked at: opening it will say why. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function numberOf(path: string): number {
  return partOf(basename(path))?.number ?? 0;
}
