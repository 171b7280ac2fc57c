import { describe, expect, test } from 'vitest';
import { jsonOf, RECORDINGS, syncgrep } from './run-program.ts';

const CALLS = `${RECORDINGS}/3.4/calls`;
const BRIDGE = `${CALLS}/bridge.pcap.gz`;
const NODES = [1, 2, 3, 4].map((node) => `${CALLS}/node${node}.pcap.gz`);

interface Cause {
  readonly message: number;
  readonly relation: string;
  readonly lagMs?: number;
}

interface Bin {
  readonly source: number;
  readonly destination: number;
  readonly capability: string;
}

/** All lags that `flows --json` has, by originator, destination and capability, sorted. */
async function lagsOfFlows(captures: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const packets = await jsonOf('packets', '-A', ...captures);
  const lags = new Map<string, number[]>();
  for (const { causes } of await jsonOf('flows', ...captures)) {
    for (const { message, relation, lagMs } of causes as readonly Cause[]) {
      if (relation !== 'caused' || lagMs === undefined) continue;
      const { source, destination, capability } = (packets[message - 1] as { readonly bin: Bin }).bin;
      const key = `${source} ${destination} ${capability}`;
      lags.set(key, [...(lags.get(key) ?? []), lagMs]);
    }
  }
  for (const some of lags.values()) some.sort((a, b) => a - b);
  return lags;
}

describe.concurrent('lags', () => {
  test.each([
    ['a bridge', [BRIDGE], 'sight'],
    ['the nodes', NODES, 'arrival'],
  ])('--json, of %s, sums up what flows have', async (_, captures, end) => {
    const expected = await lagsOfFlows(captures);
    const found = await jsonOf('lags', ...captures);
    expect(found).toHaveLength(expected.size);
    for (const { v, cluster, from, to, capability, lagTo, ...lag } of found) {
      expect([v, cluster, lagTo]).toEqual([1, 1, end]);
      const lags = expected.get(`${from} ${to} ${capability}`) ?? [];
      expect(lag).toMatchObject({
        packets: lags.length,
        medianMs: lags[Math.ceil(lags.length / 2) - 1],
        p95Ms: lags[Math.ceil(0.95 * lags.length) - 1],
        longestMs: lags.at(-1),
        longest: { flow: expect.stringMatching(/^f\d+$/), message: expect.any(Number) },
      });
      expect('leftMs' in lag).toBe(end === 'arrival');
    }
  });

  test('as a table, with a line that says what was measured', async () => {
    const [heads, first, ...rest] = (await syncgrep(['lags', BRIDGE])).output.trimEnd().split('\n');
    expect(heads).toMatch(/^cluster +from +to +capability +packets +median +95 % +longest +which$/);
    expect(first).toMatch(/^1 +1 +2 +dialog-dlg-repl +\d+ +~\S+ ms +~\S+ ms +~\S+ ms +#\d+ of f\d+$/);
    expect(rest.at(-1)).toBe(
      'lag: from the cause to the one sight between the hosts (~: when it left and arrived is not known)',
    );
    const ofNodes = (await syncgrep(['lags', '-q', ...NODES])).output.trimEnd().split('\n');
    expect(ofNodes[0]).toMatch(/which +left$/);
    expect(ofNodes.at(-1)).toMatch(/^1 +4 +3 /);
  });

  test('of a part, and of nothing', async () => {
    const some = await jsonOf('lags', BRIDGE, 'aor:1000');
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan((await jsonOf('lags', BRIDGE)).length);
    expect((await syncgrep(['lags', BRIDGE, 'nobody'])).output).toBe(
      'no message matches what was asked for\n',
    );
    expect((await syncgrep(['lags', BRIDGE, 'type:PING', '-A'])).output).toBe(
      'no replication whose cause was seen\n',
    );
  });
});
