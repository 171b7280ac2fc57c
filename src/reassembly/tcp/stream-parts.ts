import type { MessageSink, Protocol } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { BinFraming } from '../framing/bin-framing.ts';
import type { SegmentStretch } from '../framing/stretch.ts';
import type { MessageOutlet } from '../message-outlet.ts';
import type { PortOptions, StreamLimits } from '../options.ts';
import type { TlsParts } from '../tls/tls-connection.ts';
import type { RecentGaps } from './recent-gaps.ts';
import type { SeenSegments } from './seen-segments.ts';
import type { SentMessages } from './sent-messages.ts';
import type { StreamMemory } from './stream-memory.ts';

export type StreamOptions = PortOptions & StreamLimits;

/** What all streams of one observer share. */
export interface StreamParts {
  readonly options: StreamOptions;
  readonly counters: Counters;
  readonly sink: MessageSink;
  readonly outlet: MessageOutlet;
  readonly sent: SentMessages;
  readonly seen: SeenSegments;
  readonly memory: StreamMemory;
  readonly bin: BinFraming;
  readonly tls: TlsParts;
  readonly recentGaps: RecentGaps;
  /** The segment at hand. */
  readonly stretch: SegmentStretch;
}

/** What the ports of a stream make us expect. */
export interface Expectation {
  readonly protocol: Protocol | undefined;
  /** Nothing but TLS is read there. */
  readonly onlyTls: boolean;
}
