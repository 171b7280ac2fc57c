import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { LEG_HEADERS, SipTraits, Trait } from '../../../decoders/sip/message-traits.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { NO_KEY, textKey } from '../../../decoders/sip/text-keys.ts';
import { bytesOf, message, torture, tortureNames } from './messages.ts';
import { recorded } from './recorded.ts';

/** What a look at the whole message says, in the same words. */
function traitsByParsing(bytes: Uint8Array) {
  const { vias, from, to, headers } = parseSip(bytes, 0, bytes.length);
  const named = headers.some(({ name }) => LEG_HEADERS.some((one) => one === name.toLowerCase()));
  return {
    branch: textKey(vias[0]?.branch),
    fromTag: textKey(from?.tag),
    toTag: textKey(to?.tag),
    hasToTag: (to?.tag ?? '') === '' ? Trait.No : Trait.Yes,
    legs: named ? Trait.Yes : Trait.No,
  };
}

function traitsOf(bytes: Uint8Array): SipTraits {
  const index = new SipIndex();
  index.read(bytes, 0, bytes.length);
  const traits = new SipTraits();
  traits.read(index);
  return traits;
}

function expectTruth(bytes: Uint8Array): void {
  const parsed = traitsByParsing(bytes);
  const { branch, fromTag, toTag, hasToTag, legs } = traitsOf(bytes);
  expect({ hasToTag, legs }).toEqual({ hasToTag: parsed.hasToTag, legs: parsed.legs });
  if (branch !== NO_KEY) expect(branch).toBe(parsed.branch);
  if (fromTag !== NO_KEY) expect(fromTag).toBe(parsed.fromTag);
  if (toTag !== NO_KEY) expect(toTag).toBe(parsed.toTag);
}

const via = fc
  .array(
    fc.constantFrom(
      ';',
      'branch',
      'Branch',
      '=',
      'z9hG4bK1',
      ' ',
      ',',
      '"',
      'rport',
      'é',
      '\t',
      'SIP/2.0/UDP h',
    ),
    {
      maxLength: 14,
    },
  )
  .map((pieces) => `Via: SIP/2.0/UDP 192.0.2.1${pieces.join('')}`);
const address = fc
  .array(
    fc.constantFrom(';', 'tag', 'Tag', '=', 'x1', ' ', '<', '>', '"', ',', '\\', 'sip:b@h', ':', 'Bob'),
    {
      maxLength: 14,
    },
  )
  .map((pieces) => pieces.join(''));
const other = fc.constantFrom(
  'X-CID: 1',
  'x-call-ID : 2',
  'Session-ID: 3',
  'X-Cid',
  'X-Cids: 1',
  'Subject: x-cid: 1',
);

describe('the traits of a SIP message', () => {
  it.each(tortureNames())('of %s are those of the parsed message', (name) => expectTruth(torture(name)));

  it('are known of every recorded message, its branch and the tag of its caller too', () => {
    for (const { text } of recorded) {
      const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
      expectTruth(bytes);
      const { branch, fromTag } = traitsOf(bytes);
      expect([branch, fromTag]).not.toContain(NO_KEY);
    }
  });

  it('are never wrong, however unusual the message', () => {
    fc.assert(
      fc.property(via, address, address, fc.array(other, { maxLength: 2 }), (first, from, to, others) => {
        expectTruth(message(['OPTIONS sip:a@b SIP/2.0', first, `From: ${from}`, `To: ${to}`, ...others]));
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => expectTruth(bytesOf(text))));
  });

  it('are forgotten with the next message', () => {
    const index = new SipIndex();
    const traits = new SipTraits();
    for (const bytes of [
      message(['BYE sip:a SIP/2.0', 'Via: SIP/2.0/UDP h;branch=1', 'To: <sip:a>;tag=1', 'X-CID: 1']),
      message(['x']),
    ]) {
      index.read(bytes, 0, bytes.length);
      traits.read(index);
    }
    expect({ ...traits }).toMatchObject({
      branch: NO_KEY,
      toTag: NO_KEY,
      hasToTag: Trait.No,
      legs: Trait.No,
    });
  });
});
