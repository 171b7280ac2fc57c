import { describe, expect, test } from 'vitest';
import { StreamBytes } from '../../../src/capture/input/stream-bytes.ts';
import { BYTES, census } from '../../support/census.ts';

/** Bytes that tell where in the stream they are. */
function stretch(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((from + at) * 7 + ((from + at) >>> 8)) & 0xff);
}

describe('the bytes of a stream', () => {
  test.each([
    ['at once', 1],
    ['late, so that megabytes of them wait', 40],
  ])('are what came, in pieces of all sizes, taken %s', (_, every) => {
    const bytes = new StreamBytes();
    const into = new Uint8Array(400_000);
    let [came, taken, turn] = [0, 0, 0];
    const take = (most: number): boolean => {
      const got = bytes.read(taken, most, into, 3);
      if (!Buffer.from(into.subarray(3, 3 + got)).equals(stretch(taken, got))) return false;
      taken += got;
      bytes.taken(taken);
      return true;
    };
    while (came < 2_000_000) {
      const piece = stretch(came, [1, 65_536, 4096, 262_144, 300_000, 777][turn++ % 6] as number);
      bytes.append(piece);
      came += piece.length;
      // What is appended belongs to who appended it.
      piece.fill(0);
      if (turn % every !== 0) continue;
      while (taken < came) expect(take([391_000, 65_536, 13][taken % 3] as number)).toBe(true);
    }
    while (taken < came) expect(take(400_000 - 3)).toBe(true);
    expect(bytes.size).toBe(came);
    expect(bytes.read(came, 10, into, 0)).toBe(0);
  });

  test('are gone once the memory is needed for others, and when it is closed', () => {
    const bytes = new StreamBytes();
    bytes.append(stretch(0, 600_000));
    bytes.taken(600_000);
    const into = new Uint8Array(10);
    expect(bytes.read(0, 10, into, 0)).toBe(0);
    bytes.append(stretch(600_000, 5));
    expect(bytes.read(600_000, 10, into, 0)).toBe(5);
    bytes.close();
    expect(bytes.read(600_000, 10, into, 0)).toBe(0);
    expect(bytes.append(stretch(600_005, 5))).toBe(false);
  });

  test('leave some memory for those that come next, however many waited', () => {
    const bytes = new StreamBytes();
    const held = () =>
      [...census(bytes)].filter(([way]) => way.endsWith(BYTES)).reduce((sum, [, size]) => sum + size, 0);
    for (let turn = 0; turn < 100; turn++) bytes.append(new Uint8Array(500_000));
    expect(held()).toBeGreaterThan(50_000_000);
    bytes.taken(50_000_000);
    expect(held()).toBeLessThan(10_000_000);
  });
});
