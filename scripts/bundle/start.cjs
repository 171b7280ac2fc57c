#!/usr/bin/env node
/**
 * Becomes dist/syncgrep.js. Runs the program (the build puts its file's name in here), compiled when it was built where
 * that was by the same release of Node: compiling it takes as long as Node itself takes to start.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const path = join(__dirname, 'program.js');
/** What Node loads when something of it is used: mostly after the first screen, or never. */
const LATER = /^(?:node:)?(?:child_process|crypto|dgram|module|timers\/promises|v8|worker_threads|zlib)$/;

function requireLater(name) {
  if (!LATER.test(name)) return require(name);
  let loaded;
  const get = (_, key) => {
    loaded ??= require(name);
    return loaded[key];
  };
  return new Proxy({}, { get });
}

function compiled() {
  try {
    return readFileSync(`${path}.${process.version}-${process.arch}`);
  } catch {
    return undefined;
  }
}

// V8 looks whether what is compiled fits, and compiles anew where it does not.
const script = new Script(readFileSync(path, 'latin1'), { filename: path, cachedData: compiled() });
// import() is not to be had for scripts that were compiled before.
script.runInThisContext()(requireLater, path, (file) => import(file));
