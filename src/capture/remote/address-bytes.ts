import { isIPv4 } from 'node:net';

/** The bytes of an IPv4 address in text form. */
export function bytesOf4(address: string): readonly number[] {
  return address.split('.').map(Number);
}

/** The 16 bytes of an address given by the system, IPv4 included; a zone (`%eth0`) is dropped. */
export function bytesOf6(address: string): Uint8Array {
  const [plain = ''] = address.split('%');
  if (isIPv4(plain)) return Uint8Array.from([...new Array(10).fill(0), 0xff, 0xff, ...bytesOf4(plain)]);
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const whole = mapped === null ? plain : `${mapped[1]}${pairs(mapped[2] ?? '')}`;
  const [before = '', after] = whole.split('::');
  const first = words(before);
  const last = words(after ?? '');
  const zeros = new Array(Math.max(0, 8 - first.length - last.length)).fill(0);
  return Uint8Array.from([...first, ...zeros, ...last].flatMap((word: number) => [word >> 8, word & 0xff]));
}

function pairs(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf4(address);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function words(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}
