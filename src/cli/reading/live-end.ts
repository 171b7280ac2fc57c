import type { LiveCapture } from '../../capture/live/live-capture.ts';
import type { Session } from '../../engine/session.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import type { Request } from '../request/request.ts';
import { tell } from '../tell.ts';
import type { Interruption } from './interruption.ts';

/** Ends a live capture after the time of --duration, as Ctrl-C would. */
export function limitDuration({ duration }: Request, interruption: Interruption): void {
  if (duration !== undefined) setTimeout(() => interruption.request(), duration * 1000).unref();
}

/** Ends all live captures, and prints what their backends counted. */
export async function endLive(session: Session): Promise<void> {
  const captures = session.sources.flatMap(({ live }) => live ?? []);
  // All at once: each may take a moment to hand over the rest.
  await Promise.all(captures.map((live) => live.stop()));
  for (const live of captures) tell(printable(endLine(live)));
}

/** All are told: nothing that a report says is worth more than what its captures hold. */
function endLine({ device, backend, fromKernel, counts, remarks }: LiveCapture): string {
  const { received, dropped } = counts;
  const all = received === undefined ? 'packets not counted' : counted(received, 'packet');
  const lost = dropped === undefined ? 'drops unknown' : `${dropped} dropped by the kernel`;
  const parts = [all, ...(fromKernel ? [lost] : []), ...remarks];
  return `${device}: ${parts.join(', ')} (${backend})`;
}
