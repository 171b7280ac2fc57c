import type { ReleaseSet } from '../../../decoders/bin/releases.ts';

/** Versions of a capability's packets that some releases accept; they send the last one. */
export interface AcceptedVersions {
  readonly receivers: ReleaseSet;
  readonly wires: readonly number[];
}

/** False only if no release that the receiver may have accepts packets of this version. */
export function accepts(table: readonly AcceptedVersions[], receiver: ReleaseSet, wire: number): boolean {
  if (receiver === 0) return true;
  return table.some(({ receivers, wires }) => (receivers & receiver) !== 0 && wires.includes(wire));
}

/**
 * May the receiver refuse what the sender sends? Nodes that can be of the same release are taken for such: few clusters
 * are mixed.
 */
export function mayRefuse(
  table: readonly AcceptedVersions[],
  receiver: ReleaseSet,
  sender: ReleaseSet,
): boolean {
  if ((receiver & sender) !== 0) return false;
  const sent = table.filter(({ receivers }) => (receivers & sender) !== 0).map(({ wires }) => wires.at(-1));
  const read = table.filter(({ receivers }) => (receivers & receiver) !== 0);
  return read.some(({ wires }) => sent.some((wire = 0) => !wires.includes(wire)));
}
