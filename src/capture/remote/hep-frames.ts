import { isIPv4 } from 'node:net';
import { packetBlock } from './pcapng-encoding.ts';

/** LINKTYPE_RAW: packets begin with their IP header. */
export const RAW_IP = 101;
const UDP = 17;
const UDP_HEADER = 8;
const HEADER_4 = 20;
const HEADER_6 = 40;
/** What fits into a datagram of either version. */
export const LONGEST_HEP = 65_535 - HEADER_4 - UDP_HEADER;

/** One end of the way of a HEP packet. */
export interface HepEnd {
  readonly address: string;
  readonly port: number;
}

/**
 * A HEP packet as the datagram in which it came or could have come, captured when it arrived. Time and
 * addresses of the message stand in the HEP packet itself.
 */
export function hepFrame(hep: Uint8Array, from: HepEnd, to: HepEnd): Buffer {
  const four = isIPv4(from.address) && isIPv4(to.address);
  const head = four ? HEADER_4 : HEADER_6;
  const packet = Buffer.alloc(head + UDP_HEADER + hep.length);
  const length = UDP_HEADER + hep.length;
  if (four) {
    packet.writeUInt8(0x45, 0);
    packet.writeUInt16BE(packet.length, 2);
    packet.writeUInt8(64, 8);
    packet.writeUInt8(UDP, 9);
    packet.set(bytesOf4(from.address), 12);
    packet.set(bytesOf4(to.address), 16);
  } else {
    packet.writeUInt8(0x60, 0);
    packet.writeUInt16BE(length, 4);
    packet.writeUInt8(UDP, 6);
    packet.writeUInt8(64, 7);
    packet.set(bytesOf6(from.address), 8);
    packet.set(bytesOf6(to.address), 24);
  }
  packet.writeUInt16BE(from.port, head);
  packet.writeUInt16BE(to.port, head + 2);
  packet.writeUInt16BE(length, head + 4);
  packet.set(hep, head + UDP_HEADER);
  return packetBlock(microsecondsNow(), packet.length, packet);
}

function microsecondsNow(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
}

function bytesOf4(address: string): readonly number[] {
  return address.split('.').map(Number);
}

/** Of an address that the system gave: only the zone has to go. */
function bytesOf6(address: string): Uint8Array {
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
