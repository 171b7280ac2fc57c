import { type ReleaseSet, releases } from '../../../../decoders/bin/releases.ts';
import { type AcceptedVersions, accepts, mayRefuse } from '../../replication/accepted-versions.ts';

/** Versions of usrloc packets that receivers of these releases accept (spec bin-capabilities 1). */
const ACCEPTING: readonly AcceptedVersions[] = [
  { receivers: releases('3.6+'), wires: [2, 3, 4, 5] },
  { receivers: releases('3.1.3-3.5'), wires: [2, 3] },
  { receivers: releases('2.4.7-2.4', '3.0.1-3.1.2'), wires: [2] },
  { receivers: releases('2.4.0-2.4.6', '3.0.0-3.0.0'), wires: [1] },
];

const TREATS_WIRE_2_AS_CALLID = releases('3.1+');
const SHARING_JOBS = releases('3.1+');

/** False only if no release that the receiver may have accepts packets of this version. */
export function acceptsUsrloc(receiver: ReleaseSet, wire: number): boolean {
  return accepts(ACCEPTING, receiver, wire);
}

/** Are they of different releases, of which the one may not accept the packets of the other? */
export function mayRefuseUsrloc(receiver: ReleaseSet, sender: ReleaseSet): boolean {
  return mayRefuse(ACCEPTING, receiver, sender);
}

/** Is the receiver certainly of 3.1.0 or later? Those match packets of wire version 2 by Call-ID. */
export function matchesWire2ByCallId(receiver: ReleaseSet): boolean {
  return receiver !== 0 && (receiver & ~TREATS_WIRE_2_AS_CALLID) === 0;
}

/** Is the receiver known to be of a release whose processes share the packets of one connection (`dispatch_jobs`)? */
export function sharesJobs(receiver: ReleaseSet): boolean {
  return (receiver & SHARING_JOBS) !== 0;
}
