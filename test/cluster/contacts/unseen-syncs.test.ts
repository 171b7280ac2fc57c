import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { Traffic } from './traffic.ts';

const CONTACTS = 'usrloc-contact-repl';

/** Node 3 lost the contact that the others hold. */
const restarted = (traffic = new Traffic()) =>
  traffic
    .mesh(1, 2, 3)
    .ping(3, 1)
    .ping(3, 2)
    .ping(2, 1)
    .contact('INSERT', 1, 2)
    .contact('INSERT', 1, 3)
    .at(10)
    .restart(3, 1);

const presenceAt3 = (traffic: Traffic, seconds: number) =>
  traffic.states(seconds)[0]?.rows[0]?.presence.get(3);

describe('a node that announces a capability as synced after it has asked for it', () => {
  const asked = () => restarted().at(11).syncRequest(3, 1);

  test('has got what nobody captured', () => {
    expect(presenceAt3(asked(), 11)).toBe('syncing');
    const synced = asked().at(12).announce(3, 1, [CONTACTS]);
    expect(presenceAt3(synced, 12)).toBe('unknown');
    // What came later is another matter.
    const later = synced.at(20).contact('INSERT', 1, 2, { callid: 'b@phone', contact: 'sip:b@phone' });
    expect(
      later
        .states(30)[0]
        ?.rows.map(({ presence }) => presence.get(3))
        .sort(),
    ).toEqual(['missing', 'unknown']);
    expect(presenceAt3(synced.at(40).restart(3, 1), 41)).toBe('syncing');
  });

  test('got nothing unseen where the end of an answer was captured, then or later', () => {
    const answered = asked().syncEnd(1, 3, 0).at(12).announce(3, 1, [CONTACTS]);
    expect(presenceAt3(answered, 12)).toBe('missing');
    const early = asked().at(12).announce(3, 1, [CONTACTS]).at(13).syncEnd(1, 3, 0);
    expect(presenceAt3(early, 14)).toBe('missing');
    // Two processes may ask; one answer is enough.
    const twice = asked().syncEnd(1, 3, 0).syncRequest(3, 2).at(12).announce(3, 1, [CONTACTS]);
    expect(presenceAt3(twice, 12)).toBe('missing');
  });

  test('may have given up where that was long after', () => {
    expect(presenceAt3(asked().at(30).announce(3, 1, [CONTACTS]), 31)).toBe('missing');
  });
});

describe('a capture that ends while a sync is awaited', () => {
  test('leaves open what the node got', () => {
    const asked = restarted(new Traffic().capturedUntil(11.5)).at(11).syncRequest(3, 1);
    expect(presenceAt3(asked, 11.4)).toBe('syncing');
    expect(presenceAt3(asked, 12)).toBe('unknown');
    const receiving = restarted(new Traffic().capturedUntil(11.5))
      .at(11)
      .sync(1, 3, [{ aor: 'other' }]);
    const [other, own] = receiving
      .states(12)
      .map(({ rows }) => rows[0]?.presence.get(3))
      .sort();
    expect([other, own]).toEqual(['held', 'unknown']);
  });

  test('may be that of a node that has just begun, and will ask', () => {
    expect(presenceAt3(restarted(new Traffic().capturedUntil(10.5)), 12)).toBe('unknown');
  });

  test('does not matter once the answer has ended', () => {
    const ended = restarted(new Traffic().capturedUntil(11.5)).at(11).syncRequest(3, 1).syncEnd(1, 3, 0);
    expect(presenceAt3(ended, 12)).toBe('missing');
  });
});

describe('what others hold, and a node that waits for a sync does not', () => {
  const asked = () => restarted().at(11).syncRequest(3, 1);

  test('is still to come: from its start on, and until the end of the sync', () => {
    expect(presenceAt3(restarted(), 10.5)).toBe('syncing');
    expect(asked().states(11)[0]?.consistent).toBe(true);
    const receiving = asked()
      .at(20)
      .sync(1, 3, [{ aor: 'other' }]);
    const own = receiving.states(30).find(({ aor }) => aor !== 'other');
    expect(own?.rows[0]?.presence.get(3)).toBe('syncing');
    const ended = asked().at(12).syncEnd(1, 3, 0);
    expect([presenceAt3(ended, 12), ended.states(12)[0]?.consistent]).toEqual(['missing', false]);
  });

  test('is missing where nothing comes for the time after which it gives up, though it asks again', () => {
    expect(presenceAt3(restarted(), 26)).toBe('missing');
    expect(presenceAt3(asked(), 27)).toBe('missing');
    expect(presenceAt3(asked().at(20).syncRequest(3, 2), 27)).toBe('missing');
  });

  test('is missing where it has said that it has all, as a seed does that finds no donor', () => {
    const seed = restarted().at(11).announce(3, 1, [CONTACTS]);
    expect(presenceAt3(seed, 12)).toBe('missing');
  });

  test('is missing where it does not take what comes', () => {
    const refusing = asked();
    refusing.context.releases.learn(1, 3, releases('3.4'));
    refusing.sync(1, 3, [{}], 5);
    expect(presenceAt3(refusing, 12)).toBe('missing');
  });
});
