// Bundles src/cli/main.ts to dist/: `node scripts/build.mjs`. Runs as npm's `prepare`, too.
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const PROGRAM = 'syncgrep.js';

/** Undefined where devDependencies are not installed. */
async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

async function build(esbuild) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: { syncgrep: 'src/cli/main.ts' },
    outdir: DIST,
    chunkNames: '[name]-[hash]',
    bundle: true,
    // What only the TUI needs (React, Ink) becomes a file of its own, loaded when it is.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    // Node parses all of it before the first screen.
    minifyIdentifiers: true,
    // Regular expressions with v stay literals, compiled when they are used: that of string-width takes 30 ms.
    supported: { 'regexp-set-notation': true },
    inject: [join(ROOT, 'scripts/lazy-segmenter.js')],
    define: {
      'Intl.Segmenter': 'LazySegmenter',
      // Without it React checks everything twice and is half as fast.
      'process.env.NODE_ENV': '"production"',
      // Yoga asks whether there is one, and Node then loads all of its HTTP client: 30 ms of the start.
      fetch: 'undefined',
    },
    alias: { 'react-devtools-core': join(ROOT, 'scripts/react-devtools-core.cjs') },
    // The optional native module stays outside.
    external: ['cap'],
    // CommonJS packages inside the bundle call require() for what Node has built in.
    banner: {
      js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
    },
    logLevel: 'warning',
    write: false,
  });
  writeAll(outputFiles);
}

/** Replaces each file in one step, so that a program that starts meanwhile finds a whole one. */
function writeAll(files) {
  mkdirSync(DIST, { recursive: true });
  for (const { path, contents } of files) {
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, contents);
    if (basename(path) === PROGRAM) chmodSync(temporary, 0o755);
    renameSync(temporary, path);
  }
  const wanted = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(DIST)) {
    if (name.endsWith('.js') && !wanted.has(name)) rmSync(join(DIST, name), { force: true });
  }
}

const esbuild = await loadEsbuild();
if (esbuild !== undefined) await build(esbuild);
else if (!existsSync(join(DIST, PROGRAM))) {
  process.stderr.write('syncgrep: dist/ is not built, esbuild is missing: npm install --include=dev\n');
  // An installation without devDependencies is not to fail for it.
  process.exitCode = process.env.npm_lifecycle_event === 'prepare' ? 0 : 1;
}
