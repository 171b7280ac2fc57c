import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Once before all tests. */
export function setup(): void {
  buildProgram();
  if (spawnSync('tshark', ['--version']).status !== 0) {
    process.stderr.write('tshark is not installed: tests that compare with it are skipped\n');
  }
}

/** dist/ is never older than the sources, however vitest was started. */
function buildProgram(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))]);
}
