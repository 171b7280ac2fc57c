import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonOf, RECORDINGS, syncgrep } from './run-program.ts';

const BRIDGE = `${RECORDINGS}/3.4/restart/bridge.pcap.gz`;
const SHIFTED = readdirSync(`${RECORDINGS}/3.4/clock-offset`)
  .filter((file) => file.includes('.pcap'))
  .map((file) => `${RECORDINGS}/3.4/clock-offset/${file}`);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

describe('nodes', () => {
  test('--json is one object a node, as the contract has it', async () => {
    const nodes = await jsonOf('nodes', BRIDGE);
    expect(nodes.map(({ cluster, node }) => [cluster, node])).toEqual([1, 2, 3, 4].map((node) => [1, node]));
    const [first] = nodes;
    expect(first).toMatchObject({
      v: 1,
      addresses: ['10.9.0.1:5555'],
      seed: 'likely',
      tags: { vip1: 'active' },
    });
    expect(first?.links).toMatchObject({
      2: { state: 'up', since: expect.stringMatching(TIME), rttMs: expect.any(Number), nextHop: 2 },
      4: { state: 'down', nextHop: null },
    });
    expect(first?.capabilities).toMatchObject({
      'usrloc-contact-repl': { state: 'ok', since: expect.stringMatching(TIME) },
    });
    expect(first?.release).toMatch(/^3\.\d/);
  });

  test('--at is the state of that time', async () => {
    const [first] = await jsonOf('nodes', '--at', '+1', BRIDGE);
    const [last] = await jsonOf('nodes', BRIDGE);
    const since = (node: Record<string, unknown> | undefined) => JSON.stringify(node?.links);
    expect(since(first)).not.toBe(since(last));
    expect(first?.tags).not.toEqual(last?.tags);
  });

  test('rows are filtered and counted', async () => {
    expect((await jsonOf('nodes', BRIDGE, 'node:3')).map(({ node }) => node)).toEqual([3]);
    expect((await jsonOf('nodes', BRIDGE, '-n', '2')).length).toBe(2);
  });

  test('as text, whether nodes that are described differently may run the same release', async () => {
    const mixed = await syncgrep(['nodes', '-q', `${RECORDINGS}/mixed/mixed-3.4-3.6/bridge.pcap.gz`]);
    expect(mixed.output.trimEnd().split('\n').at(-1)).toBe(
      'no release goes with all nodes; nodes 1, 3: 3.3-3.5; nodes 2, 4: 3.6-4.0',
    );
  });

  test('as text, with the clocks of several captures', async () => {
    const { output } = await syncgrep(['nodes', ...SHIFTED]);
    expect(output).toMatch(/^node 1 {2}of cluster 1 {2}10\.9\.0\.1:5555/);
    expect(output).toMatch(/\n {2}link to 2 +up +since /);
    expect(output).toMatch(/\nclocks\n {2}node1.*reference\n.*\+350\.000 ms/);
    const { output: single } = await syncgrep(['nodes', BRIDGE]);
    expect(single).not.toContain('clocks');
  });
});

describe('clocks', () => {
  test('--json is one object an observer', async () => {
    const clocks = await jsonOf('clocks', ...SHIFTED);
    expect(clocks.map(({ capture }) => capture)).toEqual(SHIFTED.map((path) => path.replace(/^.*\//, '')));
    const offsets = Object.fromEntries(clocks.map(({ capture, offsetMs }) => [capture, offsetMs as number]));
    expect(Math.abs((offsets['node4.pcap.gz'] ?? 0) - 61_200)).toBeLessThan(1);
    expect(clocks.every(({ reference }) => reference === 'node1.pcap.gz')).toBe(true);
  });

  test('a single capture has no clocks to compare', async () => {
    const [only, ...others] = await jsonOf('clocks', BRIDGE);
    expect([only?.role, others]).toEqual(['reference', []]);
  });
});

describe('packets of several captures', () => {
  test('time is aligned, what each observer saw is not; --no-align leaves the clocks alone', async () => {
    const aligned = await jsonOf('packets', '-A', ...SHIFTED);
    const raw = await jsonOf('packets', '-A', '--no-align', ...SHIFTED);
    expect(aligned.length).toBe(raw.length);
    const span = (messages: readonly Record<string, unknown>[]) =>
      Date.parse(String(messages.at(-1)?.time)) - Date.parse(String(messages[0]?.time));
    expect(span(raw) - span(aligned)).toBeGreaterThan(55_000);
    expect(aligned.map(({ no }) => no)).toEqual(aligned.map((_, at) => at + 1));
    const observed = (messages: readonly Record<string, unknown>[]) =>
      messages.map((message) => JSON.stringify(message.observed)).sort();
    expect(observed(aligned)).toEqual(observed(raw));
  });

  test('-n and --until count by aligned time', async () => {
    const all = await jsonOf('packets', '-A', ...SHIFTED);
    const some = await jsonOf('packets', '-A', '-n', '5', ...SHIFTED);
    expect(some).toEqual(all.slice(0, 5));
    const early = await jsonOf('packets', '-A', '--until', '+3', ...SHIFTED);
    expect(early).toEqual(all.slice(0, early.length));
    expect(early.length).toBeGreaterThan(5);
  });
});
