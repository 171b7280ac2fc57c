/**
 * `node compile.cjs PROGRAM CAPTURE RESULT`: V8's code of the program as far as it is run here, to show, list and
 * count what is in a capture. What else there is, is compiled when it is run, as always.
 */
const { EventEmitter } = require('node:events');
const { readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const [path, capture, result] = process.argv.slice(2);
const PRINTED = [['index'], ['-n', '20'], ['flows'], ['aors']];

/** Milliseconds without a new frame: everything is on the screen. */
const QUIET = 200;

const { stdout } = process;
const script = new Script(readFileSync(path, 'latin1'), { filename: path });

/** A program that changes V8's settings would leave code that V8 takes for that of another V8. */
function requireHarmless(name) {
  return name === 'node:v8' ? { ...require(name), setFlagsFromString() {} } : require(name);
}

/** Resolves when the program would end. */
function run(args) {
  return new Promise((resolve) => {
    process.exit = resolve;
    process.argv = [process.execPath, path, ...args];
    script.runInThisContext()(requireHarmless, path, () => new Promise(() => {}));
  });
}

/** A terminal as far as the program asks: somebody looks at the screen and leaves. */
function pretendTerminal() {
  const keyboard = Object.assign(new EventEmitter(), { isTTY: true });
  for (const name of ['setRawMode', 'setEncoding', 'resume', 'pause', 'unref']) keyboard[name] = () => {};
  Object.defineProperty(process, 'stdin', { value: keyboard });
  const write = stdout.write.bind(stdout);
  let left;
  stdout.write = (...args) => {
    clearTimeout(left);
    left = setTimeout(() => keyboard.emit('data', 'q'), QUIET);
    return write(...args);
  };
  Object.assign(stdout, { isTTY: true, columns: 120, rows: 40 });
}

async function main() {
  for (const [command, ...rest] of PRINTED) await run([command, ...rest, capture]);
  pretendTerminal();
  await run([capture]);
  writeFileSync(result, script.createCachedData());
}

const { exit } = process;
main().then(() => exit(0));
