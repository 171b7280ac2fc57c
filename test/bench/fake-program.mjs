// Stands for the program that is measured. `index --json FILE` reports what stands beside the file;
// otherwise it draws rows after a while, and progress that grows.
import { existsSync, readFileSync } from 'node:fs';

const [command, ...rest] = process.argv.slice(2);
if (command === 'index') {
  const file = rest.at(-1);
  const truth = existsSync(`${file}.json`) ? JSON.parse(readFileSync(`${file}.json`, 'utf8')) : undefined;
  const { frames = 0, messages = 0, fileBytes: bytes = 0 } = truth ?? {};
  const report = { frames, messages, sip: truth?.sip.messages ?? 0, bin: truth?.bin.packets ?? 0, bytes };
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ ...report, seconds: 0.01, rss, heapUsed })}\n`);
} else {
  const draws = command !== 'nothing';
  let percent = 0;
  process.stdout.write('\x1b[?1049h\x1b[?25l\x1b[1;1Hsyncgrep INVITE or BYE?');
  setTimeout(() => {
    if (draws)
      process.stdout.write('\x1b[3;1H 1 INVITE\x1b[4;1H 2 200 REGISTER\x1b[5;1H 3 usrloc-contact-repl');
  }, 60);
  setInterval(() => {
    percent = Math.min(100, percent + 10);
    if (draws) process.stdout.write(`\x1b[20;1H\x1b[2K${percent} %`);
  }, 50);
  process.stdin.setRawMode?.(true);
  process.stdin.on('data', (keys) => {
    if (String(keys).includes('q') && command !== 'deaf') process.exit(0);
  });
}
