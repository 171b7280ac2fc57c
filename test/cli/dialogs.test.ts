import { describe, expect, test } from 'vitest';
import { jsonOf, RECORDINGS, syncgrep } from './run-program.ts';

const BRIDGE = `${RECORDINGS}/3.4/all-capabilities/bridge.pcap.gz`;
const NODE_3 = `${RECORDINGS}/3.4/all-capabilities/node3.pcap.gz`;
const CALLS = `${RECORDINGS}/3.4/calls/bridge.pcap.gz`;
const OLD = `${RECORDINGS}/2.4/all-capabilities/bridge.pcap.gz`;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

const objects = (...args: readonly string[]) => jsonOf('dialogs', ...args);

describe('dialogs', () => {
  test('--json is one object a dialog, as the contract has it, at the time asked for', async () => {
    const held = { state: 4, since: expect.stringMatching(TIME), message: expect.any(Number) };
    const copy = { ...held, origin: 'replicated', from: 2 };
    const [dialog, ...others] = await objects('--at', '+9', BRIDGE);
    expect(dialog).toMatchObject({
      ...{ v: 1, cluster: 1, callId: '1-20179@10.9.0.11', fromTag: '1-c', toTag: '20172-1-s' },
      ...{ consistent: true, unseen: [], did: 'bba.db5a4ed', sharingTag: 'vip2', flags: expect.any(Number) },
      nodes: { 1: copy, 2: { ...held, origin: 'sip' }, 3: copy, 4: copy },
    });
    expect(others).toEqual([]);
  });

  test('where no message is about what was asked for, it is said why', async () => {
    const none = async (...args: readonly string[]) => (await syncgrep(['dialogs', ...args, BRIDGE])).output;
    expect(await none('--call-id', 'nothere')).toBe(
      'no message matches what was asked for, no message names the Call-ID nothere\n',
    );
    expect(await none('--node', '99')).toBe(
      'no message matches what was asked for, there is no node 99: nodes are 1, 2, 3, 4\n',
    );
    expect(await none('--node', '2', '--at', '+0.1')).toBe('0 dialogs\n');
  });

  test('with the capture of one node, the others are unseen', async () => {
    const [dialog] = await objects('--at', '+9', NODE_3);
    expect(Object.keys(dialog?.nodes ?? {})).toEqual(['3']);
    expect(dialog).toMatchObject({ consistent: true, unseen: [1, 2, 4] });
  });

  test('a call through a B2BUA is no dialog, one through an anycast listener is', async () => {
    const during = async (time: string) => (await objects('--at', time, BRIDGE)).map(({ callId }) => callId);
    // Node 3 connects it by b2b_logic: it replicates entities, and no dialog.
    expect(await during('+28.5')).toEqual([]);
    const [dialog] = await objects('--at', '+32.5', '--call-id', '1-20405*', BRIDGE);
    expect(dialog).toMatchObject({ nodes: { 1: { state: 2, origin: 'sip' } }, did: '0e1.423cd863' });
  });

  test.each([
    [['-a', '1201'], 1],
    [['-a', '1999'], 0],
    [['--call-id', '1-20179*'], 1],
    [['--call-id', 'other'], 0],
    [['--node', '4'], 1],
    [['--node', '7'], 0],
  ] as const)('%j selects %i', async (options, count) => {
    expect(await objects('--at', '+9', ...options, BRIDGE)).toHaveLength(count);
  });

  test('as text, the nodes that lack a dialog, and why', async () => {
    const { code, output } = await syncgrep(['dialogs', '--at', '+8', '--utc', '--no-color', CALLS]);
    expect(code).toBe(0);
    expect(output).toContain('MISSING');
    expect(output).toContain('udp:10.9.0.4:5060 is no listener of node 1');
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      '3 dialogs, 1 on which nodes differ, 1 of them too new for check (it waits for 5 s)',
    );
    const found = await syncgrep(['check', '-q', '--at', '+8', CALLS]);
    expect(found.output.trimEnd().split('\n').at(-1)).toBe(
      'too new to be told of: 1 dialog on which nodes differ, for less than 5 s',
    );
  });

  test('as text, which nodes of 2.4 may have it', async () => {
    const { code, output } = await syncgrep(['dialogs', '--at', '+8', '--utc', '--no-color', OLD]);
    expect(code).toBe(0);
    expect(output).not.toContain('MISSING');
    expect(output.split('\n')[1]).toMatch(/ \? +confirmed \(own\) +\? +\? /);
  });
});
