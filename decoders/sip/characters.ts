/** Character classes of RFC 3261 25.1 for single bytes, as bits in a table. */

export const Byte = {
  Tab: 0x09,
  Lf: 0x0a,
  Cr: 0x0d,
  Space: 0x20,
  Quote: 0x22,
  Percent: 0x25,
  Star: 0x2a,
  Comma: 0x2c,
  Dash: 0x2d,
  Dot: 0x2e,
  Slash: 0x2f,
  Zero: 0x30,
  Colon: 0x3a,
  Semicolon: 0x3b,
  LessThan: 0x3c,
  Equals: 0x3d,
  GreaterThan: 0x3e,
  Question: 0x3f,
  At: 0x40,
  OpenBracket: 0x5b,
  Backslash: 0x5c,
  CloseBracket: 0x5d,
} as const;

const TOKEN = 1;
const DIGIT = 2;
const HEX = 8;
const UNRESERVED = 16;
/** Space, tab, CR and LF: white space inside a folded header value. */
const BLANK = 32;
const SCHEME = 64;
const PLAIN_USER = 128;

const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  const mark = (characters: string, bits: number): void => {
    for (const character of characters) {
      const byte = character.charCodeAt(0);
      table[byte] = (table[byte] as number) | bits;
    }
  };
  mark('0123456789', TOKEN | DIGIT | HEX | UNRESERVED | SCHEME);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', TOKEN | UNRESERVED | SCHEME);
  mark('abcdefABCDEF', HEX);
  mark("-.!%*_+`'~", TOKEN);
  mark("-_.!~*'()", UNRESERVED);
  mark('+-.', SCHEME);
  mark(' \t\r\n', BLANK);
  mark("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.!~*'()&=+$/#", PLAIN_USER);
  return table;
}

export function isToken(byte: number): boolean {
  return ((CLASSES[byte] as number) & TOKEN) !== 0;
}

/** Is bytes[from..to) a token, one or more token characters? */
export function areTokens(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isToken(bytes[at] as number)) return false;
  return from < to;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function isHexDigit(byte: number): boolean {
  return ((CLASSES[byte] as number) & HEX) !== 0;
}

export function isUnreserved(byte: number): boolean {
  return ((CLASSES[byte] as number) & UNRESERVED) !== 0;
}

/** Can the byte be part of a user without being escaped or separating anything? */
export function isPlainUser(byte: number): boolean {
  return ((CLASSES[byte] as number) & PLAIN_USER) !== 0;
}

export function isBlank(byte: number): boolean {
  return ((CLASSES[byte] as number) & BLANK) !== 0;
}

/** Can the byte be part of a URI scheme (RFC 3986 3.1) after its first letter? */
export function isSchemeByte(byte: number): boolean {
  return ((CLASSES[byte] as number) & SCHEME) !== 0;
}

/** First position in [from, to) that is not white space; `to` if there is none. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && isBlank(bytes[from] as number)) from++;
  return from;
}

/** First position in [from, to) that is neither CR nor LF; `to` if there is none. */
export function skipLineEnds(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && (bytes[from] === Byte.Cr || bytes[from] === Byte.Lf)) from++;
  return from;
}

/** The end of [from, to) without trailing white space. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  while (to > from && isBlank(bytes[to - 1] as number)) to--;
  return to;
}

/** Is there white space anywhere in bytes[from..to)? */
export function hasBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isBlank(bytes[at] as number)) return true;
  return false;
}

export function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Value of a hex digit of either case. */
export function hexValue(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}
