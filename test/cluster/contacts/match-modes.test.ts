import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { Traffic } from './traffic.ts';

const URI = 'sip:1000@192.0.2.9:6001';
const ANOTHER = { callid: 'b@phone', cseq: 1 };

function cluster(): Traffic {
  return new Traffic().mesh(1, 2, 3);
}

/** Node 1 has told the others of the contact; two seconds later it sends them the same of another Call-ID. */
function again(kind: 'INSERT' | 'UPDATE', from = 1, given = {}): Traffic {
  const traffic = cluster();
  for (const to of [2, 3]) traffic.contact('INSERT', 1, to);
  traffic.at(2);
  for (const to of [1, 2, 3]) if (to !== from) traffic.contact(kind, from, to, { ...ANOTHER, ...given });
  return traffic;
}

const callIds = (traffic: Traffic, node: number) => traffic.held(node).map((one) => one.split(' ')[1]);

describe('evidence of the matching mode of a node, if packets leave it to the node', () => {
  test('an insert of a contact that the node itself has with another Call-ID: by Call-ID, all of them', () => {
    const traffic = again('INSERT');
    for (const node of [1, 2, 3]) expect(callIds(traffic, node)).toEqual(['a@phone/1', 'b@phone/1']);
    traffic.at(3).contact('DELETE', 1, 2, { callid: 'a@phone', cseq: 1 });
    expect([callIds(traffic, 1), callIds(traffic, 2)]).toEqual([['b@phone/1'], ['b@phone/1']]);
  });

  test('the same a moment later: it had the first one when it told of it', () => {
    const traffic = cluster().contact('INSERT', 1, 2).contact('INSERT', 1, 3);
    for (const to of [2, 3]) traffic.at(0.01).contact('INSERT', 1, to, ANOTHER);
    for (const node of [1, 2, 3]) expect(callIds(traffic, node)).toEqual(['a@phone/1', 'b@phone/1']);
  });

  test('an update of it: by contact', () => {
    for (const node of [1, 2, 3]) expect(callIds(again('UPDATE'), node)).toEqual(['b@phone/1']);
  });

  test('an insert by a node that was told of it, which it may have lost: only where it happens again', () => {
    const traffic = again('INSERT', 2);
    expect(callIds(traffic, 3)).toEqual(['b@phone/1']);
    traffic.at(5);
    for (const to of [1, 2]) traffic.contact('INSERT', 3, to, { callid: 'c@phone', cseq: 1 });
    // Then the first one has not given way either.
    for (const node of [1, 2, 3]) {
      expect(callIds(traffic, node).toSorted()).toEqual(['a@phone/1', 'b@phone/1', 'c@phone/1']);
    }
  });

  test('an insert by a node of which only one link was captured, which may have lost the first one: where it happens again', () => {
    const traffic = new Traffic(2).mesh(1, 2, 3);
    for (const aor of ['1000', '1001']) traffic.contact('INSERT', 1, 2, { aor });
    const told = (seconds: number, aor: string) =>
      callIds(traffic.at(seconds).contact('INSERT', 1, 2, { ...ANOTHER, aor }), 2);
    expect([told(2, '1000'), told(5, '1001').length]).toEqual([['b@phone/1', 'a@phone/1'], 4]);
  });

  test('not by a node of another release, which may not have taken what it was told', () => {
    const shown = (release: string) => {
      const traffic = cluster();
      traffic.context.releases.learn(1, 1, releases('3.6+'));
      traffic.context.releases.learn(1, 2, releases(release));
      for (const aor of ['1000', '1001']) traffic.contact('INSERT', 1, 2, { aor });
      traffic.at(2);
      for (const aor of ['1000', '1001']) traffic.contact('INSERT', 2, 1, { ...ANOTHER, aor });
      return callIds(traffic, 1);
    };
    expect(shown('3.6+')).toHaveLength(4);
    expect(shown('3.1.3-3.5')).toEqual(['b@phone/1', 'b@phone/1']);
  });

  test('not an insert in the moment in which word of the other one comes, or at whose end it comes', () => {
    const traffic = cluster().contact('INSERT', 1, 2).at(0.5).contact('INSERT', 2, 3, ANOTHER);
    const late = cluster().contact('INSERT', 1, 2, { expires: 11 });
    late.at(9.5).contact('INSERT', 1, 2, { ...ANOTHER, expires: 100 });
    expect([callIds(traffic, 2), callIds(late, 2)]).toEqual([['b@phone/1'], ['b@phone/1']]);
  });

  test('an answer to a REGISTER that lists the contact twice; what was asked for is the one with its expiry', () => {
    const listed = [`Contact: <${URI}>;expires=120`, `Contact: <${URI}>;expires=300`];
    const traffic = cluster()
      .contact('INSERT', 1, 2)
      .at(2)
      .register(1, { callId: 'b@phone', cseq: 1, listed });
    expect(callIds(traffic, 1)).toEqual(['a@phone/1', 'b@phone/1']);
    expect(callIds(traffic.contact('INSERT', 1, 2, ANOTHER), 2)).toEqual(['a@phone/1', 'b@phone/1']);
  });

  test('the same behind the packets about it: what gave way to them is there again, at all nodes', () => {
    const traffic = cluster();
    for (const to of [2, 3]) traffic.contact('INSERT', 1, to);
    traffic.at(2);
    for (const to of [1, 3]) traffic.contact('INSERT', 2, to, ANOTHER);
    for (const node of [1, 2, 3]) expect(callIds(traffic, node)).toEqual(['b@phone/1']);
    const listed = [`Contact: <${URI}>;expires=120`, `Contact: <${URI}>;expires=300`];
    traffic.register(2, { callId: 'b@phone', cseq: 1, listed });
    for (const node of [1, 2, 3]) {
      expect(callIds(traffic, node).toSorted()).toEqual(['a@phone/1', 'b@phone/1']);
    }
  });

  test('not what has ended since', () => {
    const traffic = cluster();
    for (const to of [2, 3]) traffic.contact('INSERT', 1, to);
    traffic.at(2).contact('INSERT', 2, 1, ANOTHER).contact('INSERT', 2, 3, ANOTHER);
    traffic.at(3);
    for (const to of [1, 3]) traffic.contact('DELETE', 2, to, ANOTHER);
    const listed = [`Contact: <${URI}>;expires=120`, `Contact: <${URI}>;expires=300`];
    traffic.at(4).register(2, { callId: 'c@phone', cseq: 1, listed });
    expect(callIds(traffic, 3)).toEqual([]);
  });
});

test('a contact that was to go, and is listed all the same, is not that of the REGISTER', () => {
  const listed = [`Contact: <${URI}>;expires=120`];
  const asked = [`Contact: <${URI}>;expires=0`];
  const traffic = cluster().register(1).at(2).register(1, { callId: 'b@phone', cseq: 7, asked, listed });
  expect(callIds(traffic, 1)).toEqual(['a@phone/1']);
});
