import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import { complaintsOf, forgottenText } from '../../view/complaints/complaints.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';

const MOST_GAPS_LISTED = 100;

/** What was lost or could not be read, as the commands print it, and where bytes are missing. */
export function warningLines(session: Session, reached?: LimitsReached): readonly Row[] {
  const complaints = complaintsOf(session, reached).map(
    ({ kind, text }): Row => [
      span(`${kind}: `, kind === 'warning' ? 'problem' : 'warning'),
      span(printable(text)),
    ],
  );
  const forgotten = forgottenText(session);
  return [
    ...complaints,
    ...gapLines(session),
    ...(forgotten === undefined ? [] : [[span(forgotten, 'dim')]]),
  ];
}

/** Number of complaints for the status line. */
export function warningCount(session: Session, reached?: LimitsReached): number {
  return complaintsOf(session, reached).length;
}

/** The places of the first gaps. */
function gapLines(session: Session): readonly Row[] {
  const { endpoints } = session.tables;
  // Bytes cut off by the snap length, and bytes that were unreadable, are complaints of their own.
  const missed = session.connections.gaps.list
    .filter(({ kind }) => kind === 'counted')
    .slice(0, MOST_GAPS_LISTED);
  const lines = missed.map((gap) => {
    const place = `${endpoints.label(gap.sender)} → ${endpoints.label(gap.receiver)}`;
    const file = captureLabel(session.captureName(gap.source));
    return `  ${file}: ${place}: ${counted(gap.bytes, 'byte')} sent but not captured`;
  });
  const more = session.counters.gaps - lines.length;
  const rest = lines.length > 0 && more > 0 ? [`  and ${counted(more, 'gap')} more`] : [];
  return [...lines, ...rest].map((text) => [span(text, 'dim')]);
}
