import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipViewer } from '../../../decoders/sip/message-view.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { PLAIN_PARTS } from './message-parts.ts';
import { torture, tortureNames } from './messages.ts';

const PARTS: readonly (keyof SipMessage)[] = [
  ...PLAIN_PARTS,
  'leftOut',
  'body',
  'afterBody',
  'error',
  'problems',
];
const FIXTURES = tortureNames().map((name) => ({ name, bytes: torture(name) }));

describe('a view of a SIP message', () => {
  it.each(FIXTURES)('says of $name what parsing all of it says', ({ bytes }) => {
    const view = new SipViewer().view(bytes);
    const parsed = parseSip(bytes, 0, bytes.length);
    for (const part of PARTS) expect({ [part]: view[part] }).toEqual({ [part]: parsed[part] });
  });

  it('does not depend on what is asked first, or on views asked in between', () => {
    const viewer = new SipViewer();
    const questions = fc.array(fc.tuple(fc.nat(FIXTURES.length - 1), fc.constantFrom(...PARTS)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(questions, (asked) => {
        const views = FIXTURES.map(({ bytes }) => viewer.view(bytes));
        for (const [at, part] of asked) {
          const { bytes } = FIXTURES[at] as (typeof FIXTURES)[number];
          expect(views[at]?.[part]).toEqual(parseSip(bytes, 0, bytes.length)[part]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const view = new SipViewer().view(bytes);
        for (const part of PARTS) expect(view[part]).toEqual(parseSip(bytes, 0, bytes.length)[part]);
      }),
    );
  });
});
