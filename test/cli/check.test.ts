import { afterAll, describe, expect, test } from 'vitest';
import { capture, jsonOf, objectsOf, RECORDINGS, syncgrep, Workplace } from './run-program.ts';

/** Nodes of 3.4 and 3.6, which do not read each other's contacts both ways. */
const MIXED = `${RECORDINGS}/mixed/mixed-3.4-3.6/bridge.pcap.gz`;
const HEALTHY = `${RECORDINGS}/3.4/register/bridge.pcap.gz`;

const place = new Workplace();
afterAll(() => place.remove());

describe('check', () => {
  test('claims nothing of a capture in which there is nothing', async () => {
    const empty = place.file('empty.pcap', capture([]));
    const { code, output, errors } = await syncgrep(['check', empty]);
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: '',
      errors: 'the capture holds no frames\n',
    });
  });

  test('--json is one object a finding, as the contract has it, worst first; exit code 1', async () => {
    const { code, output } = await syncgrep(['check', '--json', MIXED]);
    expect(code).toBe(1);
    const found = objectsOf(output);
    for (const finding of found) {
      expect(finding).toMatchObject({
        v: 1,
        rule: expect.stringMatching(/^[a-z-]+$/),
        severity: expect.stringMatching(/^(error|warning|info)$/),
        title: expect.any(String),
        detail: expect.any(String),
        nodes: expect.any(Array),
        aors: expect.any(Array),
        messages: expect.any(Array),
        confidence: expect.stringMatching(/^(certain|likely)$/),
      });
    }
    const severities = found.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
    expect(severities).toEqual([...severities].sort());
    expect(found.filter(({ rule }) => rule === 'version-refused').length).toBe(4);
  });

  test('messages of a finding are those that packets prints, and it has their times', async () => {
    const { output } = await syncgrep(['check', '--json', '-n', '1', MIXED]);
    const { messages, capabilities, time, lastTime } = JSON.parse(output);
    const packets = (await jsonOf('packets', MIXED)).filter(({ no }) => messages.includes(no));
    expect(packets).toHaveLength(messages.length);
    expect([packets[0].time, packets.at(-1).time]).toEqual([time, lastTime]);
    expect(packets.every(({ bin }) => capabilities.includes(bin.capability))).toBe(true);
  });

  test('as text: what, why, about whom, where to look, and how many', async () => {
    const { code, output } = await syncgrep(['check', MIXED]);
    expect(code).toBe(1);
    const lines = output.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^error +version refused: node \d drops usrloc-contact-repl of node \d, \d times/,
    );
    expect(lines[1]).toMatch(
      /^ +Node \d \(3\.6.*\) sends a version that node \d \(3\.3-3\.5\) does not read/,
    );
    expect(lines[2]).toMatch(/^ +AORs? \d+/);
    expect(lines[3]).toMatch(/^ +messages? #\d.* {2}from \d\d:\d\d:\d\d\.\d{6} to \d\d:\d\d:\d\d\.\d{6}$/);
    expect(lines[4]).toMatch(/^ +see https:/);
    expect(lines.at(-1)).toBe('5 errors, 2 warnings, 0 infos');
  });

  test('findings are selected as everything is, and the exit code goes by what is shown', async () => {
    const ofNode = await syncgrep(['check', '-q', '--json', '--node', '1', MIXED]);
    expect(ofNode.code).toBe(1);
    for (const { nodes } of objectsOf(ofNode.output)) expect(nodes).toContain(1);
    const none = await syncgrep(['check', '-q', '-a', 'nobody', MIXED]);
    expect(none).toMatchObject({ code: 0, output: 'no message matches what was asked for\n' });
    const fine = await syncgrep(['check', '-q', MIXED, 'type:PING']);
    const nothing = 'nothing wrong with what was asked for, as far as captured\n';
    expect(fine).toMatchObject({ code: 0, output: nothing });
    expect(await syncgrep(['check', '-q', '--until', '+5', MIXED])).toMatchObject({
      code: 0,
      output: nothing,
    });
    // Before anybody has registered.
    expect((await syncgrep(['check', '-q', '--at', '+0.1', MIXED])).code).toBe(0);
  });

  test('a node that is down is so since a time, which `nodes` has as well', async () => {
    const restart = `${RECORDINGS}/3.4/restart/bridge.pcap.gz`;
    const { output: found } = await syncgrep(['check', '--json', restart]);
    const [down] = objectsOf(found).filter(({ rule }) => rule === 'node-down');
    const gone = (await jsonOf('nodes', restart)).find(({ node }) => node === down.nodes[0]);
    expect(down.since).toBe(gone.away.since);
    const { output } = await syncgrep(['check', '--utc', restart]);
    expect(output).toContain(`\n         since ${down.since.slice(11, 26)}\n`);
  });

  test('a healthy cluster has no findings', async () => {
    const { code, output } = await syncgrep(['check', HEALTHY]);
    expect({ code, output }).toEqual({ code: 0, output: 'nothing wrong, as far as captured\n' });
    expect(await syncgrep(['check', '--json', HEALTHY])).toMatchObject({ code: 0, output: '' });
  });
});
