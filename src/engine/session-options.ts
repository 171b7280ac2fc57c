import type { CaptureOptions } from '../capture/open-capture.ts';
import type { RemoteRequest } from '../capture/remote/open-remote.ts';
import type { SpoolOptions } from '../capture/spool/spool-options.ts';
import type { ObserverOptions } from '../reassembly/options.ts';

/** How a session is opened; everything has a default. */
export type SessionOptions = Partial<ObserverOptions> & {
  readonly capture?: CaptureOptions;
  /** Interfaces that are captured from, and what comes from elsewhere; after the files. */
  readonly remote?: readonly RemoteRequest[];
  /** TLS key logs, beside those inside the captures. */
  readonly keyLogs?: readonly string[];
  /** Where the frames of streams are kept. */
  readonly spool?: Partial<SpoolOptions>;
  /** Times in filters that name no zone are UTC; local if not given. */
  readonly utc?: boolean;
  /** How much of the usual number of flows, contacts, dialogs there is memory for: above 0, at most 1; 1 if not given. */
  readonly room?: number;
};
