import type { CounterName } from '../../reassembly/counters.ts';

/** Why TLS was not read, by counter: what it counts, for `agreeing`, and what to do. */
export const TLS_COMPLAINTS: readonly (readonly [CounterName, string])[] = [
  ['tlsWithoutKeys', 'TLS connection[s] whose keys are in no key log: name it with --keylog'],
  [
    'tlsWithoutHandshake',
    'TLS connection[s] that began before the capture: without the handshake keys do not help; capture first',
  ],
  ['tlsUnsupported', 'TLS connection[s] of a version or cipher suite that is not read (1.2 and 1.3 are)'],
  ['tlsLost', 'TLS connection[s] of which too much is missing to go on'],
  ['tlsRecordsRefused', 'TLS record[s] that [is|are] damaged, or whose key is the one of another connection'],
];
