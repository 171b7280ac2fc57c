import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';
import { tell } from './tell.ts';

// Whoever started us may have closed standard error: what is written there is lost then, which is no reason to fail.
process.stderr.on('error', () => {});
// Commands learn of a closed pipe from their sink. Help and the like are written without one: its reader has
// seen enough.
process.stdout.on('error', () => {});
// The exit code if the event loop runs empty before the command has finished, which would be a bug.
process.exitCode = ExitCode.Internal;
run(process.argv.slice(2)).then((code) => process.exit(code), failed);

/**
 * A bug in this program. Node.js itself would also print the line of the bundle in which it happened, which is as long
 * as a book.
 */
function failed(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell(`syncgrep: internal error: ${text}`);
  process.exit(ExitCode.Internal);
}
