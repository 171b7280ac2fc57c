import { afterAll, describe, expect, test } from 'vitest';
import { WrittenCluster } from '../support/written-cluster.ts';
import { jsonOf, RECORDINGS, syncgrep, Workplace } from './run-program.ts';

const place = new Workplace();
afterAll(() => place.remove());

const BRIDGE = `${RECORDINGS}/3.4/restart/bridge.pcap.gz`;
const MIXED = `${RECORDINGS}/mixed/mixed-3.4-3.6/bridge.pcap.gz`;
const NODES = [1, 2, 3, 4].map((node) => `${RECORDINGS}/3.4/register/node${node}.pcap.gz`);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

interface AorLine {
  readonly v: number;
  readonly cluster: number;
  readonly aor: string;
  readonly domain: string;
  readonly nodes: Readonly<
    Record<string, { readonly contacts: readonly Readonly<Record<string, unknown>>[] }>
  >;
  readonly consistent: boolean;
  readonly unseen: readonly number[];
}

const lines = (...args: readonly string[]): Promise<readonly AorLine[]> => jsonOf('aors', ...args);

async function text(...args: readonly string[]): Promise<readonly string[]> {
  const { code, output } = await syncgrep(['aors', '--utc', ...args]);
  expect(code).toBe(0);
  return output.trimEnd().split('\n');
}

describe('aors --json', () => {
  test('has the fields of the contract', async () => {
    const [first] = await lines(BRIDGE, '-a', '1101');
    expect(first).toMatchObject({
      v: 1,
      cluster: 1,
      aor: '1101',
      domain: 'location',
      consistent: true,
      unseen: [],
    });
    expect(Object.keys(first?.nodes ?? {})).toEqual(['1', '2', '3', '4']);
    const [registered] = first?.nodes[1]?.contacts ?? [];
    expect(registered).toMatchObject({
      contact: 'sip:1101@10.9.0.12:6101',
      callId: '2-28225@10.9.0.12',
      cseq: 1,
      expires: expect.stringMatching(TIME),
      userAgent: 'lab-sipp/1.0',
      socket: 'udp:10.9.0.1:5060',
      origin: 'register',
      since: expect.stringMatching(TIME),
      message: expect.any(Number),
    });
    expect(registered).not.toHaveProperty('from');
    expect(first?.nodes[2]?.contacts).toMatchObject([{ origin: 'replicated', from: 1 }]);
    // Killed, and back with the data of node 2.
    expect(first?.nodes[3]?.contacts).toMatchObject([{ origin: 'sync', from: 2 }]);
  });

  test('the message is the one that brought the contact', async () => {
    const [first] = await lines(BRIDGE, '-a', '1101');
    const message = first?.nodes[1]?.contacts[0]?.message;
    const packet = (await jsonOf('packets', '-A', BRIDGE)).find(({ no }) => no === message);
    expect(packet.sip).toMatchObject({ method: 'REGISTER', callId: '2-28225@10.9.0.12' });
  });

  test('--at is the state of that time', async () => {
    expect(await lines(BRIDGE, '--at', '+1')).toEqual([]);
    expect((await lines(BRIDGE, '--at', '+10')).map(({ aor }) => aor)).toEqual([
      '1000',
      '1101',
      '1201',
      '1301',
      '1401',
    ]);
  });

  test('is the same in whatever order the captures are named', async () => {
    const one = await lines(...NODES);
    const other = await lines(...[...NODES].reverse());
    expect(one.length).toBe(3);
    expect(states(other)).toEqual(states(one));
  });

  test('with the capture of one host, the other nodes are unseen', async () => {
    const [, second = ''] = NODES;
    for (const { nodes, unseen, consistent } of await lines(second)) {
      expect([Object.keys(nodes), unseen, consistent]).toEqual([['2'], [1, 3, 4], true]);
    }
  });

  test('a contact that a node discarded is reported', async () => {
    const different = (await lines(MIXED)).filter(({ consistent }) => !consistent);
    expect(different.map(({ aor }) => aor)).toEqual(['1201', '1401', '1402']);
    expect(different[0]?.nodes[1]).toMatchObject({
      contacts: [],
      discarded: 2,
      discards: [{ reason: 'version', from: 2 }, {}],
    });
    const [own] = different[0]?.nodes[2]?.contacts ?? [];
    const lacks = { contact: own?.contact, callId: own?.callId, nodes: [1, 3], heldSince: own?.since };
    expect(different[0]).toMatchObject({ missing: [lacks, { nodes: [1, 3] }] });
    expect(different[0]).not.toHaveProperty('outdated');
  });
});

/** Without what depends on whose clock the others are aligned to. */
function states(found: readonly AorLine[]) {
  return found.map(({ aor, nodes, consistent, unseen }) => ({
    aor,
    consistent,
    unseen,
    nodes: Object.entries(nodes).map(([node, { contacts }]) => [
      node,
      contacts.map(({ contact, callId, cseq, expires, origin, from }) => ({
        contact,
        callId,
        cseq,
        expires,
        origin,
        from,
      })),
    ]),
  }));
}

describe('aors', () => {
  test('--since and --until select by the messages that a row is about', async () => {
    const all = await jsonOf('aors', MIXED);
    expect(await jsonOf('aors', MIXED, '--until', '+5')).toEqual([]);
    expect(await jsonOf('aors', MIXED, '--since', '+5')).toEqual(all);
    const first = all.filter(({ aor }) => aor !== '1402');
    expect(await jsonOf('aors', MIXED, '--until', '+7')).toEqual(first);
  });

  test('is a row a contact, a column a node', async () => {
    const [heading, first] = await text(BRIDGE);
    expect(heading).toMatch(
      /^ +AOR +contact +node 1 +node 2 +node 3 +node 4 \(away\) +left +since +CSeq +Call-ID$/,
    );
    expect(first).toMatch(
      /^ +1000 +sip:1000@10\.9\.0\.12:6101 +register +from 1 +sync 2 +from 1 \? +4 min \d+ s +09:43:05\.\d{3} +1 +1-28225@10\.9\.0\.12$/,
    );
  });

  test('has what differs first, with the reason, and counts at the end', async () => {
    const found = await text(MIXED);
    expect(found[1]).toMatch(/^! +1201 .* MISSING +register +MISSING +from 2 /);
    expect(found[2]).toMatch(
      /^ +node 1 does not take this version of the packet: message #\d+ from node 2, /,
    );
    expect(found.at(-1)).toBe('6 AORs, 11 contacts; 3 AORs on which nodes differ');
    expect((await text('-q', MIXED)).some((line) => line.includes('does not take'))).toBe(false);
  });

  test('rows are selected by AOR, Call-ID and node', async () => {
    expect((await lines(MIXED, 'aor:14*')).map(({ aor }) => aor)).toEqual(['1401', '1402']);
    expect((await lines(MIXED, '--call-id', '1-1137@10.9.0.11')).map(({ aor }) => aor)).toEqual(['1000']);
    expect(await lines(MIXED, 'node:9')).toEqual([]);
    expect((await lines(MIXED, '-n', '2')).length).toBe(2);
  });

  test('contacts with a question mark are counted, with the reason', async () => {
    const restarted = await text(
      ...[1, 2, 3, 4].map((node) => `${RECORDINGS}/3.4/restart/node${node}.pcap.gz`),
    );
    expect(restarted.at(-1)).toBe(
      'node 4 answered nodes 1, 2, 3 nothing, and may not have taken what it got: from 09:43:22.500 on',
    );
    const synced = await text('-a', '20001', `${RECORDINGS}/3.4/sync/bridge.pcap.gz`);
    expect(synced[1]).toMatch(/^ +20001 +sip:\S+ +\? +held +sync 4 +sync 2 /);
    expect(synced.slice(-2)).toEqual([
      '1 AOR, 1 contact; nodes agree as far as captured; 1 AOR that a node may have or lack (?)',
      'contacts from before they were first seen (<): node 1 may have got them then',
    ]);
  });

  test('an AOR without contacts: whether there was anything of it', async () => {
    const register = `${RECORDINGS}/3.4/register/bridge.pcap.gz`;
    expect(await text('-a', '1102', register)).toEqual([
      expect.stringMatching(/^no live contacts of 1102, though messages name it; --history /),
    ]);
    expect(await text('-a', 'nobody', register)).toEqual([
      expect.stringMatching(
        /^no contacts: no message names what was asked for; messages name 6 other AORs, such as \d+, \d+, \d+$/,
      ),
    ]);
    expect((await text('--node', '99', register))[0]).toContain(
      '; there is no node 99: nodes are 1, 2, 3, 4; messages name ',
    );
    expect(await text('--at', '+1', BRIDGE)).toEqual(['no contacts']);
  });
});

test('contacts of one AOR that depend on what others show of the nodes are those that all tell of it', async () => {
  const cluster = new WrittenCluster(1, 2).at(0).pingsUntil(4).register(1, 'a').register(1, 'b');
  // A contact with two Call-IDs, which shows that contacts are matched by both; then one that another node makes.
  cluster.at(6).register(1, 'a', { callId: 'another' }).at(8).register(2, 'b', { callId: 'third' });
  const file = place.file('two-call-ids.pcap', cluster.pingsUntil(12).capture('bridge'));
  const all = await lines(file);
  const ofUser = all.filter(({ aor }) => aor === 'b');
  expect(ofUser.map(({ nodes }) => [1, 2].map((node) => nodes[node]?.contacts.length))).toEqual([[2, 2]]);
  expect(await lines('-a', 'b', file)).toEqual(ofUser);
});

describe('aors --history', () => {
  const REGISTER = `${RECORDINGS}/3.4/register/bridge.pcap.gz`;

  test('tells by node what happened to an AOR, and which message did it', async () => {
    const found = await text('--history', '-a', '1102', '--node', '2', REGISTER);
    expect(found.map((line) => line.trimEnd())).toEqual([
      '1102 on node 2',
      expect.stringMatching(/^ {2}time +effect +by +expires +CSeq +contact +Call-ID$/),
      expect.stringMatching(
        /09:28:32\.855 +inserted +#312 REPL_UCONTACT_INSERT from node 1 +09:29:32, in 59\.1 s +1 /,
      ),
      expect.stringMatching(/09:28:35\.360 +refreshed +#317 REPL_UCONTACT_UPDATE from node 1 +09:30:35, /),
      expect.stringMatching(/09:28:37\.863 +deleted +#340 REPL_UCONTACT_DELETE from node 1 /),
      '3 effects',
    ]);
  });

  test('as JSON, up to a time', async () => {
    const effects = await jsonOf('aors', '--history', '-a', '1102', '--at', '+8', REGISTER);
    expect(effects.map(({ node, effect, origin, from }) => [node, effect, origin, from])).toEqual([
      [1, 'inserted', 'register', undefined],
      [4, 'inserted', 'replicated', 1],
      [3, 'inserted', 'replicated', 1],
      [2, 'inserted', 'replicated', 1],
    ]);
    expect(effects[0]).toMatchObject({ v: 1, aor: '1102', domain: 'location', message: 306, cseq: 1 });
  });

  test('needs an AOR', async () => {
    const { code, errors } = await syncgrep(['aors', '--history', REGISTER]);
    expect(code).toBe(2);
    expect(errors).toContain('name it with -a');
  });

  test('names the nodes that got nothing', async () => {
    const cluster = new WrittenCluster(1, 2, 3)
      .pingsUntil(4)
      .at(5)
      .register(1, '1000', { to: [2] });
    const file = place.file('untold.pcap', cluster.at(6).pingsUntil(10).capture('bridge'));
    const untold = '1000: node 3 was not seen to get anything about it';
    expect((await text('--history', '-a', '1000', file)).slice(-2)).toEqual([untold, '2 effects']);
    expect(await text('--history', '-a', '1000', '--node', '3', file)).toEqual([untold, '0 effects']);
    expect(await text('--history', '-a', '1000', '--node', '2', file)).not.toContain(untold);
  });

  test('says nothing of nodes that were not captured', async () => {
    const found = await text('--history', '-a', '1102', `${RECORDINGS}/3.4/register/node1.pcap.gz`);
    expect(found.filter((line) => /^1102 on node/.test(line))).toEqual(['1102 on node 1']);
    expect(found.at(-2)).toBe('not captured, so nothing is said of them: nodes 2, 3, 4');
  });
});
