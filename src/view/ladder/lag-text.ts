import type { Lag, LagEnd } from '../../engine/flows/flow-timing.ts';
import { milliseconds } from '../text/durations.ts';

/** `arrived after 0.571 ms`; says where it was measured. */
export function lagText({ total, end, toDeparture }: Lag): string {
  if (end === 'unacknowledged') return `seen after ${milliseconds(total)}, not all acknowledged`;
  if (end === 'sight') return `seen after ${milliseconds(total)}`;
  if (end === 'departure') return `left after ${milliseconds(total)}`;
  const left = toDeparture === undefined ? '' : ` (left after ${milliseconds(toDeparture)})`;
  return `arrived after ${milliseconds(total)}${left}`;
}

/** In front of a lag that does not reach to the arrival; what it means is in the legend. */
export function lagMark(end: LagEnd): string {
  if (end === 'arrival') return '';
  if (end === 'unacknowledged') return '≥';
  return end === 'departure' ? '<' : '~';
}

/** What lags were measured to. */
export function lagEndsLegend(ends: ReadonlySet<LagEnd>): string {
  const parts = [
    ...(ends.has('arrival') ? ['arrival at the peer'] : []),
    ...(ends.has('departure') ? ['departure (<: arrival not captured)'] : []),
    ...(ends.has('sight')
      ? ['the one sight between the hosts (~: when it left and arrived is not known)']
      : []),
    ...(ends.has('unacknowledged') ? ['the last sight (≥: nothing shows that it arrived)'] : []),
  ];
  return `lag: from the cause to ${parts.join(', ')}`;
}
