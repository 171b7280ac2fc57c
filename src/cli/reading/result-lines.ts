import type { CaptureSource } from '../../capture/capture-source.ts';
import { warningLine } from '../../capture/capture-warnings.ts';
import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import { colonAdvice } from '../../filter/colon-advice.ts';
import type { RegexLimitsReached } from '../../filter/compile.ts';
import type { SourceId } from '../../ids.ts';
import { clocksOf } from '../../output/clocks.ts';
import type { Counters } from '../../reassembly/counters.ts';
import { limitTexts } from '../../view/limit-texts.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { TLS_COMPLAINTS } from '../../view/tls-complaints.ts';
import { dropLines } from '../commands/drop-lines.ts';
import type { PrintCounts } from '../commands/packet-printer.ts';
import { nameHints } from '../request/name-hints.ts';
import type { Request } from '../request/request.ts';

/** At most so many captures are named in one line. */
const MOST_NAMES = 5;
/** A port that was not read is mentioned if it has more than this share of the traffic of the busiest one. */
const RARE = 10;
const MOST_PORTS_TOLD = 8;
/** A filter that is a plain word may have been meant as the name of a file. */
const LIKE_A_NAME = /^[\w./-]+$/;

/** One line, or a few, on standard error. Never throws. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Printed after all messages: what is wrong with the input, and what was not shown. */
export function tellResult(session: Session, request: Request, counts: PrintCounts): void {
  for (const line of resultLines(session, request, counts)) tell(printable(line));
}

/** Printed after a report: what is wrong with the input. */
export function tellWarnings(session: Session, reached?: LimitsReached): void {
  const all = [
    warningLines(session),
    keyLogLines(session),
    lossLines(session.counters, session.unread.ports),
    dropLines(session.sources, session.tables.base),
    clockLines(session),
    spoolLines(session),
    limitLines(reached),
  ];
  for (const line of all.flat()) tell(printable(line));
  if (session.tables.index.size === 0) tell(printable(nothingFound(session)));
}

function resultLines(session: Session, request: Request, counts: PrintCounts): readonly string[] {
  return [
    ...warningLines(session),
    ...keyLogLines(session),
    ...lossLines(session.counters, session.unread.ports),
    ...dropLines(session.sources, session.tables.base),
    ...clockLines(session),
    ...spoolLines(session),
    ...regexLines(counts.regexLimits),
    countLine(counts, session, request),
    ...(session.tables.index.size === 0 ? [nothingFound(session)] : []),
  ];
}

function warningLines(session: Session): readonly string[] {
  return [...session.sources, ...spoolOf(session)].flatMap((source) => [
    ...source.warnings.map((warning) => `warning: ${warningLine(warning)}`),
    ...(source.warningsOmitted === 0
      ? []
      : [`warning: ${source.path}: ${counted(source.warningsOmitted, 'more warning')} like these`]),
  ]);
}

/** Key logs that hold no keys. They are only read, and so only known to be none, once there is a TLS connection. */
function keyLogLines({ counters, tls, keyLogs }: Session): readonly string[] {
  if (counters.tlsWithoutKeys === 0 || !tls.secrets.isEmpty) return [];
  return keyLogs.map(
    ({ path }) =>
      `warning: ${path}: no key in it; lines of a TLS key log begin with CLIENT_RANDOM and the like`,
  );
}

/** The warnings of the spool, in the form of those of a source. */
function spoolOf({ spool }: Session): readonly Complaining[] {
  const { list: warnings, omitted: warningsOmitted } = spool.warnings;
  return [{ path: spool.directory ?? '', warnings, warningsOmitted }];
}

type Complaining = Pick<CaptureSource, 'path' | 'warnings' | 'warningsOmitted'>;

/** How many messages have left the ring of the spool, and where the rest is. */
function spoolLines({ spool, tables }: Session): readonly string[] {
  const lines: string[] = [];
  const { first } = tables.index;
  if (first > 0) {
    lines.push(`the first ${counted(first, 'message')} are no longer kept: the spool is full (--ring)`);
  }
  if (spool.bytesNotKept > 0) {
    lines.push(`not kept: ${counted(spool.bytesNotKept, 'byte')} of frames, for which the disk had no room`);
  }
  if (spool.isKept) lines.push(`the spool is kept: syncgrep ${spool.directory}`);
  return lines;
}

/** What analysis gave up because a limit was reached. */
function limitLines(reached: LimitsReached | undefined): readonly string[] {
  if (reached === undefined) return [];
  return limitTexts(reached).map(({ count, text }) => `not kept: ${count} ${text}`);
}

/** What the capture does not have, or what could not be read in it. */
function lossLines(counters: Counters, unread: readonly number[]): readonly string[] {
  const lines: string[] = [];
  const { gaps, gapBytes, encryptedSegments, truncatedFrames, hepMalformed, unsupportedLink } = counters;
  if (gaps > 0) {
    lines.push(
      `not captured: ${counted(gaps, 'gap')} in TCP streams, ${counted(gapBytes, 'byte')}; what was in them is unknown`,
    );
  }
  if (truncatedFrames > 0) {
    lines.push(`not captured: the rest of ${counted(truncatedFrames, 'truncated frame')}; capture with -s 0`);
  }
  if (unread.length > 0) {
    lines.push(`not read: BIN on port ${unread.join(', ')}; --bin-port takes it in, or --any-port`);
  }
  const sipPorts = usualPorts(counters.sipElsewhere);
  if (sipPorts.length > 0) {
    lines.push(
      `not read: SIP on port ${portsText(sipPorts)}; --any-port takes it in, or --sip-port with all ports`,
    );
  }
  if (hepMalformed > 0) lines.push(`not readable: ${counted(hepMalformed, 'malformed HEP packet')}`);
  if (encryptedSegments > 0) {
    lines.push(`not readable: ${counted(encryptedSegments, 'segment')} of TLS`);
  }
  for (const [name, text] of TLS_COMPLAINTS) {
    if (counters[name] > 0) lines.push(`not readable: ${grouped(counters[name])} ${text}`);
  }
  for (const [linkType, frames] of unsupportedLink) {
    lines.push(`not readable: ${counted(frames, 'frame')} of link type ${linkType}`);
  }
  return lines;
}

/** Regular expressions that did not see all of a text, or took too long for it: a match may have been missed. */
function regexLines({ shortened, abandoned }: RegexLimitsReached): readonly string[] {
  const lines: string[] = [];
  if (shortened > 0) lines.push(`not searched: the rest of ${counted(shortened, 'very long text')}`);
  if (abandoned > 0) {
    lines.push(
      `not searched: ${counted(abandoned, 'text')} that a regular expression takes too long for; counted as not matching`,
    );
  }
  return lines;
}

/** The ports with a fair share of that traffic, without those of clients, to which one answer or so went. */
function usualPorts(counts: ReadonlyMap<number, number>): readonly number[] {
  const most = Math.max(0, ...counts.values());
  const usual = [...counts].filter(([, count]) => count * RARE > most);
  return usual.map(([port]) => port).sort((a, b) => a - b);
}

function portsText(ports: readonly number[]): string {
  const more = ports.length - MOST_PORTS_TOLD;
  const told = ports.slice(0, MOST_PORTS_TOLD).join(', ');
  return more > 0 ? `${told} and ${grouped(more)} more` : told;
}

/** Captures whose clocks could not be compared with those of the others. */
function clockLines(session: Session): readonly string[] {
  if (session.clocks === undefined) return [];
  const { sources } = session;
  // All that is captured on this host has the same clock.
  const hasOtherClock = (source: number) =>
    sources[source]?.live === undefined && session.spanOf(source as SourceId) !== undefined;
  const unlinked = clocksOf(session).flatMap(({ role }, source) =>
    role === 'unlinked' && hasOtherClock(source) ? session.captureName(source as SourceId) : [],
  );
  if (unlinked.length === 0) return [];
  const names = unlinked.slice(0, MOST_NAMES).join(', ') + (unlinked.length > MOST_NAMES ? ', ...' : '');
  return [
    `not aligned: ${names}: no message in common with another capture, times are as they were captured`,
  ];
}

function countLine(counts: PrintCounts, session: Session, { bareFilters, selection }: Request): string {
  const parts = [`${counted(counts.shown, 'message')} shown`];
  if (counts.internalHidden > 0)
    parts.push(`${counted(counts.internalHidden, 'internal', 'internal')} hidden (-A shows them)`);
  if (counts.filteredOut > 0) parts.push(`${counted(counts.filteredOut, 'other', 'others')} not selected`);
  if (counts.shown > 0 || session.tables.index.size === 0) return parts.join(', ');
  const [bare] = bareFilters;
  if (bare !== undefined && LIKE_A_NAME.test(bare))
    parts.push(`"${bare}" is a display filter (there is no such file)`);
  const advice = colonAdvice(selection.filter);
  return [...parts, ...nameHints(selection.filter, session), ...(advice === undefined ? [] : [advice])].join(
    ', ',
  );
}

function nothingFound(session: Session): string {
  const { frames } = session.progress;
  if (frames === 0) return 'the capture holds no frames';
  return `no SIP and no BIN in ${counted(frames, 'frame')}; other ports? --sip-port, --bin-port, --any-port`;
}
