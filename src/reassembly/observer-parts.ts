import type { EndpointTable } from '../tables/endpoints.ts';
import type { MessageSink } from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { ObserverOptions } from './options.ts';
import type { SegmentSink } from './segment-sink.ts';

/** Gives session time for a time of the world; `TimeBase` is one. */
export interface SessionClock {
  /** Seconds since 1970 UTC and nanoseconds, to nanoseconds since the session's base. */
  sessionTime(seconds: number, nanoseconds: number): number;
}

/** What an observer works with. All but `segments` and `counters` may be shared by several. */
export interface ObserverParts {
  readonly endpoints: EndpointTable;
  readonly messages: MessageSink;
  readonly segments: SegmentSink;
  readonly clock: SessionClock;
  readonly counters: Counters;
  readonly options: ObserverOptions;
}
