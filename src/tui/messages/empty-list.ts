import type { Session } from '../../engine/session.ts';
import { counted } from '../../view/counts.ts';
import { type Row, span } from '../../view/styled-row.ts';

/** What stands in place of the list while there is nothing in it: why, and what to do. */
export function emptyListRows(session: Session, filtered: boolean, hidden: number): readonly Row[] {
  const { ended, progress } = session;
  const rows: Row[] = [];
  if (!ended) rows.push([span(`Reading: ${counted(progress.frames, 'frame')} so far.`)]);
  else if (progress.messages === 0) rows.push(...nothingRead(session));
  else if (filtered)
    rows.push([
      span('No message goes with the filter. '),
      span('A', 'key'),
      span(' clears it, '),
      span('/', 'key'),
      span(' changes it.'),
    ]);
  if (hidden > 0) {
    rows.push([
      span(`${counted(hidden, 'internal message')} of the clusterer hidden. `),
      span('i', 'key'),
      span(' shows them.'),
    ]);
  }
  return [[], ...rows.map((row) => [span('  '), ...row])];
}

function nothingRead({ progress, counters }: Session): readonly Row[] {
  const rows: Row[] = [[span(`No SIP and no BIN message in ${counted(progress.frames, 'frame')}.`)]];
  const others = counters.udpOther + counters.tcpOther;
  if (others > 0) {
    rows.push([
      span(
        `${counted(others, 'packet')} went over other ports: --sip-port, --bin-port or --any-port take them in.`,
      ),
    ]);
  }
  if (counters.encryptedSegments > 0) rows.push([span('There is TLS: --keylog FILE decrypts it.')]);
  return [...rows, [span('w', 'key'), span(' lists what could not be read.')]];
}
