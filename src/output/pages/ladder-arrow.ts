import type { ReportArrow } from '../../view/flows/flow-report.ts';

/**
 * Pixels: length and half the width of an arrow head; width and height of an arrow from a lifeline to itself.
 */
const [HEAD, HALF, LOOP, DROP] = [8, 4, 26, 8];

/**
 * An arrow as SVG at height `y`: solid for SIP, dashed for replication. `place` gives the position of a
 * lifeline.
 */
export function arrowSvg(
  { from, to, tone, isReplication }: Pick<ReportArrow, 'from' | 'to' | 'tone' | 'isReplication'>,
  y: number,
  place: (column: number) => number,
): string {
  const dashed = isReplication ? ' dashed' : '';
  const [begin, end] = [place(from), place(to)];
  if (begin === end) {
    const [top, bottom] = [y - DROP / 2, y + DROP / 2];
    const line = `M${begin} ${top}h${LOOP}v${DROP}H${begin + HEAD}`;
    return `<path class="arrow ${tone}${dashed}" d="${line}"/>${head(begin, bottom, 1, tone)}`;
  }
  const back = begin < end ? -1 : 1;
  const line = `M${begin} ${y}H${end + back * HEAD}`;
  return `<path class="arrow ${tone}${dashed}" d="${line}"/>${head(end, y, back, tone)}`;
}

/** The tip is at `x`; `back` is the side on which the rest of the arrow is. */
function head(x: number, y: number, back: 1 | -1, tone: ReportArrow['tone']): string {
  const base = x + back * HEAD;
  return `<path class="head ${tone}" d="M${x} ${y}L${base} ${y - HALF}V${y + HALF}Z"/>`;
}
