import { latin1, looksLikeText, spells } from '../../decoders/bytes/text.ts';

/** A kind of file that is no capture, and what to do with it. */
interface ForeignFormat {
  readonly magic: readonly number[];
  /** Offset of the magic number; 0 if not given. */
  readonly at?: number;
  readonly name: string;
  /** What to do; `%` stands for the path. */
  readonly advice: string;
}

/** Bytes that `foreignFormat` looks at. */
export const RECOGNITION_BYTES = 512;

const CONVERT = 'convert it first: editcap -F pcapng % out.pcapng';

const FORMATS: readonly ForeignFormat[] = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd-compressed', advice: 'decompress it first: zstd -d %' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'xz-compressed', advice: 'decompress it first: xz -dk %' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2-compressed', advice: 'decompress it first: bzip2 -dk %' },
  { magic: [0x04, 0x22, 0x4d, 0x18], name: 'lz4-compressed', advice: 'decompress it first: lz4 -d %' },
  { magic: [0x1f, 0x9d], name: 'compress-ed (.Z)', advice: 'decompress it first: uncompress -k %' },
  { magic: [0x1f, 0x8b], name: 'gzip within gzip', advice: 'decompress it once: gzip -dk %' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7-Zip archive', advice: 'unpack it first: 7z x %' },
  { magic: [0x52, 0x61, 0x72, 0x21], name: 'a RAR archive', advice: 'unpack it first: unrar x %' },
  { magic: ascii('ustar'), at: 257, name: 'a tar archive', advice: 'unpack it first: tar -xf %' },
  { magic: ascii('snoop\0\0\0'), name: 'a snoop capture', advice: CONVERT },
  { magic: ascii('RTSS'), name: 'a Network Monitor capture', advice: CONVERT },
  { magic: ascii('GMBU'), name: 'a Network Monitor capture', advice: CONVERT },
  { magic: ascii('TRSNIFF data'), name: 'a Sniffer capture', advice: CONVERT },
  { magic: ascii('XCP\0'), name: 'a NetXray capture', advice: CONVERT },
  { magic: ascii('btsnoop\0'), name: 'a Bluetooth btsnoop capture', advice: 'it holds no IP packets' },
  { magic: ascii('#!rtpplay'), name: 'an rtpdump file', advice: 'it holds RTP only' },
  { magic: [0x7f, 0x45, 0x4c, 0x46], name: 'a program (ELF)', advice: 'name a capture file' },
];

/** A clause that says what the bytes look like and what to do about it. `path` is for the commands in it. */
export function foreignFormat(bytes: Uint8Array, length: number, path: string): string {
  const zip = zipAdvice(bytes, length, path);
  if (zip !== undefined) return zip;
  const known = FORMATS.find((format) => startsWith(bytes, length, format));
  if (known !== undefined) return `${known.name}; ${known.advice.replace('%', path)}`;
  const text = textBeginning(bytes, length);
  if (text !== undefined) return `text, no capture file ("${text}"); name a pcap or pcapng file`;
  if (looksLikeErf(bytes, length)) return `probably an ERF capture; ${CONVERT.replace('%', path)}`;
  return 'no capture file (neither pcap nor pcapng); see what it is: file, capinfos';
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function startsWith(bytes: Uint8Array, length: number, format: ForeignFormat): boolean {
  const at = format.at ?? 0;
  return length >= at + format.magic.length && format.magic.every((byte, i) => bytes[at + i] === byte);
}

/** The beginning of the first line, if the bytes look like text. */
export function textBeginning(bytes: Uint8Array, length: number): string | undefined {
  if (length === 0 || !looksLikeText(bytes, 0, Math.min(length, RECOGNITION_BYTES))) return undefined;
  const end = bytes.subarray(0, Math.min(length, 40)).indexOf(0x0a);
  const line = latin1(bytes, 0, end < 0 ? Math.min(length, 40) : end);
  return line.trim().replace(/[^\x20-\x7e]/g, '.');
}

/** A zip. Names the first file in it if that is a capture (APPNOTE 4.3.7). */
function zipAdvice(bytes: Uint8Array, length: number, path: string): string | undefined {
  if (length < 30 || !spells(bytes, 0, 'PK\x03\x04')) return undefined;
  const nameLength = (bytes[26] as number) | ((bytes[27] as number) << 8);
  const name = latin1(bytes, 30, Math.min(length, 30 + nameLength));
  const inside = /^[\w .+/-]+\.(pcap|pcapng|cap)$/i.test(name) ? ` that holds ${name}` : '';
  return `a zip archive${inside}; unpack it first: unzip ${path}`;
}

/** ERF has no magic number: 8 bytes of time, then type, flags, record length, length on the wire. */
function looksLikeErf(bytes: Uint8Array, length: number): boolean {
  if (length < 16) return false;
  const type = (bytes[8] as number) & 0x7f;
  const recordLength = ((bytes[10] as number) << 8) | (bytes[11] as number);
  const wireLength = ((bytes[14] as number) << 8) | (bytes[15] as number);
  // Seconds are in bytes 4 to 7, little-endian; plausible from 2001 to 2128.
  const seconds = Buffer.from(bytes.buffer, bytes.byteOffset, 16).readUInt32LE(4);
  const isDated = seconds > 1_000_000_000 && seconds < 5_000_000_000;
  return isDated && type > 0 && type <= 48 && recordLength >= 16 && wireLength > 0;
}
