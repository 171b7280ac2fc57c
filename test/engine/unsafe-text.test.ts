import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { encodePacket } from '../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../decoders/bin/registry.ts';
import { losslessText } from '../../decoders/bytes/text.ts';
import type { Fields, Value } from '../../decoders/fields/decode.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { messageLines } from '../../src/output/text/message-lines.ts';
import { PLAIN } from '../../src/output/text/palette.ts';
import { type FieldRow, fieldRow, fieldRows } from '../../src/view/messages/field-rows.ts';
import { bytesPerHexRow, hexRow, hexRowCount } from '../../src/view/messages/hex-rows.ts';
import { messageMarks } from '../../src/view/messages/message-marks.ts';
import { messageColumns, messageRow, NO_NEEDS, widen } from '../../src/view/messages/message-row.ts';
import { summarize } from '../../src/view/messages/message-summary.ts';
import { messageTextRows, plainTextRows } from '../../src/view/messages/text-rows.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { pcap } from '../capture/build-captures.ts';
import { Folder } from '../capture/reading.ts';
import { syncgrep } from '../cli/run-program.ts';
import { recorded } from '../decoders/sip/recorded.ts';
import { messagesOf, readAll } from '../recordings/recordings.ts';
import { arbitraryFields } from '../support/arbitrary-fields.ts';
import { ethernet, ipv4, tcp, udp } from '../support/build-packets.ts';
import { bytesOf, goldens } from '../support/golden-packets.ts';

/** What somebody on the network wrote never moves the cursor, nor hides or turns round what is shown. */

const folder = new Folder();
afterAll(() => folder.remove());

/** C0, DEL and C1 controls, direction marks and overrides, line separators, what has no width. */
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;

const CONTROLS = Array.from({ length: 32 }, (_, code) => Buffer.of(code));
const C1 = Array.from({ length: 32 }, (_, code) => Buffer.from(String.fromCharCode(0x80 + code)));
const OTHERS = [
  '\x7f',
  '\x1b[2J',
  '\x1b]0;title\x07',
  '\x9b31m',
  '\u061c',
  '\u200b',
  '\u200f',
  '\u2028',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\r\n',
];
const RAW = Array.from({ length: 128 }, (_, code) => Buffer.of(0x80 + code));

const piece: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...CONTROLS, ...C1, ...RAW, ...OTHERS.map((text) => Buffer.from(text))),
  fc.constantFrom(Buffer.from('a'), Buffer.from('sip:a@b'), Buffer.from('é')),
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => Buffer.concat(pieces));

/** A real message, with hostile text in it. */
const sipMessage = fc
  .tuple(
    fc.constantFrom(...recorded),
    fc.array(fc.tuple(fc.nat(), fc.nat(8), hostile), { minLength: 1, maxLength: 6 }),
  )
  .map(([{ text }, changes]) =>
    changes.reduce<Buffer>((bytes, change) => replaced(bytes, ...change), Buffer.from(text, 'latin1')),
  );

/** A real packet likewise, with lengths that may no longer agree. */
const damagedPacket = fc
  .tuple(
    fc.constantFrom(...goldens().map(bytesOf)),
    fc.array(fc.tuple(fc.nat(), hostile), { minLength: 1, maxLength: 4 }),
  )
  .map(([packet, changes]) => {
    const bytes = Buffer.from(packet);
    for (const [at, text] of changes)
      bytes.set(
        text.subarray(0, bytes.length - 40),
        40 + (at % Math.max(1, bytes.length - 40 - text.length)),
      );
    return bytes.subarray(0, packet.length);
  })
  .filter((bytes) => bytes.length > 60);

/** A packet of any capability, sound but for what its texts are. */
const builtPacket = fc
  .constantFrom(
    ...CATALOGUE.entries.flatMap((entry) =>
      entry.spec.layouts.flatMap(({ wires }) =>
        wires.flatMap((wire) =>
          entry.spec.packets
            .flatMap(({ command }) => entry.candidatesFor(command, wire))
            .filter(({ chunked }) => !chunked)
            .map((candidate) => ({ candidate, wire })),
        ),
      ),
    ),
  )
  .chain(({ candidate, wire }) =>
    fc
      .tuple(arbitraryFields(candidate.list), fc.array(hostile, { minLength: 40, maxLength: 40 }))
      .map(([fields, texts]) => {
        const trailer =
          candidate.capability.nodeIds === 'trailer' ? { cluster: 1, source: 2, destination: 3 } : undefined;
        let next = 0;
        const text = (): string => {
          const bytes = texts[next++ % texts.length] as Uint8Array;
          return losslessText(bytes, 0, bytes.length);
        };
        return Buffer.from(encodePacket(candidate, wire, withTexts(fields, text) as Fields, trailer));
      }),
  );

function replaced(bytes: Buffer, at: number, length: number, text: Uint8Array): Buffer {
  const from = at % bytes.length;
  return Buffer.concat([bytes.subarray(0, from), text, bytes.subarray(from + length)]);
}

/** The fields with other texts: as many bytes, where the number of bytes is the kind of field. */
function withTexts(value: Value, text: () => string): Value {
  if (typeof value === 'string') return /^[\d.:a-f]+$/.test(value) || value.length === 24 ? value : text();
  if (typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, text));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, text)]));
}

type Carried = { readonly sip: Buffer } | { readonly bin: Buffer };

const carried: fc.Arbitrary<Carried> = fc.oneof(
  sipMessage.map((sip) => ({ sip })),
  damagedPacket.map((bin) => ({ bin })),
  builtPacket.map((bin) => ({ bin })),
);

function capture(messages: readonly Carried[]): Buffer {
  return pcap(
    messages.map((message, at) => {
      const datagram = 'sip' in message ? udp(message.sip) : tcp(message.bin, { source: 20_000 + at });
      const data = ethernet(0x0800, ipv4('sip' in message ? 17 : 6, datagram, { identification: at + 1 }));
      return { seconds: 1_700_000_000, fraction: at * 10_000, data };
    }),
  );
}

function expectSafe(lines: readonly string[]): void {
  for (const line of lines) {
    if (UNSAFE.test(line)) expect.fail(`not safe: ${JSON.stringify(line)}`);
  }
}

/** Everything that commands print and screens show of a message. */
function shown(session: Session, id: MessageId, number: number): readonly string[] {
  const { reader } = session;
  const summary = summarize(session, id);
  const texts = { number: `${number}`, time: '0', summary, marks: messageMarks(session, id, summary) };
  const bytes = reader.bytes(id);
  const perRow = bytesPerHexRow(80, bytes.length);
  const marked = { from: number % bytes.length, to: bytes.length };
  return [
    ...messageLines(session, id, { quiet: false, utc: true, palette: PLAIN }),
    ...messageLines(session, id, { quiet: true, utc: true, palette: PLAIN }),
    ...[60, 100, 200].map((width) => {
      const needs = widen(NO_NEEDS, texts, width < 110);
      return rowText(messageRow(texts, messageColumns(width, needs), width < 110));
    }),
    ...openedRows(session, id).map((row) => rowText(fieldRow(row))),
    ...messageTextRows(bytes, marked, 40).rows.map(rowText),
    ...plainTextRows(reader.text(id), 40).rows.map(rowText),
    ...Array.from({ length: hexRowCount(bytes.length, perRow) }, (_, at) =>
      rowText(hexRow(bytes, at, perRow, marked)),
    ),
  ];
}

/** The field tree with everything open. */
function openedRows(session: Session, id: MessageId): readonly FieldRow[] {
  const nodes = session.reader.dissect(id);
  const toggled = new Set<string>();
  for (let depth = 0; depth < 6; depth++) {
    for (const { path, open } of fieldRows(nodes, toggled)) if (open === false) toggled.add(path);
  }
  return fieldRows(nodes, toggled);
}

describe('text from the wire', () => {
  test('is harmless in every line and row of a message', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(carried, { minLength: 12, maxLength: 12 }), async (messages) => {
        const session = await readAll([folder.file(capture(messages), 'hostile.pcap')]);
        let number = 0;
        for (const id of messagesOf(session)) expectSafe(shown(session, id, number++));
        read += number;
        session.close();
      }),
      { numRuns: 40 },
    );
    expect(read).toBeGreaterThan(300);
  });

  test('is harmless in what every command prints', async () => {
    const messages = fc.sample(carried, { numRuns: 150, seed: 1 });
    const file = folder.file(capture(messages), 'commands.pcap');
    const listed = await syncgrep(['flows', '--json', file]);
    const flows = listed.output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).flow]));
    expect(flows.length).toBeGreaterThan(5);
    const reports = [
      ['packets', '-A'],
      ['flows'],
      ['aors'],
      ['nodes'],
      ...flows.slice(0, 2).map((id) => ['flow', `${id}`]),
    ];
    for (const report of reports) {
      const { code, output, errors } = await syncgrep([...report, file]);
      expect([report, code, output !== '']).toEqual([report, 0, true]);
      expectSafe([...output.split('\n'), ...errors.split('\n')]);
    }
  });

  test('would be seen', () => {
    for (const bytes of [...CONTROLS, ...C1, ...OTHERS.map((text) => Buffer.from(text))]) {
      expect(() => expectSafe([`a${losslessText(bytes, 0, bytes.length)}b`])).toThrow('not safe');
    }
  });
});
