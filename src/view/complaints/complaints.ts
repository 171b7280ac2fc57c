import type { CaptureSource } from '../../capture/capture-source.ts';
import { warningLine } from '../../capture/capture-warnings.ts';
import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import type { SourceId } from '../../ids.ts';
import type { CounterName, Counters } from '../../reassembly/counters.ts';
import { agreeing, counted, grouped } from '../text/counts.ts';
import { dropLines } from './drop-lines.ts';
import { limitTexts } from './limit-texts.ts';
import { clocksOf } from './shown-clocks.ts';
import { disorderLines, stepLines } from './step-lines.ts';
import { TLS_COMPLAINTS } from './tls-complaints.ts';

/** At most so many captures are named in one line. */
const MOST_NAMES = 5;
/** A port that was not read is mentioned if it has more than this share of the traffic of the busiest one. */
const RARE = 10;
const MOST_PORTS_TOLD = 8;

type ComplaintKind = 'warning' | 'not captured' | 'not read' | 'not readable' | 'not kept' | 'not aligned';

/** Something that was lost or could not be read: without it, "missing" might mean "not captured". */
export interface Complaint {
  readonly kind: ComplaintKind;
  /** May have bytes of the capture in it. */
  readonly text: string;
}

/** All that is to be said of a session, for the screen and for standard error. */
export function complaintsOf(session: Session, reached?: LimitsReached): readonly Complaint[] {
  const { counters, sources, tables } = session;
  return [
    ...as('warning', [...warnings(session), ...keyLogLines(session, counters)]),
    ...as('warning', [...stepLines(session), ...disorderLines(session)]),
    ...as('not captured', [...losses(counters), ...dropLines(sources, tables.base)]),
    ...as('not read', unread(session, counters)),
    ...as('not readable', unreadable(counters)),
    ...as('not aligned', unaligned(session)),
    ...as('not kept', notKept(session, counters, reached)),
  ];
}

/** How many messages have left the ring of the spool: no complaint, that is what the ring is for. */
export function forgottenText({ tables: { index } }: Session): string | undefined {
  if (index.first === 0) return undefined;
  return `the first ${counted(index.first, 'message')} are no longer kept: the spool is full (--ring)`;
}

function as(kind: ComplaintKind, texts: readonly string[]): readonly Complaint[] {
  return texts.map((text) => ({ kind, text }));
}

function warnings(session: Session): readonly string[] {
  return [...session.sources, spoolOf(session)].flatMap((source) => [
    ...source.warnings.map(warningLine),
    ...(source.warningsOmitted === 0
      ? []
      : [`${source.path}: ${counted(source.warningsOmitted, 'more warning')} like these`]),
  ]);
}

/** The warnings of the spool, in the form of those of a source. */
function spoolOf({ spool }: Session): Pick<CaptureSource, 'path' | 'warnings' | 'warningsOmitted'> {
  const { list: warnings, omitted: warningsOmitted } = spool.warnings;
  return { path: spool.directory ?? '', warnings, warningsOmitted };
}

/** Key logs of which no key was read. They are read once there is a TLS connection, and not known to have none before. */
function keyLogLines({ tls, keyLogs }: Session, { tlsWithoutKeys }: Counters): readonly string[] {
  const hasNone = tlsWithoutKeys > 0 && tls.secrets.isEmpty;
  return keyLogs.flatMap(({ path, problem }) => {
    if (problem !== undefined) return [`${path}: no key of this TLS key log was read: ${problem}`];
    return hasNone ? [`${path}: no key in it; ${KEY_LOG_LINES}`] : [];
  });
}

const KEY_LOG_LINES = 'lines of a TLS key log begin with CLIENT_RANDOM and the like';

function losses({ gaps, gapBytes, truncatedFrames, datagramsExpired }: Counters): readonly string[] {
  const lines: string[] = [];
  if (gaps > 0) {
    lines.push(
      `${counted(gaps, 'gap')} in TCP streams, ${counted(gapBytes, 'byte')}; what was in them is unknown`,
    );
  }
  if (truncatedFrames > 0) {
    lines.push(`the rest of ${counted(truncatedFrames, 'truncated frame')}; capture with -s 0`);
  }
  if (datagramsExpired > 0) {
    lines.push(`fragments of ${counted(datagramsExpired, 'datagram')}; a capture filter on ports loses them`);
  }
  return lines;
}

function unread(session: Session, counters: Counters): readonly string[] {
  const lines: string[] = [];
  const binPorts = session.connections.unread.ports;
  if (binPorts.length > 0) {
    lines.push(`BIN on port ${portsText(binPorts)}; --bin-port takes it in, or --any-port`);
  }
  const sipPorts = usualPorts(counters.sipElsewhere);
  if (sipPorts.length > 0) {
    lines.push(`SIP on port ${portsText(sipPorts)}; --any-port takes it in, or --sip-port with all ports`);
  }
  return lines;
}

/** Packets on other ports which may be SIP or BIN: those of tunnels that are not opened are not. */
export function packetsElsewhere({ udpOther, tcpOther, unreadTunnels }: Counters): number {
  let tunnelled = 0;
  for (const packets of unreadTunnels.values()) tunnelled += packets;
  return udpOther + tcpOther - tunnelled;
}

function unreadable(counters: Counters): readonly string[] {
  const lines: string[] = [];
  const { encryptedSegments, hepMalformed, unsupportedLink, unreadTunnels } = counters;
  if (hepMalformed > 0) lines.push(counted(hepMalformed, 'malformed HEP packet'));
  if (encryptedSegments > 0) lines.push(`${counted(encryptedSegments, 'segment')} of TLS`);
  lines.push(...counts(counters, [...TLS_COMPLAINTS, ...DAMAGES]));
  for (const [linkType, frames] of unsupportedLink) {
    lines.push(`${counted(frames, 'frame')} of link type ${linkType}`);
  }
  for (const [name, packets] of unreadTunnels) {
    lines.push(
      `${counted(packets, 'packet')} in a tunnel that is not opened, ${name}; capture where it ends`,
    );
  }
  return lines;
}

function counts(counters: Counters, texts: readonly (readonly [CounterName, string])[]): readonly string[] {
  return texts.filter(([name]) => counters[name] > 0).map(([name, text]) => agreeing(counters[name], text));
}

/** Counters of what is damaged, or of a kind that is not known. Ordinary other traffic is not among them. */
const DAMAGES: readonly (readonly [CounterName, string])[] = [
  ['shortPackets', 'packet[s] too short for [its|their] headers'],
  ['malformedPackets', 'packet[s] with headers that contradict themselves'],
  ['unsupportedPackets', 'packet[s] of a kind that is not read'],
  ['sctpOnSipPort', 'packet[s] of SCTP on SIP ports: SIP over SCTP is not read'],
  ['fragmentsDropped', 'IP fragment[s] that [fits|fit] nowhere'],
  ['tunnelsTooDeep', 'packet[s] in tunnels within too many tunnels'],
  ['hepCompressed', 'compressed HEP packet[s]'],
  ['webSocketCompressed', 'compressed WebSocket message[s]'],
  ['conflictingSegments', 'TCP segment[s] with other bytes than sent before; the first are taken'],
  ['messagesCut', 'message[s] of which a part is missing'],
  ['binTooLong', 'BIN packet[s] that [announces|announce] more than 65,535 bytes'],
  ['syncLost', 'time[s] that no message began where the one before ended'],
  ['junkBytes', 'byte[s] between messages that [belongs|belong] to none'],
];

/** Counters of what reassembly gave up because a limit was reached. */
const GIVEN_UP: readonly (readonly [CounterName, string])[] = [
  ['datagramsEvicted', 'datagram[s] that came in fragments: too many were incomplete at a time'],
  ['streamsEvicted', 'TCP stream[s] to [its|their] end: too many at a time'],
  ['holesGivenUp', 'time[s] what a stream held behind missing bytes: it went on without them'],
  ['heldBytesExceeded', 'time[s] what streams held of incomplete messages: too much in all'],
];

/** Captures whose clocks could not be compared with those of the others. */
function unaligned(session: Session): readonly string[] {
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
  return [`${names}: no message in common with another capture, times are as they were captured`];
}

/** What the spool could not hold, and what analysis gave up because a limit was reached. */
function notKept(
  { spool }: Session,
  counters: Counters,
  reached: LimitsReached | undefined,
): readonly string[] {
  const { bytesNotKept } = spool;
  const spooled =
    bytesNotKept > 0 ? [`${counted(bytesNotKept, 'byte')} of frames, for which the disk had no room`] : [];
  const limits = reached === undefined ? [] : limitTexts(reached);
  return [...spooled, ...counts(counters, GIVEN_UP), ...limits];
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
