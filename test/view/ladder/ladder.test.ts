import { afterAll, describe, expect, test, vi } from 'vitest';
import { flowLines } from '../../../src/output/text/flow-lines.ts';
import { PLAIN } from '../../../src/output/text/palette.ts';
import { FlowMarks } from '../../../src/view/flows/flow-marks.ts';
import { ladder } from '../../../src/view/ladder/ladder.ts';
import { displayWidth } from '../../../src/view/text/display-width.ts';
import { type Analysed, analysed, bridgeOf, nodesOf } from '../../flows/analysed.ts';
import { nameInManifest, recording } from '../../recordings/recordings.ts';

const results = new Map<string, Promise<Analysed>>();
afterAll(async () => {
  for (const result of results.values()) (await result).session.close();
});

function read(captures: readonly string[]): Promise<Analysed> {
  const key = captures.join(' ');
  const result = results.get(key) ?? analysed(captures);
  results.set(key, result);
  return result;
}

const bridge = (name: string) => read(bridgeOf(recording(name)));
const nodes = (name: string) => read(nodesOf(recording(name)));
const onlyNode = (name: string, node: number) =>
  read(recording(name).captures.filter((capture) => nameInManifest(capture) === `node${node}.pcap`));

function text(one: Analysed, id: string, width = 100, ascii = false): string {
  const [flow] = one.analysis.flows.find(id);
  if (flow === undefined) throw new Error(`no flow ${id}`);
  const options = { width, utc: true, ascii, palette: PLAIN };
  return [
    ...flowLines(one.input, flow, new FlowMarks(one.input, one.analysis), one.analysis.time, options),
  ].join('\n');
}

describe('the ladder of', () => {
  test('a registration, seen at all nodes', async () => {
    await expect(text(await nodes('3.4/calls'), 'f1')).toMatchFileSnapshot('ladders/registration.txt');
  });

  test('a call through node 2 to a contact of node 1, seen on the bridge', async () => {
    await expect(text(await bridge('3.4/calls'), 'f7')).toMatchFileSnapshot('ladders/call.txt');
  });

  test('a call through a B2BUA, in ASCII and 80 columns', async () => {
    const one = await bridge('3.4/all-capabilities');
    const [call] = one.flows.filter(({ aors }) => aors.includes('9b2b1101'));
    await expect(text(one, call?.id ?? '', 80, true)).toMatchFileSnapshot('ladders/b2b-call-ascii.txt');
  });
});

test('each message of a ladder is read once', async () => {
  const { input, analysis } = await bridge('3.4/calls');
  const bytes = vi.spyOn(input.session.reader, 'bytes');
  const { entries } = ladder(input, analysis.flows.find('f7'), { foldNodes: true });
  const read = bytes.mock.calls.map(([id]) => id);
  bytes.mockRestore();
  expect(read.toSorted((a, b) => a - b)).toEqual(entries.map(({ id }) => id).toSorted((a, b) => a - b));
});

test.each(['3.4/calls', '3.4/ipv6', '3.4/all-capabilities'])('%s: all ladders fit', async (name) => {
  const one = await bridge(name);
  for (const { id } of one.flows) {
    for (const width of [30, 60, 80, 100, 200]) {
      const lines = text(one, id, width).split('\n');
      for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(Math.max(width, 60));
    }
    expect(text(one, id, 80, true)).toMatch(/^[\n\x20-\x7e]*$/);
  }
});

test('a hop that several observers saw is one arrow; nodes are one column each', async () => {
  const { input, flows } = await nodes('3.4/calls');
  for (const flow of flows) {
    const { entries, columns } = ladder(input, [flow], { foldNodes: true });
    expect(entries).toHaveLength(flow.messages.length + flow.replication.length);
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length);
    for (const { from, to } of entries) {
      expect(columns[from]).toBeDefined();
      expect(columns[to]).toBeDefined();
    }
    const unfolded = ladder(input, [flow], { foldNodes: false });
    expect(unfolded.columns.length).toBeGreaterThanOrEqual(columns.length);
  }
});

describe('lag is measured to', () => {
  const ends = async (seen: Promise<Analysed>) => {
    const { input, flows } = await seen;
    const { entries } = ladder(input, flows, { foldNodes: true });
    return new Set(entries.flatMap(({ lag }) => lag?.end ?? []));
  };

  test('arrival, where there is an observer at each node', async () => {
    expect(await ends(nodes('3.4/calls'))).toEqual(new Set(['arrival']));
  });

  test('departure, where only the sender has one', async () => {
    expect(await ends(onlyNode('3.4/calls', 2))).toEqual(new Set(['departure']));
  });

  test('the one sight there is, between the hosts', async () => {
    expect(await ends(bridge('3.4/calls'))).toEqual(new Set(['sight']));
  });

  test('the same by clocks that were set apart', async () => {
    const [plain, apart] = [await nodes('3.4/calls'), await nodes('3.4/clock-offset')];
    const lags = ({ input, flows }: Analysed) =>
      ladder(input, flows, { foldNodes: true }).entries.map(({ lag }) => (lag?.total ?? 0) / 1e6);
    const expected = lags(plain);
    for (const [at, lag] of lags(apart).entries())
      expect(Math.abs(lag - (expected[at] ?? 0))).toBeLessThan(1);
  });
});
