import { basename, dirname } from 'node:path';

/**
 * A number; or those of a date or time of day: two or four digits each, with a separator other than a point.
 */
const NUMBER = /\d{4}(?:[-_:T]\d{2}(?!\d))+|\d{2}(?:[-_:T]\d{2}(?!\d))+|\d+/g;
/** At least this many digits may be a date, a time of day or seconds since 1970. */
const DATE_DIGITS = 6;
/** Digits of a date with a time of day to the second. */
const MOMENT_DIGITS = 14;
/** A counter has at least this many digits, or stands at the end: shorter numbers are used for hosts, too. */
const COUNTER_DIGITS = 3;

/** `rotated`: only a capturing program names files like this. `counted`: somebody may have numbered hosts. */
export type LaterName = 'rotated' | 'counted';

/**
 * Is `path` how a capturing program that wrote `earlier` would name a later file? tcpdump -C counts behind
 * the name (`a.pcap`, `a.pcap1`), -G puts a time into it; dumpcap -b, and editcap -c, a counter and a time
 * (`a_00001_20250131120000.pcap`). But `node1.pcap` and `node2.pcap` are two hosts. Undefined if it is not.
 */
export function laterName(earlier: string, path: string): LaterName | undefined {
  if (dirname(earlier) !== dirname(path)) return undefined;
  const [before, after] = [nameOf(earlier), nameOf(path)];
  if (isCountedBehind(before, after)) return 'rotated';
  const [words, others] = [before.split(NUMBER), after.split(NUMBER)];
  if (words.length !== others.length || words.some((word, at) => word !== others[at])) return undefined;
  return laterNumbers(before.match(NUMBER) ?? [], after.match(NUMBER) ?? []);
}

function nameOf(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

/** `a.pcap`, `a.pcap1`, ... or with -W `a.pcap00`, `a.pcap01`, ... */
function isCountedBehind(before: string, after: string): boolean {
  const [, stem = '', number = ''] = /^(.*\.(?:pcap(?:ng)?|cap|dmp))(\d*)$/i.exec(before) ?? [];
  const [, otherStem, next = ''] = /^(.*\.(?:pcap(?:ng)?|cap|dmp))(\d+)$/i.exec(after) ?? [];
  return stem !== '' && stem === otherStem && Number(next) > Number(number);
}

/**
 * Do all counters and times go forward? Files in between may be missing: nothing need have been captured
 * then.
 */
function laterNumbers(before: readonly string[], after: readonly string[]): LaterName | undefined {
  const pairs = before.map((one, at) => [one, after[at] ?? ''] as const).filter(([a, b]) => a !== b);
  const times = pairs.filter(isLaterTime).length;
  if (pairs.length === 0 || !pairs.every((pair) => isLaterTime(pair) || isLaterCount(pair))) return undefined;
  // Files of the same second differ in their counter only.
  return times > 0 || before.some(isMoment) ? 'rotated' : 'counted';
}

type Pair = readonly [string, string];

function isMoment(number: string): boolean {
  return number.replace(/\D/g, '').length === MOMENT_DIGITS;
}

function isLaterCount([a, b]: Pair): boolean {
  return Number(b) > Number(a) && a.length >= COUNTER_DIGITS && b.length - a.length <= 1;
}

function isLaterTime([a, b]: Pair): boolean {
  return a.replace(/\D/g, '').length >= DATE_DIGITS && a.length === b.length && a < b;
}
