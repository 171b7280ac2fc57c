import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { listenerText } from '../../../src/cluster/contacts/registers/registers.ts';
import { Transport } from '../../../src/reassembly/carried-message.ts';
import { registerHead, START, Traffic } from './traffic.ts';

function cluster(): Traffic {
  return new Traffic().mesh(1, 2);
}

describe('a REGISTER that a node answers', () => {
  test('is held there, though nobody replicates it', () => {
    const traffic = cluster().at(5).register(1);
    const [state] = traffic.states();
    expect(state).toMatchObject({ aor: '1000', domain: 'location', consistent: true });
    expect(state?.nodes.get(1)?.contacts).toMatchObject([
      {
        origin: 'register',
        since: 5e9,
        version: {
          callId: 'a@phone',
          cseq: 1,
          expires: START + 305,
          userAgent: 'phone/1.0',
          socket: 'udp:192.0.2.1:5060',
        },
      },
    ]);
    expect(state?.nodes.has(2)).toBe(false);
  });

  test.each([
    ['a challenge', '401 Unauthorized'],
    ['a refusal', '503 Service Unavailable'],
  ])('not with %s', (_, status) => {
    expect(cluster().register(1, { status }).states()).toEqual([]);
  });

  test('is not held there if the answer does not list the contact', () => {
    expect(cluster().register(1, { listed: [] }).states()).toEqual([]);
  });

  test('a refresh, and an end by expires 0, by the parameter, by *', () => {
    const gone = { cseq: 3, branch: 'z9hG4bK3', listed: [] };
    for (const asked of [
      ['Contact: <sip:1000@192.0.2.9:6001>', 'Expires: 0'],
      ['Contact: <sip:1000@192.0.2.9:6001>;expires=0', 'Expires: 300'],
      ['Contact: *', 'Expires: 0'],
    ]) {
      const traffic = cluster().register(1).at(9).register(1, { cseq: 2, branch: 'z9hG4bK2' });
      expect(traffic.held(1)).toEqual(['sip:1000:6001 a@phone/2 register']);
      expect(traffic.states()[0]?.nodes.get(1)?.contacts[0]?.since).toBe(0);
      expect(traffic.register(1, { ...gone, asked }).states()).toEqual([]);
      expect(traffic.tracker.store.size).toBe(0);
    }
  });

  test('a contact that is listed with another end than that of its newest registration may be an earlier one', () => {
    const listedAt = (left: number) => {
      const others = `<sip:1000@192.0.2.9:7>;expires=300, <sip:1000@192.0.2.9:6001>;expires=${left}`;
      const [state] = new Traffic()
        .mesh(1, 2, 3)
        .contact('UPDATE', 1, 3, { cseq: 3, expires: 300 })
        .at(20)
        .register(2, {
          callId: 'b@phone',
          asked: ['Contact: <sip:1000@192.0.2.9:7>'],
          listed: [`Contact: ${others}`],
        })
        .states();
      return state?.rows.find(({ held }) => held.version.cseq === 3)?.presence.get(2);
    };
    expect([listedAt(280), listedAt(279), listedAt(40)]).toEqual(['held', 'held', 'unknown']);
  });

  test('other contacts in the list were there before; how they came, nobody saw', () => {
    const listed = ['Contact: <sip:1000@192.0.2.9:6001>;expires=300, <sip:1000@192.0.2.9:7>;expires=20'];
    const traffic = cluster().register(1, { listed });
    expect(traffic.held(1)).toEqual([
      'sip:1000:6001 a@phone/1 register',
      'sip:1000:7 undefined/undefined listed',
    ]);
    traffic.contact('UPDATE', 2, 1, { contact: 'sip:1000@192.0.2.9:7', callid: 'z@phone', cseq: 4 });
    expect(traffic.held(1)).toContain('sip:1000:7 z@phone/4 replicated 2');
  });

  test('what the list lacks is gone, where nodes were seen to list others', () => {
    const other = 'Contact: <sip:1000@192.0.2.9:6002>;expires=300';
    const another = { callId: 'b@phone', asked: [other], listed: [other] };
    const taught = (listed: readonly string[]) =>
      new Traffic()
        .mesh(1, 2)
        .register(1)
        .at(0.4)
        .register(1, { callId: 'c@phone', to: 'sip:2000@example.com', listed });
    const silent = taught(['Contact: <sip:1000@192.0.2.9:6001>;expires=300']);
    expect(silent.at(0.6).register(1, another).held(1)).toHaveLength(3);
    const all = ['Contact: <sip:1000@192.0.2.9:6001>;expires=300', other];
    const told = taught(all).at(0.6);
    told.contact('INSERT', 1, 2, { callid: 'b@phone', contact: 'sip:1000@192.0.2.9:6002' });
    expect(told.register(1, another).held(1).join()).toContain('a@phone');
    const telling = taught(all);
    const held = telling.at(0.6).register(1, another).held(1);
    expect(held.filter((one) => one.includes('a@phone'))).toEqual([]);
    expect(held.filter((one) => one.includes('b@phone'))).toHaveLength(1);
  });

  test('the list may still name what another node has just ended', () => {
    const listed = [
      'Contact: <sip:1000@192.0.2.9:6002>;expires=300',
      'Contact: <sip:1000@192.0.2.9:6001>;expires=200',
    ];
    const other = {
      callId: 'b@phone',
      asked: ['Contact: <sip:1000@192.0.2.9:6002>', 'Expires: 300'],
      listed,
    };
    const traffic = new Traffic().mesh(1, 2).contact('INSERT', 2, 1).at(5).contact('DELETE', 2, 1);
    expect(traffic.at(5.01).register(1, other).held(1)).toEqual(['sip:1000:6002 b@phone/1 register']);
  });

  test('one that its node told nobody of may be older than the capture: others may have it from before', () => {
    const presenceAt2 = (traffic: Traffic) => traffic.states(12)[0]?.rows[0]?.presence.get(2);
    const shared = () =>
      new Traffic().mesh(1, 2).contact('INSERT', 2, 1, { aor: '2000', contact: 'sip:2000@192.0.2.9' });
    const untold = shared().at(10).register(1, { cseq: 7 });
    const updated = shared().mesh(1, 2, 3).at(10).contact('UPDATE', 1, 3);
    const fresh = shared().mesh(1, 2, 3).at(10).contact('INSERT', 1, 3);
    expect([untold, updated, fresh].map(presenceAt2)).toEqual(['unknown', 'unknown', 'missing']);
  });

  test.each([
    ['the first of its Call-ID', 1, [], 'missing'],
    ['the second', 2, [], 'unknown'],
    ['the second, after a challenge', 2, ['Authorization: Digest username="1000"'], 'missing'],
  ])('%s, told to nobody, by CSeq %i', (_, cseq, more, presence) => {
    const traffic = new Traffic().mesh(1, 2);
    traffic.contact('INSERT', 2, 1, { aor: '2000', contact: 'sip:2000@192.0.2.9' });
    const asked = ['Contact: <sip:1000@192.0.2.9:6001>', 'Expires: 300', ...more];
    const [row] = traffic.at(10).register(1, { cseq, asked }).states(12)[0]?.rows ?? [];
    expect(row?.presence.get(2)).toBe(presence);
  });

  test('what is new to a node that does not take what another one tells, that one may have', () => {
    const told = (receiver: string, sender: string) => {
      const traffic = new Traffic().mesh(1, 2, 3);
      traffic.context.releases.learn(1, 1, releases(receiver));
      traffic.context.releases.learn(1, 2, releases(sender));
      traffic.contact('INSERT', 2, 3, { aor: '2000', contact: 'sip:2000@192.0.2.9' });
      return traffic.at(10).contact('INSERT', 1, 3).states(12)[0]?.rows[0]?.presence.get(2);
    };
    expect([told('3.3-3.5', '3.6+'), told('3.6+', '3.3-3.5')]).toEqual(['unknown', 'missing']);
  });

  test('a proxy before the registrar holds nothing', () => {
    const proxy = [{ cluster: 1, node: 1 }];
    const registrar = [{ cluster: 1, node: 2 }];
    const contact = ['Contact: <sip:1000@192.0.2.9:6001>;expires=300'];
    const outer = registerHead({});
    const inner = ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy', ...outer];
    const request = 'REGISTER sip:example.com SIP/2.0';
    const traffic = cluster()
      .sip([request, ...outer, ...contact], [], proxy)
      .sip([request, ...inner, ...contact], proxy, registrar)
      .sip(['SIP/2.0 200 OK', ...inner, ...contact], registrar, proxy)
      .sip(['SIP/2.0 200 OK', ...outer, ...contact], proxy, []);
    expect([traffic.held(1), traffic.held(2)]).toEqual([[], ['sip:1000:6001 a@phone/1 register']]);
  });
});

test('listeners are written as usrloc does', () => {
  expect(listenerText(Transport.Tcp, '192.0.2.1', 5060)).toBe('tcp:192.0.2.1:5060');
  expect(listenerText(Transport.Udp, '2001:db8::1', 5062)).toBe('udp:[2001:DB8:0:0:0:0:0:1]:5062');
});

describe('SIP and BIN about the same registration', () => {
  const PACKET = { cseq: 1, expires: 301 };

  test.each(['before', 'after'])('make one contact; the packet comes %s the answer', (order) => {
    const traffic = cluster();
    traffic.sip(
      [
        'REGISTER sip:example.com SIP/2.0',
        ...registerHead({}),
        'Contact: <sip:1000@192.0.2.9:6001>',
        'Expires: 300',
      ],
      [],
      [{ cluster: 1, node: 1 }],
    );
    if (order === 'after') traffic.answer(1);
    traffic.contact('INSERT', 1, 2, PACKET);
    if (order === 'before') traffic.answer(1);
    expect(traffic.held(1)).toEqual(['sip:1000:6001 a@phone/1 register']);
    const [contact] = traffic.states()[0]?.nodes.get(1)?.contacts ?? [];
    // Message 1 is the ping, 2 the REGISTER; the packet knows the expiry.
    expect([contact?.message, contact?.version.expires]).toEqual([2, START + 301]);
    expect(traffic.states()[0]).toMatchObject({ consistent: true });
  });

  test.each(['before', 'after'])('with use_domain, too, the packet %s the answer', (order) => {
    const traffic = cluster();
    if (order === 'before')
      traffic.contact('INSERT', 1, 2, { ...PACKET, aor: '1000@example.com', domain: 'users' });
    traffic.register(1);
    if (order === 'after')
      traffic.contact('INSERT', 1, 2, { ...PACKET, aor: '1000@example.com', domain: 'users' });
    expect(traffic.states().map(({ aor, domain }) => [aor, domain])).toEqual([['1000@example.com', 'users']]);
    traffic.register(1, { to: 'sip:2000@example.com', callId: 'q', branch: 'z9hG4bK9' });
    expect(traffic.states().map(({ aor, domain }) => [aor, domain])).toContainEqual([
      '2000@example.com',
      'users',
    ]);
  });

  test('what an answer lists beside the registration is filed under the name that the packet tells', () => {
    const other = '<sip:1000@192.0.2.9:7>;expires=20';
    const listed = [`Contact: <sip:1000@192.0.2.9:6001>;expires=300, ${other}`];
    const traffic = cluster().register(1, { listed });
    traffic.contact('INSERT', 1, 2, { ...PACKET, aor: '1000@example.com' });
    expect(traffic.states().map(({ aor, rows }) => [aor, rows.length])).toEqual([['1000@example.com', 2]]);
  });

  test('what an answer leaves out may have been replaced, where the node told nobody of the registration', () => {
    const first = cluster()
      .contact('INSERT', 1, 2, { ...PACKET, callid: 'first' })
      .at(5);
    const uri = 'sip:1000@192.0.2.9:7';
    const [listed, asked] = [[`Contact: <${uri}>;expires=300`], [`Contact: <${uri}>`, 'Expires: 300']];
    const untold = () => first.register(1, { callId: 'second', asked, listed });
    const uncertain = (traffic: Traffic) => {
      const { contacts = [], uncertain = new Set() } = traffic.states()[0]?.nodes.get(1) ?? {};
      return contacts.map((one) => [one.version.callId, uncertain.has(one)]);
    };
    expect(uncertain(untold())).toEqual([
      ['first', true],
      ['second', false],
    ]);
  });

  test('nodes of two releases name AORs differently, each in its own way', () => {
    const uri = (user: number) => `sip:${user}@192.0.2.9:6001`;
    const traffic = cluster().contact('INSERT', 1, 2, { aor: '3000', contact: uri(3000), callid: '3' });
    traffic.contact('INSERT', 2, 1, { aor: '4000@example.com', contact: uri(4000), callid: '4' });
    const register = (node: number, user: number) => {
      const listed = [`Contact: <${uri(user)}>;expires=300`];
      const asked = [`Contact: <${uri(user)}>`, 'Expires: 300'];
      const [to, callId] = [`sip:${user}@example.com`, `${user}`];
      traffic.register(node, { to, callId, branch: `z9hG4bK${user}`, asked, listed });
    };
    register(1, 1000);
    register(2, 2000);
    register(2, 3000);
    const names = (node: number) =>
      traffic
        .states()
        .flatMap(({ aor, nodes }) => ((nodes.get(node)?.contacts.length ?? 0) > 0 ? [aor] : []));
    expect(names(1)).toEqual(['1000', '3000', '4000@example.com']);
    expect(names(2)).toEqual(['2000@example.com', '3000', '3000@example.com', '4000@example.com']);
  });

  test('the host of an AOR is the same in any case, the user is not', () => {
    const traffic = cluster().contact('INSERT', 1, 2, { ...PACKET, aor: '1000@example.com' });
    traffic.register(1, { to: 'sip:Ann@Example.COM', callId: 'q', branch: 'z9hG4bK9' });
    traffic.contact('INSERT', 1, 2, { ...PACKET, aor: 'Ann@example.com', callid: 'q' });
    expect(traffic.states().map(({ aor }) => aor)).toEqual(['1000@example.com', 'Ann@example.com']);
  });

  test('an AOR at an IPv6 address has its brackets, as in packets', () => {
    const aor = '1000@[2001:db8::1]';
    const traffic = cluster().contact('INSERT', 1, 2, { ...PACKET, aor });
    traffic.register(1, { to: 'sip:1000@[2001:DB8::1]' });
    expect(traffic.states().map((state) => state.aor)).toEqual([aor]);
  });

  test('a node of two clusters registers in the one that carries contacts', () => {
    const both = [
      { cluster: 1, node: 1 },
      { cluster: 7, node: 4 },
    ];
    const early = cluster().register(both);
    early.announce(4, 5, ['usrloc-contact-repl'], 7);
    early.ping(4, 5, 7).ping(5, 6, 7).ping(4, 6, 7);
    expect(early.states().map(({ cluster, nodes }) => [cluster, [...nodes.keys()]])).toEqual([[7, [4]]]);
    const looked = cluster().register(both);
    expect(looked.states().map(({ cluster }) => cluster)).toEqual([1]);
    looked.at(1).register(both, { cseq: 2, branch: 'z9hG4bK2' });
    expect(looked.states(1).map(({ cluster }) => cluster)).toEqual([1]);
    looked.announce(4, 5, ['usrloc-contact-repl'], 7).ping(4, 5, 7).ping(5, 6, 7).ping(4, 6, 7);
    const states = looked.states(1);
    expect(states.map(({ cluster, nodes }) => [cluster, [...nodes.keys()]])).toEqual([[7, [4]]]);
    expect(states[0]?.nodes.get(4)?.contacts.map(({ version }) => version.cseq)).toEqual([2]);
    const never = cluster().register(both);
    expect(never.states().map(({ cluster }) => cluster)).toEqual([1]);
  });
});

describe('a node that has restarted, and now names AORs with their domain', () => {
  const upgraded = () => {
    const traffic = new Traffic().mesh(1, 2).ping(2, 1);
    traffic.contact('INSERT', 2, 1, { aor: '1000' }).at(5).restart(1, 2);
    traffic
      .sync(2, 1, [{ aor: '1000' }])
      .syncEnd(2, 1)
      .at(7)
      .register(1, { cseq: 2 });
    return traffic.at(7.001);
  };

  test('has the refreshed contact under the new name', () => {
    const told = upgraded().contact('INSERT', 1, 2, { aor: '1000@example.com', cseq: 2 });
    const cseqs = told.states(8).map(({ aor, nodes }) => [aor, nodes.get(1)?.contacts[0]?.version.cseq]);
    expect(cseqs).toEqual([
      ['1000', 1],
      ['1000@example.com', 2],
    ]);
  });

  test('has it there whenever somebody looks', () => {
    const looked = upgraded();
    expect(looked.states(7.001).map(({ aor }) => aor)).toEqual(['1000']);
    looked.at(7.1).contact('INSERT', 1, 2, { aor: '1000@example.com', cseq: 2 });
    const cseqs = looked.states(8).map(({ aor, nodes }) => [aor, nodes.get(1)?.contacts[0]?.version.cseq]);
    expect(cseqs).toEqual([
      ['1000', 1],
      ['1000@example.com', 2],
    ]);
  });

  test('has it under the usual one where it names none', () => {
    const silent = upgraded().at(9).ping(1, 2);
    expect(silent.states(9).map(({ aor, nodes }) => [aor, nodes.get(1)?.contacts[0]?.version.cseq])).toEqual([
      ['1000', 2],
    ]);
  });
});
