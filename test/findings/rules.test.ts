import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { registeredVersion } from '../../src/cluster/contacts/held/contact-version.ts';
import type { HeldContact, ToldDeletion } from '../../src/cluster/contacts/held/held-contact.ts';
import { AorState } from '../../src/cluster/contacts/reports/aor-state.ts';
import type { ContactRow, NodeContacts } from '../../src/cluster/contacts/reports/contact-rows.ts';
import type { Capability } from '../../src/cluster/nodes/capabilities/capability.ts';
import type { NodeReport } from '../../src/cluster/nodes/node-model.ts';
import type { SyncReport, SyncVerdict } from '../../src/cluster/syncs/sync-model.ts';
import type { ClusterEvent } from '../../src/cluster/timeline.ts';
import { check, RULES } from '../../src/findings/check.ts';
import type { Evidence } from '../../src/findings/finding.ts';
import { FLOW_ONLY, RULE_NAMES } from '../../src/findings/rule-names.ts';
import type { MessageId } from '../../src/ids.ts';
import { NO_EVIDENCE } from '../support/no-evidence.ts';
import { syncReport as sync } from '../support/sync-report.ts';

const SECOND = 1e9;
const NOW = 1000 * SECOND;
const id = (number: number) => number as MessageId;

const NOTHING: Evidence = { ...NO_EVIDENCE, time: NOW };

/** Rule, severity and nodes of what is found. */
function found(evidence: Partial<Evidence>): readonly string[] {
  return check({ ...NOTHING, ...evidence }).map(
    ({ rule, severity, nodes }) => `${severity} ${rule} ${nodes.join(' ')}`,
  );
}

test('each rule has a name of its own, and where nothing is wrong nothing is found', () => {
  expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  expect(found({})).toEqual([]);
});

test('the page about findings has each rule once, and no other', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual(Object.keys(RULE_NAMES).sort());
  expect([...RULES.map(({ name }) => name), ...FLOW_ONLY].sort()).toEqual(rows.toSorted());
});

describe('syncs', () => {
  it.each<[SyncVerdict, readonly string[]]>([
    ['complete', []],
    ['not captured', []],
    ['short', ['error sync-short 3']],
    ['unanswered', ['error sync-unanswered 3']],
    ['aborted', ['error sync-aborted 3']],
  ])('%s', (verdict, expected) => {
    expect(found({ syncs: [sync(verdict)] })).toEqual(expected);
  });

  it('that a later one has made good are no errors any more', () => {
    const failed = sync('unanswered');
    expect(found({ syncs: [failed, sync('complete')] })).toEqual(['warning sync-unanswered 3']);
    expect(found({ syncs: [sync('complete'), failed] })).toEqual(['error sync-unanswered 3']);
    expect(found({ syncs: [failed, sync('complete', { receiver: 4 })] })).toEqual([
      'error sync-unanswered 3',
    ]);
  });

  it('says how many chunks are missing, and where to look', () => {
    expect(check({ ...NOTHING, syncs: [sync('short')] })).toMatchObject([
      {
        title: 'sync short: node 3 from node 2, usrloc-contact-repl: 9012 of 25000 chunks',
        messages: [7],
        capabilities: ['usrloc-contact-repl'],
      },
    ]);
  });

  it('has the line of the log only where OpenSIPS has given up by itself', () => {
    const log = (reason: SyncReport['reason']) =>
      check({ ...NOTHING, syncs: [sync('aborted', { reason })] })[0]?.log;
    expect(log('no packet for 15 s')).toBe('Sync timed out, received [9012] chunks');
    expect(log('donor restarted')).toBeUndefined();
  });

  it('names what the receiver cannot read, even where all of it came', () => {
    expect(found({ syncs: [sync('complete', { refused: 4 })] })).toEqual(['error sync-refused 3']);
  });
});

/** A link to node 3. */
const DOWN = { to: 3, state: 'down', roundTrip: undefined, nextHop: 'none', message: undefined } as const;

describe('nodes', () => {
  const node = (number: number, more: Partial<NodeReport> = {}): NodeReport => ({
    cluster: 1,
    node: number,
    addresses: { listeners: [], outgoing: [], sip: [] } as unknown as NodeReport['addresses'],
    description: undefined,
    seed: 'unknown',
    release: '3.4',
    links: [],
    neighbours: undefined,
    capabilities: new Map(),
    tags: new Map(),
    unknownTags: [],
    bridges: [],
    restarted: undefined,
    begun: undefined,
    named: undefined,
    away: undefined,
    heard: undefined,
    covered: true,
    messages: [id(5)],
    ...more,
  });
  const capability = (more: Partial<Capability>): ReadonlyMap<string, Capability> =>
    new Map([
      [
        'dialog-dlg-repl',
        {
          state: 'not synced',
          since: NOW - 60 * SECOND,
          message: id(3),
          by: 'node',
          syncing: undefined,
          fellBack: undefined,
          told: new Map(),
          toldTo: undefined,
          okAtOnce: undefined,
          synced: false,
          early: undefined,
          ...more,
        },
      ],
    ]);

  it('are not synced where they have said so themselves for long, and wait for nothing', () => {
    const nodes = (more: Partial<Capability>) => [
      node(1, { capabilities: capability({ state: 'ok' }) }),
      node(3, { capabilities: capability(more) }),
    ];
    expect(found({ nodes: nodes({}) })).toEqual(['error not-synced 3']);
    expect(found({ nodes: nodes({ since: NOW - SECOND }) })).toEqual([]);
    expect(found({ nodes: nodes({ by: 'hearsay' }) })).toEqual([]);
    expect(found({ nodes: nodes({ syncing: { donor: 1, since: NOW } }) })).toEqual([]);
  });

  it('that all lack a seed are told so', () => {
    const nodes = [1, 2].map((number) => node(number, { capabilities: capability({}) }));
    expect(check({ ...NOTHING, nodes })).toMatchObject([
      { nodes: [1, 2], title: 'not synced: dialog-dlg-repl on nodes 1, 2, and no node is' },
    ]);
  });

  it('are down once, not once for each link to them', () => {
    const down = { ...DOWN, since: 1 } as const;
    const away = { why: 'all links down', since: 1, messages: [] } as const;
    expect(found({ nodes: [node(1, { links: [down] }), node(3, { away })] })).toEqual(['error node-down 3']);
    expect(found({ nodes: [node(1, { links: [down] }), node(3)] })).toEqual(['warning link-down 1 3']);
    expect(found({ nodes: [node(3, { away: { why: 'removed', since: 1, messages: [] } })] })).toEqual([]);
  });

  it('are down or cut off by what says so, not by what they sent last', () => {
    const away = { why: 'all links down', since: 1, messages: [id(7), id(8)] } as const;
    const down = { ...DOWN, since: 1, message: id(9) } as const;
    const messages = (...nodes: readonly NodeReport[]) =>
      check({ ...NOTHING, nodes }).map((finding) => finding.messages);
    expect(messages(node(3, { away }))).toEqual([[7, 8]]);
    expect(messages(node(1, { links: [down] }), node(3))).toEqual([[9]]);
  });

  it('are down, and the node that listens at their address since is named', () => {
    const addresses = { listeners: ['192.0.2.3:5555'], outgoing: [], sip: [] };
    const gone = node(3, { away: { why: 'all links down', since: 8, messages: [] }, addresses });
    const detail = (...others: readonly NodeReport[]) =>
      check({ ...NOTHING, nodes: [gone, ...others] }).find(({ rule }) => rule === 'node-down')?.detail;
    expect(detail(node(9, { addresses, heard: 20 }))).toContain('Node 9 is at its address since');
    expect(detail(node(9, { addresses, heard: 7 }))).not.toContain('Node 9');
    expect(detail(node(9, { heard: 20 }))).not.toContain('Node 9');
  });

  it('are down, cut off or not synced since a time', () => {
    const down = { ...DOWN, since: 7 } as const;
    const away = { why: 'all links down', since: 8, messages: [] } as const;
    const times = (...nodes: readonly NodeReport[]) =>
      check({ ...NOTHING, nodes }).map(({ rule, since }) => `${rule} ${since}`);
    expect(times(node(3, { away }))).toEqual(['node-down 8']);
    expect(times(node(1, { links: [down] }), node(3))).toEqual(['link-down 7']);
    expect(times(node(1, { links: [{ ...down, since: undefined }] }), node(3))).toEqual([
      'link-down undefined',
    ]);
    const alone = node(1, { capabilities: capability({ since: 9 }) });
    expect(times(alone)).toEqual(['not-synced 9']);
    expect(times(alone, node(2, { capabilities: capability({}) }))).toEqual(['not-synced undefined']);
  });

  it('flap where a link went down three times, not where it only comes up', () => {
    const up = (at: number, lasted: number): ClusterEvent => ({
      kind: 'link up',
      time: at * SECOND,
      cluster: 1,
      node: 1,
      to: 2,
      lasted,
      again: true,
    });
    const downs = [10, 20, 30].map((at) => up(at, SECOND));
    expect(found({ events: downs })).toEqual(['warning link-flapping 1 2']);
    const because = (...restarts: readonly number[]) => {
      const more = restarts.map(
        (at) => ({ kind: 'restart', time: at * SECOND, cluster: 1, node: 2, message: id(1) }) as const,
      );
      const all = check({ ...NOTHING, events: [...downs, ...more] });
      return all.find(({ rule }) => rule === 'link-flapping')?.detail;
    };
    expect(because(20)).toBe('Node 2 was restarted once meanwhile.');
    // Long before, and long after.
    expect(because(2, 900)).toMatch(/^Neither was seen to restart/);
    const flapping = (events: readonly ClusterEvent[]) =>
      check({ ...NOTHING, events }).filter(({ rule }) => rule === 'link-flapping');
    expect(flapping(downs)).toHaveLength(1);
    expect(flapping(downs.slice(1))).toEqual([]);
    expect(flapping(downs.map((one) => ({ ...one, again: false }) as ClusterEvent))).toEqual([]);
    expect(flapping([10, 20, 30].map((at) => up(at, 0)))).toEqual([]);
    expect(flapping([10, 200, 400].map((at) => up(at, SECOND)))).toEqual([]);
  });

  it('that were cut off for a while are told, each partition once', () => {
    const back = (node: number, to: number, from: number, until: number): ClusterEvent => ({
      kind: 'link up',
      time: until * SECOND,
      cluster: 1,
      node,
      to,
      lasted: (until - from) * SECOND,
      again: true,
    });
    const titles = (...events: readonly ClusterEvent[]) =>
      check({ ...NOTHING, events }).map(({ rule, title, since = 0 }) => `${rule} ${since / SECOND} ${title}`);
    const node4 = [back(1, 4, 50, 61), back(2, 4, 51, 62), back(4, 1, 52, 63), back(4, 2, 52, 61.5)];
    expect(titles(...node4)).toEqual([
      'link-lost 50 node was out of reach: node 4 for nodes 1, 2, for 13.0 s',
    ]);
    expect(titles(back(2, 1, 50, 52.5))).toEqual(['link-lost 50 link was lost: nodes 1–2 for 2.5 s']);
    expect(titles(back(1, 3, 50, 60), back(2, 4, 55, 65), back(1, 4, 70, 80))).toEqual([
      'link-lost 50 links were lost: nodes 1–3, 2–4 for 15.0 s',
      'link-lost 70 link was lost: nodes 1–4 for 10.0 s',
    ]);
    // It came up for the first time, or took a moment to do so.
    expect(titles({ ...back(1, 2, 50, 60), again: false } as ClusterEvent, back(1, 2, 50, 50.9))).toEqual([]);
    const restart = { kind: 'restart', time: 65 * SECOND, cluster: 1, node: 4, message: id(1) } as const;
    expect(titles(...node4, restart)).toEqual([expect.stringMatching(/^node-restarted/)]);
    // The links of a node that has just begun go up and down until all others know it.
    const begunAt = (second: number) =>
      check({ ...NOTHING, nodes: [node(4, { begun: second * SECOND })], events: node4 }).map(
        ({ rule }) => rule,
      );
    expect(begunAt(48)).toEqual([]);
    expect(begunAt(30)).toEqual(['link-lost']);
  });

  it('that were restarted are named once', () => {
    const restart = { kind: 'restart', time: 1, cluster: 1, node: 2 } as const;
    const events = [6, 7].map((message) => ({ ...restart, message: id(message) }));
    expect(found({ events })).toEqual(['info node-restarted 2']);
    // What the node said later is no sign of it.
    const nodes = [node(2, { messages: [id(9)] })];
    expect(check({ ...NOTHING, nodes, events })[0]?.messages).toEqual([6, 7]);
  });

  it('that do not read each other are told with their releases', () => {
    const refusal = { cluster: 1, from: 2, node: 1, count: 12, messages: [id(9)], names: new Set(['1000']) };
    const nodes = [node(1), node(2, { release: '3.6-4.0' })];
    const [finding] = check({ ...NOTHING, nodes, contactRefusals: [refusal] });
    expect(finding).toMatchObject({ rule: 'version-refused', nodes: [1], aors: ['1000'], messages: [9] });
    expect(finding?.detail).toContain('Node 2 (3.6-4.0) sends a version that node 1 (3.4) does not read');
  });
});

describe('contacts', () => {
  const held = (since: number): HeldContact => ({
    version: registeredVersion({
      contact: 'sip:a@192.0.2.1',
      callId: 'c',
      cseq: 1,
      expires: 5000,
      witnessed: true,
    }),
    origin: 'register',
    from: undefined,
    since,
    message: id(4),
    refreshed: undefined,
    listed: -1,
  });
  const state = (
    presence: 'missing' | 'other' | 'unknown',
    since: number,
    deletions: readonly ToldDeletion[] = [],
  ): AorState => {
    const row: ContactRow = {
      held: held(since),
      byNode: new Map([[1, held(since)]]),
      presence: new Map([
        [1, 'held'],
        [2, presence],
      ]),
      consistent: presence === 'unknown',
    };
    const lacking = {
      contacts: [],
      uncertain: new Set<HeldContact>(),
      discards: [],
      discarded: 0,
      deletions,
    };
    return stateOf([row], new Map([[2, lacking]]));
  };
  const stateOf = (rows: readonly ContactRow[], nodes = new Map<number, NodeContacts>()): AorState =>
    new AorState({ cluster: 1, domain: 'location', aor: '1000', sortKey: '1000' }, nodes, rows, [], []);

  it('are one phone twice where they have its instance and several Call-IDs', () => {
    const one = (callId: string, instance: string | undefined): ContactRow => {
      const version = registeredVersion({
        contact: `sip:a@${callId}`,
        witnessed: true,
        callId,
        cseq: 1,
        expires: 5000,
        instance,
      });
      const contact = { ...held(1), version };
      return { held: contact, byNode: new Map([[1, contact]]), presence: new Map(), consistent: true };
    };
    const of = (...rows: readonly ContactRow[]) => [stateOf(rows)];
    expect(found({ aors: of(one('c1', '<x>'), one('c2', '<x>')) })).toEqual(['info contact-duplicate 1']);
    expect(found({ aors: of(one('c1', '<x>'), one('c2', '<y>')) })).toEqual([]);
    expect(found({ aors: of(one('c1', undefined), one('c2', undefined)) })).toEqual([]);
  });

  it('are missing where a captured node is known to lack them, for longer than replication takes', () => {
    expect(found({ aors: [state('missing', 1)] })).toEqual(['error contact-missing 2']);
    const [lacking] = check({ ...NOTHING, aors: [state('missing', 1)] });
    expect(lacking?.detail).toContain('1 never came.');
    const deletion = {
      time: 5,
      message: id(8),
      from: 3,
      isOfAor: true,
      contact: 'sip:a@192.0.2.1',
      callId: 'c',
    };
    const lost = state('missing', 1, [deletion]);
    const [deleted] = check({ ...NOTHING, aors: [lost] });
    expect(deleted?.detail).toContain(
      '1 was there until node 3 told it to delete the AOR with all its contacts.',
    );
    expect(deleted?.messages).toEqual([4, 8]);
    expect(found({ aors: [state('missing', NOW - SECOND)] })).toEqual([]);
    expect(found({ aors: [state('other', 1)] })).toEqual(['error contact-outdated 2']);
    expect(found({ aors: [state('unknown', 1)] })).toEqual([]);
  });
});

test('packets that cannot be read are warnings, commands and unknown ones are told', () => {
  const group = { cluster: 1, source: 2, capability: 'x', count: 3, messages: [id(1)] };
  expect(
    found({
      packets: [
        { ...group, about: 'unknown' },
        { ...group, about: 'command' },
        { ...group, about: 'malformed' },
      ],
    }),
  ).toEqual(['warning malformed-packets 2', 'info unknown-packets 2', 'info mi-command 2']);
});
