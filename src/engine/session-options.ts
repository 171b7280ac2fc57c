import type { CaptureOptions } from '../capture/open-capture.ts';
import type { RemoteRequest } from '../capture/remote/open-remote.ts';
import type { SpoolOptions } from '../capture/spool/spool-options.ts';
import type { ObserverOptions } from '../reassembly/options.ts';
import type { ReadingAhead } from './reading/ahead/digests-ahead.ts';

/** How a session is opened; everything has a default. */
export type SessionOptions = Partial<ObserverOptions> & {
  readonly capture?: CaptureOptions;
  /** Live sources: interfaces, other hosts, files that grow. In the list of sources they come after the files. */
  readonly remote?: readonly RemoteRequest[];
  /** TLS key logs, beside those inside the captures. */
  readonly keyLogs?: readonly string[];
  /** How a second thread reads large files ahead of the session; undefined: not at all. */
  readonly readAhead?: ReadingAhead | undefined;
  /** Where, and in how many files, the frames of live sources and pipes are kept. */
  readonly spool?: Partial<SpoolOptions>;
  /** Times in filters that name no zone are UTC; local if not given. */
  readonly utc?: boolean;
  /**
   * Share of the usual limits of flows, contacts and dialogs for which there is memory: above 0, at most 1
   * (the default).
   */
  readonly room?: number;
};
