import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../../bench/traffic/generate.ts';
import { trafficOptions } from '../../../bench/traffic/options.ts';
import { Folder } from '../../capture/reading.ts';
import { objectsOf, type RunOptions, runProgram } from '../run-program.ts';

/** The program as it is shipped, with its second thread, and where it has one processor only, and none. */
const folder = new Folder();
afterAll(() => folder.remove());

/** All that these tests wait for is work of processors that others may use as well, in milliseconds. */
const BUSY_HOST = 180_000;

const large = join(folder.path, 'large.pcap');
const ONE_PROCESSOR = { through: ['taskset', '-c', '0', process.execPath] };
// Of Linux.
const canBind = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

beforeAll(async () => {
  await generate(large, trafficOptions({ kind: 'mixed', messages: 26_000 }));
}, BUSY_HOST);

async function index(options: RunOptions = {}) {
  const { output, errors } = await runProgram(['index', large, '--json'], options);
  return objectsOf(output)[0] ?? { errors };
}

test.runIf(canBind)(
  'a large capture is read ahead if there is a second processor',
  async () => {
    expect(statSync(large).size).toBeGreaterThan(16 * 1024 * 1024);
    const { messages, readAhead } = await index();
    expect(messages).toBe(26_000);
    if (availableParallelism() > 1) expect(readAhead).toBeGreaterThan(0);
    expect(await index(ONE_PROCESSOR)).toMatchObject({ messages: 26_000, readAhead: 0 });
  },
  BUSY_HOST,
);

test.runIf(canBind)(
  'a report is the same with and without',
  async () => {
    const args = ['packets', '-q', large];
    const [ahead, alone] = [await runProgram(args), await runProgram(args, ONE_PROCESSOR)];
    expect(ahead).toEqual(alone);
    expect(ahead.output.split('\n').length).toBeGreaterThan(20_000);
  },
  BUSY_HOST,
);
