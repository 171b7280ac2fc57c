import type { EndpointTable } from '../tables/endpoints.ts';
import type { MessageSink } from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { ObserverOptions } from './options.ts';
import type { SegmentSink } from './tcp/segment-sink.ts';

/** Turns wall clock time into session time, as `TimeBase` does. */
export interface SessionClock {
  /** Takes seconds since 1970 UTC and nanoseconds; returns nanoseconds since the session's base. */
  sessionTime(seconds: number, nanoseconds: number): number;
}

/** What an observer works with. Several observers may share all but `segments` and `counters`. */
export interface ObserverParts {
  readonly endpoints: EndpointTable;
  readonly messages: MessageSink;
  readonly segments: SegmentSink;
  readonly clock: SessionClock;
  readonly counters: Counters;
  readonly options: ObserverOptions;
}
