import { warningLine } from '../../capture/capture-warnings.ts';
import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import type { CounterName, Counters } from '../../reassembly/counters.ts';
import { limitTexts } from '../../view/limit-texts.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { TLS_COMPLAINTS } from '../../view/tls-complaints.ts';

/** What was lost or could not be read: without this, "missing" might mean "not captured". */
export function warningLines(session: Session, reached?: LimitsReached): readonly Row[] {
  const { counters } = session;
  return [
    ...captureLines(session),
    ...gapLines(session, counters),
    ...counterLines(counters),
    ...limitLines(reached),
  ];
}

/** Number of complaints for the status line. */
export function warningCount(session: Session, reached?: LimitsReached): number {
  const { counters } = session;
  const captures = session.sources.reduce((sum, one) => sum + one.warnings.length + one.warningsOmitted, 0);
  const complaints = COMPLAINTS.filter(([name]) => counters[name] > 0).length;
  return captures + counters.gaps + complaints + limitLines(reached).length;
}

function limitLines(reached: LimitsReached | undefined): readonly Row[] {
  if (reached === undefined) return [];
  return limitTexts(reached).map(({ count, text }) => [
    span(`${count.padStart(10)} `, 'warning'),
    span(`not kept: ${text}`),
  ]);
}

function captureLines(session: Session): readonly Row[] {
  return session.sources.flatMap((source) => [
    ...source.warnings.map((one): Row => [span('! ', 'problem'), span(printable(warningLine(one)))]),
    ...(source.warningsOmitted === 0
      ? []
      : [
          [
            span('! ', 'problem'),
            span(`${captureLabel(source.name)}: ${counted(source.warningsOmitted, 'further warning')}`),
          ],
        ]),
  ]);
}

const MOST_GAPS_LISTED = 100;

function gapLines(session: Session, counters: Counters): readonly Row[] {
  const { endpoints } = session.tables;
  // Bytes cut off by the snap length, and bytes that were unreadable, are counted below.
  const missed = session.gaps.list.filter(({ kind }) => kind === 'counted').slice(0, MOST_GAPS_LISTED);
  const lines = missed.map((gap): Row => {
    const place = `${endpoints.label(gap.sender)} → ${endpoints.label(gap.receiver)}`;
    const file = captureLabel(session.captureName(gap.source));
    return [
      span('! ', 'problem'),
      span(`${file}: ${place}: ${counted(gap.bytes, 'byte')} sent but not captured`),
    ];
  });
  const more = counters.gaps - lines.length;
  return more > 0
    ? [...lines, [span('! ', 'problem'), span(`${counted(more, 'further gap')} in TCP streams`)]]
    : lines;
}

function counterLines(counters: Counters): readonly Row[] {
  const links = [...counters.unsupportedLink].map(
    ([type, count]): Row => [
      span(`${grouped(count).padStart(10)} `, 'warning'),
      span(`frames of link type ${type}, which cannot be read`),
    ],
  );
  const rows = COMPLAINTS.filter(([name]) => counters[name] > 0).map(
    ([name, text]): Row => [span(`${grouped(counters[name]).padStart(10)} `, 'warning'), span(text)],
  );
  return [...links, ...rows];
}

/** Counters of what is missing because of the capture or of limits. Ordinary other traffic is not among them. */
const COMPLAINTS: readonly (readonly [CounterName, string])[] = [
  ['truncatedFrames', 'frames captured only in part: capture with -s 0'],
  ['shortPackets', 'packets too short for their headers'],
  ['malformedPackets', 'packets with headers that contradict themselves'],
  ['unsupportedPackets', 'packets of a kind that is not read'],
  ['fragmentsDropped', 'IP fragments that fit nowhere'],
  ['datagramsExpired', 'datagrams with fragments missing: a capture filter on ports loses them'],
  ['datagramsEvicted', 'datagrams given up: too many were incomplete at a time'],
  ['binElsewhere', 'segments of BIN on other ports: --bin-port or --any-port take them in'],
  ['tunnelsTooDeep', 'packets in tunnels within too many tunnels'],
  ['hepMalformed', 'malformed HEP packets'],
  ['hepCompressed', 'compressed HEP packets, which are not read'],
  ['streamsEvicted', 'TCP streams given up: too many at a time'],
  ['conflictingSegments', 'TCP segments that contradict earlier ones'],
  ['holesGivenUp', 'times that a stream went on without missing bytes'],
  ['heldBytesExceeded', 'times that streams held too much'],
  ['messagesCut', 'messages of which a part is missing'],
  ['syncLost', 'times that no message began where the one before ended'],
  ['junkBytes', 'bytes between messages that belong to none'],
  ['encryptedSegments', 'segments of TLS where SIP or BIN was expected'],
  ...TLS_COMPLAINTS,
];
