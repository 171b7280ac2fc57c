/**
 * The environment of this process, less what would have Node.js do something else than the program that is measured:
 * certificates of a company are read before anything else (80 ms where the whole list of a system is given), options
 * and coverage change how all of it runs.
 */
export function plainEnvironment(): Record<string, string> {
  const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, NODE_V8_COVERAGE, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** That of a person's terminal: what marks a build server makes programs draw nothing. */
export function terminalEnvironment(): Record<string, string> {
  const { CI, CONTINUOUS_INTEGRATION, NO_COLOR, ...rest } = plainEnvironment();
  return rest;
}
