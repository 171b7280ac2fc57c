import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AorList } from '../../../decoders/sip/addresses-of-record.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipTraits } from '../../../decoders/sip/message-traits.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { countNodes, misplaced } from '../../support/field-tree.ts';
import { torture, tortureNames } from './messages.ts';
import { joined, partsOf, recorded } from './recorded.ts';

const index = new SipIndex();
const aors = new AorList();
const traits = new SipTraits();
const scratch = new Uint8Array(512);

/** Nodes of a tree are bounded by the bytes. */
const NODES_PER_BYTE = 2;

/** Everything that is ever asked of a message. */
function readAll(bytes: Uint8Array): SipMessage {
  index.read(bytes, 0, bytes.length);
  aors.collect(index);
  for (let at = 0; at < aors.count; at++) aors.write(at, scratch);
  traits.read(index);
  const tree = dissectSip(bytes, 0, bytes.length);
  const wrong = misplaced(tree, 0, bytes.length);
  if (wrong.length > 0) expect.fail(wrong.join('\n'));
  const nodes = countNodes(tree);
  if (nodes > NODES_PER_BYTE * bytes.length + 16) expect.fail(`${nodes} nodes of ${bytes.length} bytes`);
  const message = parseSip(bytes, 0, bytes.length);
  if ((message.state === 'decoded') !== (message.error === undefined))
    expect.fail(`${message.state}, no reason`);
  for (const { offset } of message.problems) {
    if (offset < 0 || offset > bytes.length) expect.fail(`a problem at ${offset} of ${bytes.length}`);
  }
  return message;
}

function read(text: string): SipMessage {
  return readAll(Buffer.from(text, 'latin1'));
}

/** Without the places of header fields, for messages that mean the same in other bytes. */
function meaning(message: SipMessage): unknown {
  const { headers, body, ...rest } = message;
  const values = headers.map(({ name, value }) => `${name}: ${value}`);
  return { ...rest, values, bodyLength: body === undefined ? 0 : body.to - body.from };
}

function withHeader(text: string, name: string, value: string): string {
  const parts = partsOf(text);
  const others = parts.headers.filter((line) => !line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return joined({ ...parts, headers: [...others, `${name}: ${value}`] });
}

describe.each(recorded)('$name', ({ text }) => {
  const whole = read(text);

  test('is sound as it was sent', () => {
    expect(whole).toMatchObject({ state: 'decoded', problems: [] });
  });

  test('cut anywhere is not decoded, and says nothing else than before', () => {
    const bytes = Buffer.from(text, 'latin1');
    const known = new Set(whole.headers.map(({ name, value }) => `${name}: ${value}`));
    for (let to = 1; to < bytes.length; to += to < 300 ? 1 : 3) {
      const cut = readAll(bytes.subarray(0, to));
      if (cut.state === 'decoded') expect.fail(`decoded, though cut at ${to}`);
      const last = cut.headers.at(-1);
      for (const header of cut.headers) {
        const same = known.has(`${header.name}: ${header.value}`);
        if (!same && header !== last) expect.fail(`cut at ${to}: ${header.name}: ${header.value}`);
      }
      for (const [now, before] of [
        [cut.callId, whole.callId],
        [cut.from?.uri, whole.from?.uri],
        [cut.to?.tag, whole.to?.tag],
      ]) {
        if (now !== undefined && now !== before) expect.fail(`cut at ${to}: ${now}, not ${before}`);
      }
    }
  });

  test('means the same however its header fields are folded', () => {
    const parts = partsOf(text);
    for (const fold of ['\r\n ', '\r\n\t', ' \r\n  \t', '\n ']) {
      const folded = parts.headers.map((line) => line.replaceAll(' ', fold));
      expect(meaning(read(joined({ ...parts, headers: folded })))).toEqual(meaning(whole));
    }
  });

  test('with any header field twice: those that may be there once are marked', () => {
    const parts = partsOf(text);
    for (const [at, line] of parts.headers.entries()) {
      const twice = [...parts.headers.slice(0, at), line, ...parts.headers.slice(at)];
      const message = read(joined({ ...parts, headers: twice }));
      expect(message.headers).toHaveLength(parts.headers.length + 1);
      const repeated = message.problems.filter(({ reason }) => reason.includes('repeated'));
      const mayRepeat = /^(via|v|contact|m|route|record-route|supported|k|allow|accept|warning)\s*:/i.test(
        line,
      );
      const mustNot = /^(from|f|to|t|call-id|i|cseq|max-forwards|content-length|l|content-type|c)\s*:/i.test(
        line,
      );
      if (mayRepeat) expect([line, repeated]).toEqual([line, []]);
      if (mustNot) expect([line, repeated.length]).toEqual([line, 1]);
    }
  });

  test('with any header field left out, or without its value', () => {
    const parts = partsOf(text);
    for (const [at, line] of parts.headers.entries()) {
      const without = read(joined({ ...parts, headers: parts.headers.filter((_, other) => other !== at) }));
      const name = line.slice(0, line.indexOf(':'));
      const others = parts.headers.filter((other, place) => place !== at && other.startsWith(`${name}:`));
      const needed = /^(via|from|to|call-id|cseq)$/i.test(name) && others.length === 0;
      if (needed) expect([line, without.state]).toEqual([line, 'malformed']);
      read(joined({ ...parts, headers: parts.headers.with(at, `${name}:`) }));
      read(joined({ ...parts, headers: parts.headers.with(at, name) }));
    }
  });

  test('with a control byte anywhere: nothing throws, no line is hidden', () => {
    const bytes = Buffer.from(text, 'latin1');
    for (const control of [0x00, 0x01, 0x0b, 0x1b, 0x7f, 0x85, 0xff]) {
      for (let at = control % 29; at < bytes.length; at += 29) {
        const changed = Buffer.concat([bytes.subarray(0, at), Buffer.of(control), bytes.subarray(at)]);
        const message = readAll(changed);
        const names = message.headers.length + message.problems.length;
        if (names < whole.headers.length) expect.fail(`byte ${control} at ${at} hides a header field`);
      }
    }
  });

  test('with numbers that are too large: no value is made up', () => {
    for (const number of [
      '4294967296',
      '99999999999999999999',
      '9'.repeat(5000),
      '-1',
      '0x10',
      '1e3',
      '+5',
    ]) {
      const cseq = read(withHeader(text, 'CSeq', `${number} ${whole.cseq?.method}`));
      expect([number, cseq.state, cseq.cseq?.number]).toEqual([number, 'malformed', undefined]);
      const length = read(withHeader(text, 'Content-Length', number));
      expect([number, length.state]).not.toEqual([number, 'decoded']);
      const digits = text.replace(/:\d{2,5}(?=[;>\s])/, `:${number}`);
      read(digits);
      read(withHeader(text, 'Expires', number));
      read(withHeader(text, 'Max-Forwards', number));
      read(withHeader(text, 'Contact', `<sip:a@b:${number}>;expires=${number};q=${number}`));
    }
  });

  test('with another Content-Length: a longer one is partial, a shorter one leaves bytes over', () => {
    const { body } = partsOf(text);
    expect(read(withHeader(text, 'Content-Length', `${body.length + 1}`)).state).toBe('partial');
    expect(read(withHeader(text, 'Content-Length', '2147483647')).state).toBe('partial');
    for (let length = 0; length < body.length; length += 13) {
      const shorter = read(withHeader(text, 'Content-Length', `${length}`));
      expect(shorter.afterBody).toBe(body.length - length);
    }
  });
});

describe('any mixture of changes', () => {
  const change = fc.record({
    at: fc.nat(),
    drop: fc.nat(12),
    insert: fc.constantFrom(
      '',
      '\0',
      '\r\n',
      '\n',
      '\r\n ',
      ':',
      '"',
      '<',
      '>',
      ',',
      ';',
      '\x1b[2J',
      '\xff\xfe',
      '9'.repeat(20),
    ),
    again: fc.nat(40),
  });
  const messages = [
    ...recorded.map(({ text }) => text),
    ...tortureNames().map((name) => Buffer.from(torture(name)).toString('latin1')),
  ];

  test('throws nothing and stays in its bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        (text, changes) => {
          for (const { at, drop, insert, again } of changes) {
            const from = at % (text.length + 1);
            text = text.slice(0, from) + insert + text.slice(from, from + again) + text.slice(from + drop);
          }
          read(text);
        },
      ),
      { numRuns: 800 },
    );
  });
});
