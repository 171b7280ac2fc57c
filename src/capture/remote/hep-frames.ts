import { isIPv4 } from 'node:net';
import { bytesOf4, bytesOf6 } from './address-bytes.ts';
import { packetBlock } from './pcapng-encoding.ts';

/** LINKTYPE_RAW: packets begin with the IP header. */
export const RAW_IP = 101;
const UDP = 17;
const UDP_HEADER = 8;
const HEADER_4 = 20;
const HEADER_6 = 40;
/** Longest HEP packet that fits into a UDP datagram over IPv4 as well as IPv6. */
export const LONGEST_HEP = 65_535 - HEADER_4 - UDP_HEADER;

/** One end of the transport of a HEP packet. */
export interface HepEnd {
  readonly address: string;
  readonly port: number;
}

/**
 * A HEP packet in the datagram in which it came (or, over TCP, could have come), captured at its arrival.
 * Time and addresses of the message itself are inside the HEP packet.
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
