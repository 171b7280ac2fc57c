import { readdirSync, readFileSync } from 'node:fs';
import { latin1, utf8 } from '../../../decoders/bytes/text.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';

const TORTURE = new URL('../../../fixtures/sip/rfc4475/', import.meta.url);

/** A message of RFC 4475 by the name that it has there. */
export function torture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.dat`, TORTURE)));
}

export function tortureNames(): readonly string[] {
  return readdirSync(TORTURE).map((file) => file.replace('.dat', ''));
}

/** Bytes of a text, each character one byte up to U+00FF, else UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}

/** A message of the lines given, with CR LF after each, and a body. */
export function message(lines: readonly string[], body = ''): Uint8Array {
  return bytesOf(`${[...lines, '', ''].join('\r\n')}${body}`);
}

/** What every request needs, around the lines given. */
export function request(
  lines: readonly string[],
  body = '',
  startLine = 'INVITE sip:bob@biloxi.example SIP/2.0',
) {
  return message([startLine, ...MANDATORY, ...lines], body);
}

export const MANDATORY = [
  'Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK776asdhds',
  'Max-Forwards: 70',
  'To: Bob <sip:bob@biloxi.example>',
  'From: Alice <sip:alice@atlanta.example>;tag=1928301774',
  'Call-ID: a84b4c76e66710@pc33.atlanta.example',
  'CSeq: 314159 INVITE',
];

export function indexed(bytes: Uint8Array, from = 0, to = bytes.length): SipIndex {
  const index = new SipIndex();
  index.read(bytes, from, to);
  return index;
}

/** Text between two positions, `undefined` for an empty range. */
export function textOf(bytes: Uint8Array, from: number, to: number): string | undefined {
  return to > from ? utf8(bytes, from, to) : undefined;
}

/** The header table as `name: value` lines. */
export function headerLines(index: SipIndex): readonly string[] {
  return Array.from({ length: index.headerCount }, (_, entry) => {
    const name = latin1(index.bytes, index.nameFrom(entry), index.nameTo(entry));
    return `${name}: ${latin1(index.bytes, index.valueFrom(entry), index.valueTo(entry))}`;
  });
}
