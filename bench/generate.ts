import { writeFileSync } from 'node:fs';
import { generate } from './traffic/generate.ts';
import { parseTrafficOptions, USAGE } from './traffic/options.ts';

/** `npx tsx bench/generate.ts --kind mixed --messages 1000000 --seed 1 --out FILE` */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const options = parseTrafficOptions(args);
  const { out, ...traffic } = options;
  const begun = performance.now();
  const truth = await generate(out, traffic);
  writeFileSync(`${out}.json`, `${JSON.stringify(truth, null, 2)}\n`);
  const seconds = (performance.now() - begun) / 1000;
  const megabytes = truth.fileBytes / 1e6;
  process.stderr.write(
    `${out}: ${truth.messages} messages, ${truth.frames} frames, ${megabytes.toFixed(1)} MB ` +
      `in ${seconds.toFixed(1)} s (${(megabytes / seconds).toFixed(0)} MB/s)\n`,
  );
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
