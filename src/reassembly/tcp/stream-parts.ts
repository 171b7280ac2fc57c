import type { MessageSink } from '../carried-message.ts';
import type { FramingParts } from '../framing/framing-parts.ts';
import type { SegmentStretch } from '../framing/stretch.ts';
import type { MessageOutlet } from '../message-outlet.ts';
import type { TlsParts } from '../tls/tls-connection.ts';
import type { RecentGaps } from './recent-gaps.ts';
import type { SeenSegments } from './seen-segments.ts';
import type { SentMessages } from './sent-messages.ts';

/** What all streams of one observer share. */
export interface StreamParts extends FramingParts {
  readonly sink: MessageSink;
  readonly outlet: MessageOutlet;
  readonly sent: SentMessages;
  readonly seen: SeenSegments;
  readonly tls: TlsParts;
  readonly recentGaps: RecentGaps;
  /** The segment at hand. */
  readonly stretch: SegmentStretch;
}
