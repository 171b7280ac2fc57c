import type { ByteSink } from '../../output/frames/byte-sink.ts';
import type { Interruption } from '../reading/interruption.ts';

/** What `export` is about to write. */
export interface Exported {
  /** Writes all of it and closes the sink; false where Ctrl-C came first. Rejects with an OutputError. */
  fill(sink: ByteSink, interruption: Interruption): Promise<boolean>;
  /** After `fill`: what was written, and what was left out: `22 messages of 1 flow written`. */
  said(): string;
}
