import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RECORDINGS, syncgrep } from './run-program.ts';

/** Captures of the single nodes of a recording. */
function nodeCaptures(name: string): readonly string[] {
  const folder = join(RECORDINGS, name);
  return readdirSync(folder)
    .filter((file) => /^node\d\.(pcap|pcapng|nsec\.pcap)\.gz$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

test.concurrent.each(
  ['3.4/clock-offset', '3.4/restart'].flatMap((name) =>
    ['aors', 'dialogs', 'nodes', 'flows', 'check'].map((report) => [name, report] as const),
  ),
)('%s: %s do not depend on the order of the files', async (name, report) => {
  const files = nodeCaptures(name);
  const forwards = await syncgrep([report, '--json', ...files]);
  const backwards = await syncgrep([report, '--json', ...files.toReversed()]);
  expect(forwards.output).not.toBe('');
  expect(backwards.output).toBe(forwards.output);
});
