import type { Protocol } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { PortOptions, StreamLimits } from '../options.ts';
import type { BinFraming } from './bin-framing.ts';
import type { StreamMemory } from './stream-memory.ts';

export type StreamOptions = PortOptions & StreamLimits;

/** What the framers of all streams of one observer share. */
export interface FramingParts {
  readonly options: StreamOptions;
  readonly counters: Counters;
  readonly memory: StreamMemory;
  readonly bin: BinFraming;
}

/** What the ports of a stream make us expect. */
export interface Expectation {
  readonly protocol: Protocol | undefined;
  /** Nothing but TLS is read there. */
  readonly onlyTls: boolean;
}
