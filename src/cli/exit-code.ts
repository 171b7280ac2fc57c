/** Exit codes, on which scripts rely (README.md). */
export const ExitCode = {
  Fine: 0,
  /** `check` found an error, or `flow` nothing. */
  Found: 1,
  /** Bad usage, or input that cannot be read. */
  Usage: 2,
  /** A bug in this program: EX_SOFTWARE of sysexits.h. */
  Internal: 70,
  /** Ctrl-C before there was anything to show: 128 + SIGINT, as shells have it. */
  Interrupted: 130,
} as const;
