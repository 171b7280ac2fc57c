import { afterAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { Folder } from '../../capture/reading.ts';
import { readAll } from '../../recordings/recordings.ts';
import { timeAt, WrittenCluster } from '../../support/written-cluster.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** When node 2 was seen to restart, in seconds; undefined if it was not. */
async function restartedAt(cluster: WrittenCluster): Promise<number | undefined> {
  const session = await readAll([folder.file(cluster.capture('bridge'), 'bridge.pcap')]);
  const analysis = new Analysis(session, { parts: ['contacts'] });
  while (analysis.advance(1000) === 'more');
  const at = analysis.context.restarts.restartedAt(1, 2);
  const seconds = at === undefined ? undefined : (at - timeAt(session, 0)) / 1e9;
  session.close();
  return seconds;
}

const begun = () => new WrittenCluster(1, 2).pingsUntil(4);

describe('a node whose process ends, and whose host then refuses a connection', () => {
  it('was restarted when it says something by SIP, although nothing of BIN comes from it', async () => {
    const back = begun().at(4).close(2).at(5).refused(1, 2).at(8).register(2, '1000', { to: [] });
    expect(await restartedAt(back.at(9).ping(1, 2))).toBeCloseTo(8.001, 3);
  });

  it('or by BIN, within a second', async () => {
    const back = begun().at(4).ping(2, 1).close(2).refused(1, 2).at(4.5).pong(2, 1);
    expect(await restartedAt(back)).toBeCloseTo(4.501, 3);
  });

  it('was not where it closed connections and still listens, or where others refuse', async () => {
    expect(await restartedAt(begun().at(4).close(2).at(6).ping(1, 2).pong(2, 1))).toBeUndefined();
    expect(await restartedAt(begun().at(4).close(1).refused(2, 1).at(6).pong(2, 1))).toBeUndefined();
  });

  it('was not where nobody had been listening at that port before', async () => {
    const one = new WrittenCluster(1, 2).ping(2, 1).at(2).ping(2, 1).close(2).refused(1, 2);
    expect(await restartedAt(one.at(4).ping(2, 1))).toBeUndefined();
  });
});
