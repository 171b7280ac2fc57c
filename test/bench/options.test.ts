import { describe, expect, test } from 'vitest';
import { parseTrafficOptions } from '../../bench/traffic/options.ts';

describe('the command line of the generator', () => {
  test('names a kind and a file, the rest has defaults', () => {
    expect(parseTrafficOptions(['--kind', 'bin', '--out', 'x.pcap'])).toEqual({
      kind: 'bin',
      out: 'x.pcap',
      messages: 100_000,
      seed: 1,
      release: '3.4',
      rate: 8000,
      rtp: 0,
      format: 'pcap',
      gzip: false,
      link: 'ethernet',
    });
  });

  test('takes everything', () => {
    const args =
      '--kind sip --out x --messages 1_000_000 --seed 7 --release 4.0 --rate 9 --rtp 5 --pcapng --gzip --cooked';
    expect(parseTrafficOptions(args.split(' '))).toMatchObject({
      messages: 1_000_000,
      seed: 7,
      release: '4.0',
      rate: 9,
      rtp: 5,
      format: 'pcapng',
      gzip: true,
      link: 'cooked',
    });
  });

  test.each([
    ['--out x', /--kind/],
    ['--kind tea --out x', /--kind/],
    ['--kind sip', /--out/],
    ['--kind sip --out x --messages many', /--messages/],
    ['--kind sip --out x --seed -1', /seed/],
    ['--kind sip --out x --what', /what/],
  ])('refuses %s', (args, message) => {
    expect(() => parseTrafficOptions(args.split(' '))).toThrow(message);
  });
});
