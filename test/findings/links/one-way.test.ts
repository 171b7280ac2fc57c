import { describe, expect, test } from 'vitest';
import { ResendCounts } from '../../../src/cluster/traffic/resent-packets.ts';
import type { ResentOnLink } from '../../../src/findings/finding.ts';
import { onlyWayCut } from '../../../src/findings/links/one-way.ts';
import type { AddressId, MessageId } from '../../../src/ids.ts';

const SECOND = 1e9;

/** Packets every second from one node to another, of which those of some seconds are acknowledged late. */
function sent(from: number, to: number, held: readonly number[]): ResentOnLink {
  const counts = new ResendCounts();
  for (let at = 0; at < 60; at++) {
    const late = held.includes(at);
    counts.packet(from as AddressId, to as AddressId, at as MessageId, at * SECOND, late, late ? 9e9 : 0);
  }
  const [one] = counts.all();
  if (one === undefined) throw new Error('nothing was counted');
  return { ...one, cluster: 1, from, to };
}

describe('a link of which one way is cut', () => {
  const cut = (forth: readonly number[], back: readonly number[], since = 32, until = 36) =>
    onlyWayCut({ resent: [sent(1, 4, forth), sent(4, 1, back)] }, 1, [1, 4], since * SECOND, until * SECOND);

  test('is told with its direction, whichever end reports it', () => {
    const told = /what node 4 sent to node 1 did not arrive, and what node 1 sent did/;
    expect(cut([], [30, 31, 33])).toMatch(told);
    expect(cut([30], [])).toMatch(/what node 1 sent to node 4 did not arrive/);
  });

  test('is not guessed where both are, or where it was at another time', () => {
    expect([cut([31], [33]), cut([], []), cut([], [5, 6]), cut([], [50])]).toEqual(['', '', '', '']);
  });
});
