import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from '../capture/reading.ts';
import { WrittenCluster } from '../support/written-cluster.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** One registration for ten minutes and one for two days, 6 s after the beginning. */
const CAPTURE = folder.file(
  new WrittenCluster(1, 2)
    .at(0)
    .pingsUntil(6)
    .register(1, 'short', { expires: 600 })
    .register(1, 'long', { expires: 172_800 })
    .capture('bridge'),
  'own.pcap',
);

async function flowsWith(column: string): Promise<TestScreen> {
  const screen = await openScreen([CAPTURE], { columns: 160, rows: 24, view: 'flows' });
  screen.type(`:column ${column}\r`);
  await screen.read();
  return screen;
}

/** What stands in the column that was added, by flow. */
async function lastColumn(screen: TestScreen): Promise<readonly string[]> {
  const lines = await screen.lines();
  const heading = lines.find((line) => line.startsWith('  flow')) ?? '';
  const at = Math.max(heading.indexOf('expires'), heading.indexOf('cseq'));
  const rows = lines.filter((line) => line.includes('@192.0.2.200'));
  return rows.map((line) => line.slice(at, at + 16).trim());
}

describe('columns of the user', () => {
  it('write a point in time as the screen writes times, by the meaning of the field', async () => {
    const screen = await flowsWith('field:expires');
    expect(await lastColumn(screen)).toEqual(['03:14:11', '01-04 03:04:11']);
    screen.type('t');
    expect(await lastColumn(screen)).toEqual(['+606.000000', '+172806.000000']);
    screen.type('t');
    expect((await lastColumn(screen)).map(Number).map(Math.round)).toEqual([600, 172_800]);
    screen.close();
  });

  it('write a length of time as one, and other numbers as they are', async () => {
    const header = await flowsWith('header:Expires');
    expect((await header.text()).match(/10 min 0 s|48 h 0 min/g)).toEqual(['10 min 0 s', '48 h 0 min']);
    header.close();
    const cseq = await flowsWith('field:cseq');
    expect(await lastColumn(cseq)).toEqual(['1', '1']);
    cseq.close();
  });

  it('are sorted by time, not by what it is written as', async () => {
    const screen = await flowsWith('field:expires');
    screen.type('<');
    await screen.read();
    const lines = (await screen.lines()).filter((line) => line.includes('@192.0.2.200'));
    expect(lines.map((line) => (line.includes('short') ? 'short' : 'long'))).toEqual(['short', 'long']);
    screen.type('z');
    await screen.read();
    const reversed = (await screen.lines()).filter((line) => line.includes('@192.0.2.200'));
    expect(reversed.map((line) => (line.includes('short') ? 'short' : 'long'))).toEqual(['long', 'short']);
    screen.close();
  });
});
