import { afterAll, describe, expect, test } from 'vitest';
import { Blocks, payload } from '../build-captures.ts';
import { Folder, hexOf, read, readAgain } from '../reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const little = new Blocks(false);
const big = new Blocks(true);
const MICROS = 1_700_000_000_123_456n;

describe('damaged pcapng', () => {
  const count = 100;
  const parts = Array.from({ length: count }, (_, at) =>
    little.enhanced(0, MICROS + BigInt(at), payload(60 + (at % 9), at)),
  );
  const head = Buffer.concat([little.section(), little.interface(1)]);
  const bytes = Buffer.concat([head, ...parts]);
  const offset = (at: number) => head.length + parts.slice(0, at).reduce((sum, part) => sum + part.length, 0);

  async function survivors(damaged: Buffer): Promise<{ right: number[]; wrong: number; kinds: string[] }> {
    const { source, base, frames } = await read(folder.file(damaged, 'damaged'));
    expect(readAgain(source, base, frames)).toEqual(frames);
    const known = new Map(parts.map((_, at) => [hexOf(payload(60 + (at % 9), at)), at]));
    const found = frames.map((frame) => known.get(frame.data) ?? -1);
    source.close();
    const kinds = source.warnings.map((warning) => `${warning.kind}@${warning.offset}`);
    return { right: found.filter((at) => at >= 0), wrong: found.filter((at) => at < 0).length, kinds };
  }

  const without = (...gone: number[]) => [...parts.keys()].filter((at) => !gone.includes(at));

  test.each([
    ['an absurd length', 0xfffffff0],
    ['a length that is no multiple of four', 97],
    ['a possible length that is wrong', 4096],
    ['a possible length past the end', 1_000_000],
    ['no length', 0],
  ])('%s', async (_, length) => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(length, offset(40) + 4);
    expect(await survivors(damaged)).toEqual({
      right: without(40),
      wrong: 0,
      kinds: [`damaged@${offset(40)}`],
    });
  });

  test('the second length of a block', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(1, offset(41) - 4);
    expect(await survivors(damaged)).toEqual({
      right: without(40),
      wrong: 0,
      kinds: [`damaged@${offset(40)}`],
    });
  });

  test('captured length beyond its block, unknown interface', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(5000, offset(40) + 20);
    damaged.writeUInt32LE(9, offset(50) + 8);
    damaged.writeUInt32LE(9, offset(51) + 8);
    const kinds = [`damaged@${offset(40)}`, `unknown-interface@${offset(50)}`];
    expect(await survivors(damaged)).toEqual({ right: without(40, 50, 51), wrong: 0, kinds });
  });

  test('bytes put in and left out, off the alignment', async () => {
    const garbage = Buffer.from(payload(1003, 5));
    const more = Buffer.concat([bytes.subarray(0, offset(40)), garbage, bytes.subarray(offset(40))]);
    expect(await survivors(more)).toEqual({ right: without(), wrong: 0, kinds: [`damaged@${offset(40)}`] });
    const fewer = Buffer.concat([bytes.subarray(0, offset(40) + 50), bytes.subarray(offset(40) + 59)]);
    expect(await survivors(fewer)).toMatchObject({ right: without(40), wrong: 0 });
  });

  test('a single block that looks sound within the damage is not believed', async () => {
    const junk = Buffer.from(payload(50, 5));
    const lookalike = little.enhanced(0, MICROS, payload(33, 77));
    const damaged = Buffer.concat([
      bytes.subarray(0, offset(40)),
      junk,
      lookalike,
      junk,
      bytes.subarray(offset(40)),
    ]);
    expect(await survivors(damaged)).toMatchObject({ right: without(), wrong: 0 });
  });

  test('a new section behind the damage', async () => {
    const damaged = Buffer.concat([
      bytes.subarray(0, offset(40) - 6),
      big.section(),
      big.interface(1),
      ...parts.slice(41).map((_, at) => big.enhanced(0, MICROS, payload(60 + ((at + 41) % 9), at + 41))),
    ]);
    expect(await survivors(damaged)).toMatchObject({ right: without(39, 40), wrong: 0 });
  });

  test('cut off at every byte: whole frames, then what is there of the last one', async () => {
    const few = bytes.subarray(0, offset(3));
    for (let length = 28; length < few.length; length++) {
      const { source, base, frames } = await read(folder.file(few.subarray(0, length), 'cut'));
      const whole = [1, 2, 3].filter((at) => offset(at) <= length).length;
      const there = Math.max(0, length - offset(whole) - 28);
      expect(frames).toHaveLength(whole + (there > 0 ? 1 : 0));
      frames.forEach((frame, at) => {
        const data = payload(60 + at, at);
        expect(frame.data).toBe(hexOf(at < whole ? data : data.subarray(0, there)));
        expect(frame.originalLength).toBe(60 + at);
      });
      expect(readAgain(source, base, frames)).toEqual(frames);
      const isClean = length === 28 || length === head.length || [1, 2].some((at) => offset(at) === length);
      expect(source.warnings.map((warning) => warning.kind)).toEqual(isClean ? [] : ['cut-off']);
      source.close();
    }
  });
});
