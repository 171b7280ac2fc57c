// Runs the tests on other releases of Node: `node scripts/test-nodes.mjs [22 24]`. Takes node's program
// from the npm registry (the packages behind `npm install node`), into a temporary directory.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const releases = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];

function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error !== undefined) throw error;
  return status === 0;
}

/** The folder of a release's program; undefined where it cannot be had. */
function install(release, folder) {
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    `${PACKAGE}@${release}`,
  ];
  if (!run('npm', args, { cwd: folder })) return undefined;
  const [found] = readdirSync(join(folder, 'node_modules')).filter((name) => name === PACKAGE);
  return found === undefined ? undefined : join(folder, 'node_modules', found, 'bin');
}

function testOn(release) {
  const folder = mkdtempSync(join(tmpdir(), 'syncgrep-node-'));
  try {
    const bin = install(release, folder);
    if (bin === undefined) return `${release}: ${PACKAGE}@${release} cannot be installed`;
    // First in the path: child processes of the tests take the same node.
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const node = join(bin, 'node');
    run(node, ['--version'], { env });
    const passed =
      run(node, ['scripts/build.mjs'], { env }) &&
      run(node, ['node_modules/vitest/vitest.mjs', 'run'], { env });
    return `${release}: ${passed ? 'passed' : 'FAILED'}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const results = releases.map(testOn);
process.stdout.write(`${results.join('\n')}\n`);
process.exitCode = results.every((result) => result.endsWith('passed')) ? 0 : 1;
