import type { Session } from '../engine/session.ts';
import { counted } from '../view/counts.ts';
import type { Interruption } from './interruption.ts';
import type { Request } from './request.ts';
import { tell } from './result-lines.ts';

/** Ends a live capture when its time is over, as Ctrl-C would. */
export function limitDuration({ duration }: Request, interruption: Interruption): void {
  if (duration !== undefined) setTimeout(() => interruption.request(), duration * 1000).unref();
}

/** Ends all live captures, and tells what the kernel counted. */
export async function endLive(session: Session): Promise<void> {
  for (const { live } of session.sources) {
    if (live === undefined) continue;
    await live.stop();
    const { received, dropped } = live.counts;
    const all = received === undefined ? 'packets not counted' : counted(received, 'packet');
    const lost = dropped === undefined ? 'drops unknown' : `${dropped} dropped by the kernel`;
    tell(`${live.device}: ${all}, ${lost} (${live.backend})`);
  }
}
