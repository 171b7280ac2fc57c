import fc from 'fast-check';
import { expect, it } from 'vitest';
import { losslessText } from '../../../decoders/bytes/text.ts';
import { RepeatedTexts } from '../../../decoders/fields/repeated-texts.ts';

/** ShortList different ones, so that many stretches look alike: first, middle and last bytes in common. */
const byte = fc.constantFrom(0x61, 0x62, 0x63, 0x7f, 0x80, 0xc3, 0xa9, 0xff);
const stretches = fc.array(fc.array(byte, { maxLength: 7 }), { minLength: 40, maxLength: 80 });

it('gives each text as it stands, whatever was read before', () => {
  fc.assert(
    fc.property(stretches, (all) => {
      const texts = new RepeatedTexts();
      for (const one of all) {
        const bytes = Uint8Array.from([0x61, ...one, 0x62]);
        const [from, to] = [1, 1 + one.length];
        expect(texts.text(bytes, from, to)).toBe(losslessText(bytes, from, to));
      }
    }),
  );
});

it('reads long texts, too', () => {
  const texts = new RepeatedTexts();
  const bytes = new Uint8Array(5000).fill(0x61);
  for (const length of [255, 256, 257, 5000]) expect(texts.text(bytes, 0, length)).toBe('a'.repeat(length));
});
