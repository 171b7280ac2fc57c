import { describe, expect, test } from 'vitest';
import { jsonOf, RECORDINGS, syncgrep } from './run-program.ts';

const BRIDGE = `${RECORDINGS}/3.4/sync/bridge.pcap.gz`;
const RESTART = `${RECORDINGS}/3.4/restart/bridge.pcap.gz`;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

describe('syncs', () => {
  test('--json is one object a sync, as the contract has it', async () => {
    const found = await jsonOf('syncs', BRIDGE, 'cap:usrloc');
    const common = { v: 1, cluster: 1, capability: 'usrloc-contact-repl', verdict: 'complete' };
    const times = { requested: expect.stringMatching(TIME), started: expect.stringMatching(TIME) };
    const chunks = { chunksSent: 4000, chunksSeen: 4000, records: { aors: 2000, contacts: 2000 }, queued: 0 };
    expect(found).toMatchObject([
      { ...common, ...times, ...chunks, donor: 4, receiver: 3, packets: 12 },
      { ...common, ...times, ...chunks, donor: 2, receiver: 4, packets: 13 },
    ]);
    for (const { requested, started, ended, durationMs } of found) {
      expect(ended).toMatch(TIME);
      expect([requested, started, ended]).toEqual([requested, started, ended].sort());
      expect(durationMs).toBeGreaterThan(1);
    }
  });

  test('the messages of a sync are messages that packets prints', async () => {
    const [sync] = await jsonOf('syncs', RESTART, 'cap:dialog', 'type:CLUSTERER_SYNC', '-n', '1');
    const numbers = sync?.messages as readonly number[];
    const printed = (await jsonOf('packets', RESTART)).filter(({ no }) => numbers.includes(no as number));
    expect(printed.map(({ bin }) => (bin as Record<string, unknown>).name).sort()).toContain(
      'CLUSTERER_SYNC',
    );
    expect(printed).toHaveLength(numbers.length);
  });

  test('rows are filtered and counted', async () => {
    const all = await jsonOf('syncs', RESTART);
    expect(all.length).toBeGreaterThan(10);
    const ofNode3 = await jsonOf('syncs', RESTART, 'node:3', '--capability', 'dialog-dlg-repl');
    expect(ofNode3.every(({ donor, receiver }) => donor === 3 || receiver === 3)).toBe(true);
    expect(ofNode3.length).toBe(
      all.filter((one) => JSON.stringify(ofNode3).includes(JSON.stringify(one))).length,
    );
    expect((await jsonOf('syncs', RESTART, 'aor:1301')).map(({ receiver }) => receiver)).toEqual([3]);
    expect(await jsonOf('syncs', RESTART, '-n', '2', '--until', '+20')).toEqual(all.slice(0, 2));
    const late = await jsonOf('syncs', RESTART, '--since', '+20');
    expect(late).toEqual(all.slice(-late.length));
    expect(late.length).toBeLessThan(all.length);
  });

  test('as text: a head, a row a sync, and how many', async () => {
    const { code, output } = await syncgrep(['syncs', '--utc', BRIDGE]);
    expect(code).toBe(0);
    const [head, first, ...rest] = output.trimEnd().split('\n');
    expect(head).toMatch(
      /^time +cluster +capability +from +to +chunks +packets +bytes +took +queued +verdict/,
    );
    expect(first).toMatch(
      /1 +usrloc-contact-repl +4 +3 +4,000 +12 +391,\d+ +[\d.]+ ms +complete +2,000 AORs, 2,000 contacts$/,
    );
    expect(rest.at(-1)).toBe('7 syncs: 7 complete');
  });

  test.each([
    [['--node', '99'], /^no message matches what was asked for, there is no node 99: nodes are 1, 2, 3, 4$/],
    [
      ['-F', 'cap:usrloc type:UCONTACT_INSERT'],
      /^no sync is about what was asked for; there are [\d,]+ others$/,
    ],
    [['--at', '+0.2'], /^no sync was captured: neither a request, nor data, nor an end$/],
  ])('where there is none, it says why: %j', async (args, why) => {
    const { code, output } = await syncgrep(['syncs', ...args, RESTART]);
    expect([code, output.trimEnd()]).toEqual([0, expect.stringMatching(why)]);
  });

  test('before the end of a sync it is not judged', async () => {
    const [whole] = await jsonOf('syncs', BRIDGE);
    const [early] = await jsonOf('syncs', '--at', String(whole?.started), BRIDGE);
    expect(early).toMatchObject({ requested: whole?.requested, started: whole?.started, packets: 1 });
    expect(early).toMatchObject({ verdict: 'not captured', reason: 'capture ends before' });
    expect(early).not.toHaveProperty('ended');
    expect(early).not.toHaveProperty('chunksSent');
  });
});
