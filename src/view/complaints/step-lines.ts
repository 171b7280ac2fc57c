import type { ClockStep } from '../../cluster/clocks/clock-evidence.ts';
import type { Session } from '../../engine/session.ts';
import { counted } from '../text/counts.ts';
import { rfc3339 } from '../text/times.ts';

/** Most steps that are told. */
const MOST = 10;

/** Clocks that were set while they captured: when, by how much, and how that is known. */
export function stepLines(session: Session): readonly string[] {
  const steps = session.clocks?.steps ?? [];
  const more = steps.length - MOST;
  const told = steps.slice(0, MOST).map((step) => stepText(step, session));
  return more > 0 ? [...told, `clocks were set ${counted(more, 'more time')}`] : told;
}

function stepText({ source, frame, time, by, shownBy }: ClockStep, session: Session): string {
  const { capture, no } = session.succession.placeOf({ source, frame });
  const way = by < 0 ? 'back' : 'forward';
  const witnesses = shownBy === 'senders' ? 'TCP timestamps' : 'other captures';
  return (
    `${capture ?? ''}: its clock was set ${way} by ${(Math.abs(by) / 1e9).toFixed(3)} s, to ` +
    `${rfc3339(session.tables.base, time)}, in front of frame ${no}, as ${witnesses} tell; times are corrected for that`
  );
}
