import type { ByteSink } from '../output/byte-sink.ts';
import type { Interruption } from './interruption.ts';

/** What `export` has found to write. */
export interface Exported {
  /** Writes all of it and closes the sink; false where Ctrl-C came first. Rejects with an OutputError. */
  fill(sink: ByteSink, interruption: Interruption): Promise<boolean>;
  /** What was written, and what was left out: `22 messages of 1 flow`. To be asked for afterwards. */
  said(): string;
}
