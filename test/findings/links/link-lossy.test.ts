import { describe, expect, test } from 'vitest';
import { ResendCounts } from '../../../src/cluster/traffic/resent-packets.ts';
import { check } from '../../../src/findings/check.ts';
import type { AddressId, MessageId } from '../../../src/ids.ts';
import { NO_EVIDENCE } from '../../support/no-evidence.ts';

const MS = 1e6;

/** Of the packets from one place to another, so many were sent again, and acknowledged after that. */
function counted(packets: number, resent: number, acknowledgedAfter: number) {
  const counts = new ResendCounts();
  for (let id = 0; id < packets; id++) {
    const isResent = id < resent;
    counts.packet(
      1 as AddressId,
      2 as AddressId,
      id as MessageId,
      id * MS,
      isResent,
      isResent ? acknowledgedAfter : 0,
    );
  }
  return [...counts.all()];
}

function titles(packets: number, resent: number, acknowledgedAfter = 300 * MS): readonly string[] {
  const links = counted(packets, resent, acknowledgedAfter).map((one) => ({
    ...one,
    cluster: 1,
    from: 1,
    to: 3,
  }));
  return check({ ...NO_EVIDENCE, resent: links }).map(({ title }) => title);
}

describe('a link on which much is sent again', () => {
  test('is found by the share of its packets', () => {
    expect(titles(80, 4)).toEqual([
      'link loses packets: from node 1 to node 3, 4 of 80 were sent again (5 %)',
    ]);
    expect(titles(81, 4)).toEqual([]);
    expect(titles(10, 3)).toEqual([]);
    expect(titles(1000, 8)).toEqual([]);
  });

  test('is not one that was down: what was sent into it is acknowledged late, or never', () => {
    expect(titles(80, 40, 4000 * MS)).toEqual([]);
    expect(titles(80, 40, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test('names the first of them, and how long the latest took', () => {
    const [one] = counted(300, 200, 435 * MS);
    expect(one).toMatchObject({ packets: 300, resent: 200, longest: 435 * MS });
    expect(one?.messages).toHaveLength(100);
  });
});
