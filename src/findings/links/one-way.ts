import type { Evidence } from '../finding.ts';

/**
 * Which of two ways between nodes is cut, as a sentence; empty where both are, or nothing tells. What goes the other way
 * is acknowledged at once: that it arrives is seen, even if its sender does not hear so.
 */
export function onlyWayCut(
  { resent }: Pick<Evidence, 'resent'>,
  cluster: number,
  nodes: readonly [number, number],
  since: number,
  until: number,
): string {
  const isHeldBack = (sender: number, receiver: number): boolean =>
    resent.some(
      ({ cluster: at, from, to, heldBack }) =>
        at === cluster &&
        from === sender &&
        to === receiver &&
        heldBack !== undefined &&
        heldBack.from <= until &&
        heldBack.to >= since - NOTICED,
    );
  const [a, b] = nodes;
  const [forth, back] = [isHeldBack(a, b), isHeldBack(b, a)];
  if (forth === back) return '';
  const [sender, receiver] = forth ? [a, b] : [b, a];
  return (
    ` One way only: what node ${sender} sent to node ${receiver} did not arrive, and what node ${receiver} sent did. ` +
    'Look for a firewall or a route that lets the other way through.'
  );
}

/** Nanoseconds for which packets are held back before a node notices that a link is down (spec bin-core 10.2). */
const NOTICED = 10e9;
