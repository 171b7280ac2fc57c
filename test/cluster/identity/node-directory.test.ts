import { describe, expect, it } from 'vitest';
import { NodeDirectory } from '../../../src/cluster/identity/node-directory.ts';
import type { AddressId } from '../../../src/ids.ts';

const A = 1 as AddressId;
const B = 2 as AddressId;

describe('NodeDirectory', () => {
  it('knows nobody at first', () => {
    const nodes = new NodeDirectory();
    expect([nodes.nodeOf(A), nodes.nodeIn(1, A), nodes.membershipsOf(A)]).toEqual([undefined, undefined, []]);
  });

  it('believes what is said most often, until something is proven', () => {
    const nodes = new NodeDirectory();
    nodes.suggested(A, 1, 3);
    nodes.suggested(A, 1, 1);
    nodes.suggested(A, 1, 1);
    expect(nodes.nodeOf(A)).toBe(1);
    nodes.proven(A, 1, 2, 0);
    for (let times = 0; times < 10; times++) nodes.suggested(A, 1, 1);
    expect(nodes.nodeOf(A)).toBe(2);
  });

  it('keeps the same number in two clusters apart', () => {
    const nodes = new NodeDirectory();
    nodes.proven(A, 2, 7, 0);
    nodes.proven(A, 1, 5, 0);
    nodes.proven(B, 2, 5, 0);
    expect([nodes.nodeIn(1, A), nodes.nodeIn(2, A), nodes.nodeIn(2, B), nodes.nodeIn(1, B)]).toEqual([
      5,
      7,
      5,
      undefined,
    ]);
    expect(nodes.nodeOf(A)).toBe(5);
    expect(nodes.membershipsOf(A)).toEqual([
      { cluster: 1, node: 5 },
      { cluster: 2, node: 7 },
    ]);
  });

  it('says when an answer changed, and only then', () => {
    const nodes = new NodeDirectory();
    nodes.proven(A, 1, 1, 0);
    const { revision } = nodes;
    nodes.proven(A, 1, 1, 0);
    nodes.suggested(A, 1, 2);
    expect(nodes.revision).toBe(revision);
    nodes.proven(B, 1, 2, 0);
    expect(nodes.revision).toBe(revision + 1);
  });

  it('knows when one node followed another at an address', () => {
    const nodes = new NodeDirectory();
    for (const time of [1, 2, 3, 4]) nodes.proven(A, 1, 3, time);
    nodes.proven(A, 1, 7, 10);
    // Of another observer, whose frames are read later.
    for (const time of [1, 2]) nodes.proven(A, 1, 3, time);
    expect([5, 9, 10, 11].map((time) => nodes.nodeIn(1, A, time))).toEqual([3, 3, 7, 7]);
    expect(nodes.membershipsOf(A, 11)).toEqual([{ cluster: 1, node: 7 }]);
    expect(nodes.nodeIn(1, A)).toBe(3);
    expect([nodes.nodeOf(A), nodes.nodeOf(A, 9), nodes.nodeOf(A, 10)]).toEqual([3, 3, 7]);
    expect([nodes.hasTurned(A), nodes.hasTurned(B)]).toEqual([true, false]);
    expect(new Set(nodes.everAt(A))).toEqual(new Set([3, 7]));
  });

  it('holds to the usual node where several are behind an address', () => {
    const nodes = new NodeDirectory();
    for (let time = 1; time < 100; time++) nodes.proven(A, 1, time % 3 === 0 ? 3 : 7, time);
    expect([5, 6, 99].map((time) => nodes.nodeIn(1, A, time))).toEqual([7, 7, 7]);
  });

  it('is not filled by an attacker', () => {
    const nodes = new NodeDirectory();
    nodes.proven(A, 1, 1, 0);
    for (let node = 1; node < 100_000; node++) nodes.suggested(A, node, node);
    expect(nodes.membershipsOf(A).length).toBeLessThanOrEqual(64);
    expect(nodes.nodeIn(1, A)).toBe(1);
  });

  it('takes no id that the clusterer cannot have', () => {
    const nodes = new NodeDirectory();
    nodes.proven(A, 0, 1, 0);
    nodes.proven(A, 1, -1, 0);
    expect(nodes.nodeOf(A)).toBeUndefined();
  });
});
