import { statSync } from 'node:fs';
import { parseFilter } from '../filter/parser.ts';
import { UsageError } from './usage-error.ts';

/** What stands on the command line without an option. */
export interface Operands {
  readonly files: readonly string[];
  readonly filters: readonly string[];
}

const CAPTURE_NAME = /\.(?:pcap(?:ng)?\d*|cap|dmp|dump|ntar)(?:\.\w+)?$|\.(?:gz|zst|xz|bz2|lz4)$/i;
const PATH_START = /^(?:\.{0,2}|~[\w.-]*)\//;

/**
 * Tells captures from display filters: what exists is a capture, and what comes after the last
 * capture is a filter. Throws a UsageError for what is neither. `exists` is for tests.
 */
export function sortOperands(
  operands: readonly string[],
  exists: (path: string) => boolean = isThere,
): Operands {
  const isFile = operands.map((operand) => operand === '-' || exists(operand));
  const firstFilter = isFile.lastIndexOf(true) + 1;
  const stray = isFile.indexOf(false);
  if (stray >= 0 && stray < firstFilter) throw new UsageError(strayText(operands[stray] as string));
  const filters = operands.slice(firstFilter);
  for (const text of filters) checkFilter(text);
  return { files: operands.slice(0, firstFilter), filters };
}

/** A path that is there, or whose being there cannot be told: opening it says why. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function strayText(text: string): string {
  return `${text}: no such file; check the path (a display filter comes after the files, or with -F)`;
}

/** Refuses what was hardly meant as a filter. */
function checkFilter(text: string): void {
  const [problem] = parseFilter(text).errors;
  if (CAPTURE_NAME.test(text) || (problem !== undefined && PATH_START.test(text))) {
    throw new UsageError(`${text}: no such file; check the path`);
  }
  if (problem === undefined) return;
  // Something that has a colon or a parenthesis was meant as a filter: the mistake in it is shown in full.
  if (/[\s:()"]/.test(text)) return;
  throw new UsageError(`${text}: no such file, and no filter: ${problem.message}. ${problem.hint}`);
}
