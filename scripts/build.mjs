// Bundles src/cli/main.ts to dist/: `node scripts/build.mjs`. Runs as npm's `prepare`, too.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const PROGRAM = 'syncgrep.js';
/** What stands in for parts of the program or of its packages. */
const BUNDLE = join(ROOT, 'scripts/bundle');
/** The program is compiled as far as it needs to be for what is in it. */
const CAPTURE = join(ROOT, 'fixtures/captures/3.6/calls-shared-sockets/node1.pcap.gz');

/** Undefined where devDependencies are not installed. */
async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

const COMMON = {
  absWorkingDir: ROOT,
  outdir: DIST,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Node parses all of it before the first screen.
  minify: true,
  // Regular expressions with v or \p stay literals: what makes them a string would have V8 read its tables at once.
  supported: { 'regexp-set-notation': true, 'regexp-unicode-property-escapes': true },
  inject: [join(BUNDLE, 'lazy-segmenter.js')],
  define: {
    'Intl.Segmenter': 'LazySegmenter',
    // Without it React checks everything twice and is half as fast.
    'process.env.NODE_ENV': '"production"',
    // Yoga asks whether there is one, and Node then loads all of its HTTP client: 30 ms of the start.
    fetch: 'undefined',
  },
  alias: {
    'react-devtools-core': join(BUNDLE, 'react-devtools-core.cjs'),
    'string-width': join(BUNDLE, 'lazy-string-width.cjs'),
  },
  logLevel: 'warning',
  write: false,
};

/** React, Ink and what they draw: loaded when the first rows are on the screen. Yoga needs a module for its await. */
async function bundleInk(esbuild) {
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    entryPoints: { 'ink-frame': 'src/tui/chrome/ink-frame.tsx' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    // CommonJS packages inside the bundle call require() for what Node has built in.
    banner: {
      js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
    },
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}

/** The thread that reads large files ahead of the session. */
async function bundleReader(esbuild) {
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    inject: [],
    entryPoints: { 'reader-thread': 'src/cli/reading/reader-thread.ts' },
    entryNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
  });
  const [{ path, contents }] = outputFiles;
  return { name: basename(path), contents };
}

/** Everything else: a function of `require`, its own path and import(), as start.cjs calls it. */
async function bundleProgram(esbuild, ink, reader) {
  const inkFrame = {
    name: 'ink-frame',
    setup(build) {
      build.onResolve({ filter: /\/ink-frame\.tsx$/ }, () => ({ path: `./${ink}`, external: true }));
    },
  };
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    entryPoints: { program: 'src/cli/main.ts' },
    entryNames: '[name]-[hash]',
    format: 'cjs',
    plugins: [inkFrame],
    // The optional native module stays outside.
    external: ['cap'],
    define: { ...COMMON.define, 'import.meta.url': '__filename', READER_THREAD: JSON.stringify(reader) },
    banner: { js: '(function(require,__filename,importFile){' },
    footer: { js: '})' },
  });
  const [{ path, text: bundled }] = outputFiles;
  const text = bundled.replaceAll(`import("./${ink}")`, `importFile("./${ink}")`);
  if (/\bimport\(/.test(text)) throw new Error('the program imports something else');
  // start.cjs reads it as such, which is quickest.
  if (!/^[\0-\x7f]*$/.test(text)) throw new Error('the program is not ASCII');
  return { name: basename(path), contents: text };
}

/** What is started: it loads the program. */
function startOf(program) {
  const source = readFileSync(join(BUNDLE, 'start.cjs'), 'utf8');
  return { name: PROGRAM, contents: source.replace("'program.js'", JSON.stringify(program)) };
}

/** package.json says that .js is a module, and Node takes longer to start one. */
const COMMONJS = { name: 'package.json', contents: '{ "type": "commonjs" }\n' };

async function build(esbuild) {
  const inkFiles = await bundleInk(esbuild);
  const ink = inkFiles.find(({ name }) => name.startsWith('ink-frame-'));
  const reader = await bundleReader(esbuild);
  const program = await bundleProgram(esbuild, ink.name, reader.name);
  mkdirSync(DIST, { recursive: true });
  const compiled = `${program.name}.${process.version}-${process.arch}`;
  const wanted = [COMMONJS, ...inkFiles, reader, program];
  for (const file of wanted) replaceFile(file);
  if (!existsSync(join(DIST, compiled))) compile(program.name, compiled);
  replaceFile(startOf(program.name));
  removeOthers(program.name, [PROGRAM, ...wanted.map(({ name }) => name)]);
}

/** In one step, so that a program that starts meanwhile finds a whole one. */
function replaceFile({ name, contents }) {
  const path = join(DIST, name);
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  if (name === PROGRAM) chmodSync(temporary, 0o755);
  renameSync(temporary, path);
}

/** Without its code the program runs as well, and starts later. */
function compile(program, compiled) {
  const path = join(DIST, compiled);
  const temporary = `${path}.${process.pid}`;
  const args = [join(BUNDLE, 'compile.cjs'), join(DIST, program), CAPTURE, temporary];
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status === 0) renameSync(temporary, path);
  else process.stderr.write(`syncgrep: is not compiled beforehand: ${stderr}\n`);
}

/** What earlier builds left; not what other releases of Node have compiled, or what is just being written. */
function removeOthers(program, names) {
  const wanted = new Set(names);
  for (const name of readdirSync(DIST)) {
    if (wanted.has(name) || name.startsWith(`${program}.`) || /\.\d+$/.test(name)) continue;
    rmSync(join(DIST, name), { force: true });
  }
}

const esbuild = await loadEsbuild();
if (esbuild !== undefined) await build(esbuild);
else if (!existsSync(join(DIST, PROGRAM))) {
  process.stderr.write('syncgrep: dist/ is not built, esbuild is missing: npm install --include=dev\n');
  // An installation without devDependencies is not to fail for it.
  process.exitCode = process.env.npm_lifecycle_event === 'prepare' ? 0 : 1;
}
