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
  const left = more > 0 ? [`clocks were set ${counted(more, 'more time')}`] : [];
  return [...told, ...left, ...doubtLines(session)];
}

/** Frames out of order by less than this, in nanoseconds, come from several queues of one host. */
const OUT_OF_ORDER = -1e9;

/** Where the times of a capture go back, and nothing tells how those before and after that compare. */
export function disorderLines(session: Session): readonly string[] {
  const steps = session.clocks?.steps ?? [];
  return session.sources.flatMap(({ id, live }) => {
    // A live capture tells so when it happens.
    if (live !== undefined) return [];
    const isStep = (frame: number) => steps.some((step) => step.source === id && step.frame === frame);
    const leaps = session.leapsOf(id).filter(({ by, frame }) => by <= OUT_OF_ORDER && !isStep(frame));
    const [first] = leaps.toSorted((a, b) => a.frame - b.frame);
    if (first === undefined) return [];
    const { capture, no } = session.succession.placeOf({ source: id, frame: first.frame });
    const most = Math.max(...leaps.map(({ by }) => -by)) / 1e9;
    return [
      `${capture ?? ''}: times go back by up to ${most.toFixed(3)} s (${counted(leaps.length, 'time')}, first in front ` +
        `of frame ${no}): a clock that was set, or captures put together; times before and after do not compare`,
    ];
  });
}

/** Where nothing tells whether a clock was set, or packets waited on a busy host. */
function doubtLines(session: Session): readonly string[] {
  const doubtful = session.clocks?.doubtful ?? [];
  const more = doubtful.length - MOST;
  const told = doubtful.slice(0, MOST).map(({ source, frame, time, by }) => {
    const { capture, no } = session.succession.placeOf({ source, frame });
    const way = by < 0 ? 'back' : 'forward';
    return (
      `${capture ?? ''}: its clock may have been set ${way} by ${(Math.abs(by) / 1e9).toFixed(3)} s, to ` +
      `${rfc3339(session.tables.base, time)}, in front of frame ${no}, or packets waited ` +
      `${by < 0 ? 'before' : 'there'}: times are as they were captured`
    );
  });
  return more > 0 ? [...told, `clocks may have been set ${counted(more, 'more time')}`] : told;
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
