import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';

/**
 * Sync packets by (command, version): releases that send a kind also accept it, others drop it (spec bin-core
 * 8).
 */
const WRAPPERS: readonly { readonly command: number; readonly version: number; readonly of: ReleaseSet }[] = [
  { command: 10, version: 1, of: releases('2.4.0-2.4.6', '3.0.0-3.0.0') },
  { command: 10, version: 2, of: releases('2.4.7-2.4', '3.0.1-3.1') },
  { command: 11, version: 2, of: releases('3.2') },
  { command: 11, version: 3, of: releases('3.3+') },
];

/** False only if no release that the receiver may have accepts CLUSTERER_SYNC packets of this kind. */
export function acceptsSync(receiver: ReleaseSet, command: number, version: number): boolean {
  if (receiver === 0) return true;
  return WRAPPERS.some(
    (wrapper) => wrapper.command === command && wrapper.version === version && (wrapper.of & receiver) !== 0,
  );
}
