import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';

// What is told there is lost where nobody reads it; that is no reason to fail.
process.stderr.on('error', () => {});
// Who writes through a sink is told; of help and the like, who reads it has seen enough.
process.stdout.on('error', () => {});
// Of a program that is not done and has nothing to wait for.
process.exitCode = ExitCode.Internal;
void run(process.argv.slice(2)).then((code) => process.exit(code));
