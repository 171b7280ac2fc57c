import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Once before all tests. Node.js loads this by itself, before anything can read TypeScript. */
export function setup() {
  buildProgram();
  if (spawnSync('tshark', ['--version']).status !== 0) {
    process.stderr.write('tshark is not installed: tests that compare with it are skipped\n');
  }
}

/** dist/ is never older than the sources, however vitest was started. */
function buildProgram() {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))]);
}
