import type { CounterName } from '../../reassembly/counters.ts';

/** Why TLS was not read, by counter: what it counts, and what to do. */
export const TLS_COMPLAINTS: readonly (readonly [CounterName, string])[] = [
  ['tlsWithoutKeys', 'TLS connections whose keys are in no key log: name it with --keylog'],
  [
    'tlsWithoutHandshake',
    'TLS connections that began before the capture: without the handshake keys do not help; capture first',
  ],
  ['tlsUnsupported', 'TLS connections of a version or cipher suite that is not read (1.2 and 1.3 are)'],
  ['tlsLost', 'TLS connections of which too much is missing to go on'],
  ['tlsRecordsRefused', 'TLS records that are damaged, or whose key is the one of another connection'],
];
