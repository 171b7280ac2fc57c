import type { DropSpan } from '../../capture/capture-description.ts';
import type { CaptureSource } from '../../capture/capture-source.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import { counted } from '../text/counts.ts';
import { rfc3339 } from '../text/times.ts';

/** At most so many stretches of time are listed for a capture: those in which most frames were dropped. */
const MOST = 3;

/** What the capturing host dropped, as the captures themselves say, and when; each line goes on from "not captured". */
export function dropLines(sources: readonly CaptureSource[], base: TimeBase): readonly string[] {
  return sources.flatMap(({ name, description }) => {
    const drops = description.interfaces.flatMap((one) => one.drops ?? []);
    if (drops.length === 0) return [];
    const packets = drops.reduce((sum, one) => sum + one.packets, 0);
    const told = drops.toSorted((a, b) => b.packets - a.packets).slice(0, MOST);
    const times = told.map((one) => `${one.packets} ${spanText(one, base)}`);
    const others = drops.length > told.length ? ', ...' : '';
    return [`${counted(packets, 'packet')} dropped by the host of ${name}: ${times.join(', ')}${others}`];
  });
}

function spanText({ from, to }: DropSpan, base: TimeBase): string {
  const time = (at: bigint) => rfc3339(base, base.sessionTimeOf(at));
  return from === undefined ? `until ${time(to)}` : `between ${time(from)} and ${time(to)}`;
}
