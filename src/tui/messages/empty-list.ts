import { colonAdvice } from '../../filter/colon-advice.ts';
import { packetsElsewhere } from '../../view/complaints/complaints.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { warningCount } from '../findings/warning-lines.ts';
import { isOnlyAfter } from '../time/time-filter.ts';
import type { Stage } from '../views/view.ts';

/** Shown in place of an empty list: why it is empty, and what to do. */
export function emptyListRows(stage: Stage, hidden: number): readonly Row[] {
  const { session, isFiltered } = stage;
  const { ended, progress, isLive } = session;
  const rows: Row[] = [];
  if (isFiltered && progress.messages > 0 && (ended || isLive)) rows.push(...nothingFound(stage));
  else if (!ended) rows.push([span(`Reading: ${counted(progress.frames, 'frame')} so far.`)]);
  else if (progress.messages === 0) rows.push(...nothingRead(stage));
  if (hidden > 0) {
    rows.push([
      span(`${counted(hidden, 'internal message')} of the clusterer hidden. `),
      stage.keyOf('internal'),
      span(' shows them.'),
    ]);
  }
  return [[], ...rows.map((row) => [span('  '), ...row])];
}

/** After the list was cleared, new messages are what is waited for. */
function nothingFound(stage: Stage): readonly Row[] {
  const { session, filter } = stage;
  const isCleared = isOnlyAfter(filter);
  const what = isCleared
    ? `Nothing since ${stage.keyOf('clear-past').text}`
    : 'No message goes with the filter';
  const soFar = session.ended ? '' : ` so far, in ${counted(session.progress.frames, 'frame')}`;
  const advice = isCleared ? undefined : colonAdvice(filter);
  return [
    [
      span(`${what}${soFar}. `),
      stage.keyOf('clear-filter'),
      span(' clears it, '),
      stage.keyOf('filter'),
      span(' changes it.'),
    ],
    ...(advice === undefined ? [] : [[span(`Perhaps it was meant otherwise: ${printable(advice)}`)]]),
  ];
}

function nothingRead(stage: Stage): readonly Row[] {
  const { session } = stage;
  const { progress, counters } = session;
  const rows: Row[] = [[span(`No SIP and no BIN message in ${counted(progress.frames, 'frame')}.`)]];
  const others = packetsElsewhere(counters);
  if (others > 0) {
    rows.push([
      span(
        `${counted(others, 'packet')} went over other ports: --sip-port, --bin-port or --any-port take them in.`,
      ),
    ]);
  }
  if (counters.encryptedSegments > 0) rows.push([span('There is TLS: --keylog FILE decrypts it.')]);
  if (warningCount(session) > 0) rows.push([stage.keyOf('warnings'), span(' lists what could not be read.')]);
  return rows;
}
