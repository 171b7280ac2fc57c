import { expect, test, vi } from 'vitest';
import { StepCounter } from '../../support/count-steps.ts';
import { joined, partsOf, recorded } from './recorded.ts';

/**
 * Reading takes time in proportion to the bytes, whatever they are: a sender could otherwise keep the program busy
 * with one packet. Steps are counted, so that a machine that is busy otherwise does not matter.
 */

/** Bytes that built-in functions went through: they are called by name, so they are wrapped before. */
const native = vi.hoisted(() => {
  const counted = { bytes: 0 };
  const prototype = Buffer.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const wrap = (name: string, work: (length: number, given: unknown[], result: unknown) => number): void => {
    const original = prototype[name] as (...given: unknown[]) => unknown;
    prototype[name] = function (this: Uint8Array, ...given: unknown[]): unknown {
      const result = original.apply(this, given);
      counted.bytes += work(this.length, given, result);
      return result;
    };
  };
  wrap('indexOf', (length, [, from], at) => (at === -1 ? length : (at as number)) - ((from as number) ?? 0));
  for (const name of ['latin1Slice', 'utf8Slice']) {
    wrap(name, (length, [from, to]) => ((to as number) ?? length) - ((from as number) ?? 0));
  }
  return counted;
});

// Only code that is compiled after this is counted block by block: hence the imports that follow.
const counter = new StepCounter((url) => /\/decoders\/(sip|bytes)\//.test(url));
const { AorList } = await import('../../../decoders/sip/addresses-of-record.ts');
const { dissectSip } = await import('../../../decoders/sip/dissect-sip.ts');
const { SipIndex } = await import('../../../decoders/sip/message-index.ts');
const { SipTraits } = await import('../../../decoders/sip/message-traits.ts');
const { parseSip } = await import('../../../decoders/sip/parse-message.ts');

const index = new SipIndex();
const aors = new AorList();
const traits = new SipTraits();
const scratch = new Uint8Array(512);

/** Steps and bytes that reading takes. */
function work(bytes: Uint8Array): number {
  native.bytes = 0;
  const steps = counter.stepsOf(() => {
    index.read(bytes, 0, bytes.length);
    aors.collect(index);
    for (let at = 0; at < aors.count; at++) aors.write(at, scratch);
    traits.read(index);
    dissectSip(bytes, 0, bytes.length);
    parseSip(bytes, 0, bytes.length);
  });
  return steps + native.bytes;
}

const SIZE = 512;
const UNITS = [
  'a',
  ' ',
  ',',
  ';',
  '"',
  '\\"',
  '",',
  '";',
  ';="',
  '"\\",',
  '<',
  '>',
  '%4',
  '\r\n ',
  '\n\t',
  '<sip:a@b>,',
  ';x=y',
  '=',
  '@',
  ':',
  '(',
  '9',
  '\0',
  '\x80',
  '--b\r\n',
  'm=a 1 a 0\r\n',
  'a=fmtp:0 ;\r\n',
];
const invite = recorded.find(({ text }) => text.startsWith('INVITE'))?.text ?? '';
const names = partsOf(invite).headers.map((line) => line.slice(0, line.indexOf(':')));

function grown(place: string, unit: string, size: number): Uint8Array {
  const run = unit.repeat(size / unit.length);
  const parts = partsOf(invite);
  if (place === 'start line')
    return Buffer.from(joined({ ...parts, startLine: `INVITE sip:${run} SIP/2.0` }));
  if (place === 'body') return Buffer.from(joined({ ...parts, body: parts.body + run }));
  if (place === 'header fields')
    return Buffer.from(
      joined({ ...parts, headers: [...parts.headers, `${unit}: x\r\n`.repeat(size / (unit.length + 5))] }),
    );
  if (place === 'part of a body') {
    const others = parts.headers.filter((line) => !line.startsWith('Content-'));
    const headers = [...others, 'Content-Type: multipart/mixed;boundary=b'];
    return Buffer.from(joined({ ...parts, headers, body: `--b\r\n${run}` }));
  }
  const others = parts.headers.filter((line) => !line.startsWith(`${place}:`));
  return Buffer.from(joined({ ...parts, headers: [...others, `${place}: ${run}`] }));
}

test('sees work that grows faster', () => {
  const tails = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at += 8) index.read(bytes, at, bytes.length);
  };
  const [small = 0, large = 0] = [256, 1024].map((size) => {
    native.bytes = 0;
    return counter.stepsOf(() => tails(new Uint8Array(size).fill(0x20))) + native.bytes;
  });
  expect(small).toBeGreaterThan(256);
  expect(large).toBeGreaterThan(10 * small);
});

const others = ['Accept', 'Authorization', 'Date', 'Route'];
const places = new Set([...names, ...others, 'start line', 'body', 'part of a body', 'header fields']);

test.each([...places])('in %s', (place) => {
  for (const unit of UNITS) {
    const small = work(grown(place, unit, SIZE));
    const large = work(grown(place, unit, 4 * SIZE));
    // Four times the bytes, a little more where a buffer had to grow.
    expect([unit, large < 4.5 * small + 2000]).toEqual([unit, true]);
    expect([unit, small < 200 * SIZE]).toEqual([unit, true]);
  }
});
