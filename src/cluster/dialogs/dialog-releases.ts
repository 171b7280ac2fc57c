import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';
import { type AcceptedVersions, accepts, mayRefuse } from '../replication/accepted-versions.ts';

/** Versions of dialog packets that receivers of these releases accept (spec bin-capabilities 1). */
const ACCEPTING: readonly AcceptedVersions[] = [
  { receivers: releases('master'), wires: [3, 4, 5] },
  { receivers: releases('3.1.6-3.1', '3.2.3-4.0'), wires: [3, 4] },
  { receivers: releases('3.1.4-3.1.5', '3.2.1-3.2.2'), wires: [3] },
  { receivers: releases('3.0.1-3.1.3', '3.2.0-3.2.0'), wires: [2] },
  { receivers: releases('2.4', '3.0.0-3.0.0'), wires: [1] },
];

/** Of version 2, these leave out fields that those want at the end, and without which they take nothing. */
const SHORTER_2 = releases('3.0.1-3.0');
const LONGER_2 = releases('3.1.0-3.1.3', '3.2.0-3.2.0');

/** False only if no release that the receiver may have accepts packets of this version. */
export function acceptsDialog(receiver: ReleaseSet, wire: number): boolean {
  return accepts(ACCEPTING, receiver, wire);
}

/** Are they of different releases, of which the one may not accept the packets of the other? */
export function mayRefuseDialogs(receiver: ReleaseSet, sender: ReleaseSet): boolean {
  if (mayRefuse(ACCEPTING, receiver, sender)) return true;
  const isOther = (receiver & sender) === 0;
  return isOther && (sender & SHORTER_2) !== 0 && (receiver & LONGER_2) !== 0;
}

/** Which may not find a dialog that has ended, though it is still in memory (spec bin-capabilities 5.1.5). */
const BEGINNING_ANEW = releases('3.1.6-3.1', '3.2.3-3.2', '3.3', '3.4', '3.5', '3.6');

/** May an update that comes after the end of a dialog make a new one at once? Else it does nothing. */
export function mayBeginAnew(receiver: ReleaseSet): boolean {
  return receiver === 0 || (receiver & BEGINNING_ANEW) !== 0;
}
