import { statSync } from 'node:fs';
import { isTcpAddress } from '../../capture/remote/host-port.ts';
import { parseFilter } from '../../filter/parser.ts';
import { nearest } from '../../filter/suggestion.ts';
import { COMMAND_NAMES } from '../command-names.ts';
import { UsageError } from '../usage-error.ts';
import { captureFilterAdvice, plainDisplayFilter } from './capture-filter-words.ts';

/** What stands on the command line without an option: captures, then display filters. */
export interface Operands {
  readonly files: readonly string[];
  readonly filters: readonly string[];
  /** The words from which the filter was made, if they are a capture filter of tcpdump. */
  readonly captureFilter?: string;
}

/** Also as a pattern that the shell found nothing for. */
const CAPTURE_NAME = /\.(?:pcap(?:ng)?\d*|cap|dmp|dump|ntar)(?:\.\w+)?\*?$|\.(?:gz|zst|xz|bz2|lz4)\*?$/i;
const PATH_START = /^(?:\.{0,2}|~[\w.-]*)\//;
/** A regular expression, not a path. */
const EXPRESSION = /^\/[^/]+\/[a-z]{0,2}$/;

/**
 * Tells captures from display filters: what exists is a capture, and what comes after the last
 * capture is a filter. Throws a UsageError for what is neither. `exists` is for tests.
 */
export function sortOperands(
  operands: readonly string[],
  exists: (path: string) => boolean = isThere,
): Operands {
  const isFile = operands.map((operand) => operand === '-' || isTcpAddress(operand) || exists(operand));
  const firstFilter = isFile.lastIndexOf(true) + 1;
  const stray = isFile.indexOf(false);
  if (stray >= 0 && stray < firstFilter) {
    const advice = captureFilterAdvice(operands.slice(stray).join(' '));
    throw new UsageError(advice ?? strayText(operands[stray] as string));
  }
  const [files, words] = [operands.slice(0, firstFilter), operands.slice(firstFilter)];
  const captureFilter = words.join(' ');
  const display = plainDisplayFilter(captureFilter);
  return display === undefined
    ? { files, filters: filtersOf(words) }
    : { files, filters: [display], captureFilter };
}

/**
 * The operands of a command that takes the id of a flow in front of the captures; where it stands behind them, it is
 * brought there. Throws a UsageError if there are captures only.
 */
export function flowIdFirst(
  operands: readonly string[],
  exists: (path: string) => boolean = isThere,
): readonly string[] {
  const isCapture = (word: string) => CAPTURE_NAME.test(word) || (PATH_START.test(word) && exists(word));
  const [first = ''] = operands;
  if (!isCapture(first)) return operands;
  const at = operands.findIndex((word) => !isCapture(word) && !exists(word));
  const id = operands[at];
  if (id !== undefined) return [id, ...operands.toSpliced(at, 1)];
  throw new UsageError(
    `flow: the id or Call-ID of a flow comes before the captures: syncgrep flow f1 ${first}`,
  );
}

/** True as well if the path cannot be looked at: opening it will say why. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'ELOOP';
  }
}

/**
 * Each word is a filter of its own, unless only all of them together are one, as tcpdump takes them: `not
 * aor:1000`.
 */
function filtersOf(texts: readonly string[]): readonly string[] {
  const missing = texts.find((text) => CAPTURE_NAME.test(text));
  if (missing !== undefined) throw new UsageError(`${missing}: no such file; check the path`);
  const whole = texts.join(' ');
  const advice = captureFilterAdvice(whole);
  if (advice !== undefined) throw new UsageError(advice);
  if (texts.some(isMistaken) && !isMistaken(whole)) return [whole];
  for (const text of texts) checkFilter(text);
  return texts;
}

function isMistaken(text: string): boolean {
  return parseFilter(text).errors.length > 0;
}

function strayText(text: string): string {
  const command = nearest(text, COMMAND_NAMES);
  const meant = command === undefined ? '' : ` Did you mean the command "${command}"?`;
  return `${text}: no such file; check the path (a display filter comes after the files, or with -F; an AOR with -a).${meant}`;
}

/** Throws a UsageError for a word that was hardly meant as a filter, but as a file or command. */
function checkFilter(text: string): void {
  const [problem] = parseFilter(text).errors;
  if (problem === undefined) return;
  if (PATH_START.test(text) && !EXPRESSION.test(text)) {
    throw new UsageError(`${text}: no such file; check the path`);
  }
  // What has a colon, a parenthesis or the like was meant as a filter: the mistake in it is shown in full.
  if (/[\s:()"/]/.test(text)) return;
  throw new UsageError(`${text}: no such file, and no filter: ${problem.message}. ${problem.hint}`);
}
