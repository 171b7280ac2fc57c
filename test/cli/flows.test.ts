import { describe, expect, test } from 'vitest';
import { jsonOf, RECORDINGS, syncgrep } from './run-program.ts';

const CALLS = `${RECORDINGS}/3.4/calls/bridge.pcap.gz`;
const UTF8 = { environment: { LC_ALL: 'C.UTF-8' } };

/** The connection to a phone that a node opens is on no port that is read. */
const NOT_READ = 'not read: SIP on port 6107; --any-port takes it in, or --sip-port with all ports\n';

describe.concurrent('flows', () => {
  test('prints one row a flow, under headings', async () => {
    const { code, output, errors } = await syncgrep(['flows', '--utc', CALLS], UTF8);
    expect([code, errors]).toEqual([0, NOT_READ]);
    const [heading, first, ...rest] = output.trimEnd().split('\n');
    expect(heading).toMatch(/^flow +start +kind +from +to +state +nodes +sip +bin +setup\/talk +lag +marks$/);
    expect(first).toMatch(
      /^f1 +09:28:53\.858988 +registration +1101 +sip:1101@10\.9\.0\.12:6101 +REGISTERED +1,2,3,4 +2 +6 /,
    );
    expect(rest).toHaveLength(25);
    expect(rest.at(-1)).toBe(
      'marks: only what the messages of a flow themselves show; --marks tells all that is wrong with each',
    );
  });

  test('tells with which status a call was refused', async () => {
    const { output } = await syncgrep(['flows', '--utc', CALLS], UTF8);
    expect(output).toMatch(/^f11 .* BUSY 486 /m);
    expect(output).toMatch(/^f12 .* REJECTED 404 /m);
    const flows = await jsonOf('flows', CALLS);
    expect(
      flows.flatMap(({ flow, state, status }) => (status === undefined ? [] : [[flow, state, status]])),
    ).toEqual([
      ['f11', 'BUSY', 486],
      ['f12', 'REJECTED', 404],
    ]);
  });

  test('--marks, --json and flow tell what check has found about a flow, as the screen does', async () => {
    const mark = 'packets about unknown dialogs on nodes 1,3,4';
    const { output } = await syncgrep(['flows', '--marks', CALLS], UTF8);
    expect(output.split('\n')[7]).toMatch(new RegExp(`^f7 .* ${mark}$`));
    expect(output).not.toContain('--marks tells');
    expect((await jsonOf('flows', CALLS))[6].findings).toMatchObject([
      { rule: 'dialog-stray-packets', title: mark },
    ]);
    expect((await syncgrep(['flow', 'f7', CALLS], UTF8)).output).toContain(`\n! ${mark}\n`);
  });

  test('--json has what the contract has, and its numbers are those of packets', async () => {
    const flows = await jsonOf('flows', CALLS);
    const messages = await jsonOf('packets', '-A', CALLS);
    expect(flows).toHaveLength(25);
    for (const flow of flows) {
      expect(flow).toMatchObject({ v: 1, flow: expect.any(String), findings: expect.any(Array) });
      for (const no of flow.messages as number[])
        expect(messages[no - 1]).toMatchObject({ no, protocol: 'sip' });
      for (const no of flow.replication as number[])
        expect(messages[no - 1]).toMatchObject({ no, protocol: 'bin' });
    }
    expect(flows[6]).toMatchObject({
      kind: 'call',
      state: 'COMPLETED',
      from: '1201',
      to: '1101',
      nodes: [1, 2, 3, 4],
    });
  });

  test.each([
    [['aor:1000'], 2],
    [['-a', '1301'], 5],
    [['method:OPTIONS'], 1],
    [['node:4'], 20],
    [['--since', '+11.2', '--until', '+11.3'], 1],
    [['-n', '3'], 3],
    [['callid:1-25019@*'], 1],
  ])('%s selects', async (args, count) => {
    const flows = await jsonOf('flows', CALLS, ...args);
    expect(flows).toHaveLength(count);
  });

  test('without any, a line says so, and that of a typing error what was meant', async () => {
    expect((await syncgrep(['flows', CALLS, 'nobody'])).output).toBe(
      'no message matches what was asked for\n',
    );
    expect((await syncgrep(['flows', CALLS, 'method:INVTE'])).output).toContain('(INVITE?)');
    expect((await syncgrep(['flows', CALLS, '-A', 'type:PING'])).output).toBe('no flows\n');
    expect((await syncgrep(['flows', '--json', CALLS, 'nobody'])).output).toBe('');
  });

  test('--at is the state of that time', async () => {
    const flows = await jsonOf('flows', CALLS, '--at', '+3');
    expect(flows.map(({ state }) => state)).toEqual([...Array(6).fill('REGISTERED'), 'IN CALL']);
  });
});

describe.concurrent('flow', () => {
  test('shows the ladder of an id, or of a Call-ID', async () => {
    const byId = await syncgrep(['flow', 'f7', '--utc', CALLS], UTF8);
    const byCallId = await syncgrep(['flow', '1-25019@10.9.0.11', '--utc', CALLS], UTF8);
    expect(byId.output).toBe(byCallId.output);
    expect(byId.output).toMatch(/^f7 call COMPLETED 1201 → 1101\n/);
    expect(byId.output).toContain('│- - - - - - - - - >│');
  });

  test('in ASCII where there is nothing else', async () => {
    for (const environment of [{ LC_ALL: 'C' }, { LC_ALL: 'C.UTF-8', TERM: 'dumb' }]) {
      const { output } = await syncgrep(['flow', 'f7', CALLS], { environment });
      expect(output).toMatch(/^[\n\x20-\x7e]+$/);
    }
  });

  test('--json is the flow with its entries', async () => {
    const [flow, ...others] = await jsonOf('flow', 'f7', CALLS);
    expect(others).toEqual([]);
    const entries = flow?.entries as readonly Record<string, unknown>[];
    expect(entries).toHaveLength(22);
    expect(entries[7]).toMatchObject({
      no: 56,
      src: { ip: '10.9.0.2', node: 2 },
      dst: { node: 4, port: 5555 },
      what: 'dialog-dlg-repl REPLICATION_DLG_CREATED',
      cause: { message: 54, relation: 'caused' },
      lagMs: 0.521,
      lagTo: 'sight',
    });
    expect(entries[2]).toMatchObject({
      what: 'INVITE',
      cause: { message: 7, relation: 'contact', ageMs: 1461.126 },
    });
  });

  test('exits with 1 where there is none', async () => {
    const { code, output, errors } = await syncgrep(['flow', 'f99', CALLS]);
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain('f99: no flow has this id or Call-ID');
    const { errors: ofAor } = await syncgrep(['flow', '1301', CALLS]);
    expect(ofAor).toMatch(/1301: no flow has this id or Call-ID; those of this AOR are f3, f8, f\d+/);
  });

  test('wants to know which', async () => {
    expect((await syncgrep(['flow'])).code).toBe(2);
  });
});
