import type { Truth } from '../truth.ts';
import { type CaptureFile, LinkType } from './capture-file.ts';

/** An IPv4 address and a port. */
export interface Endpoint {
  readonly address: number;
  readonly port: number;
}

export interface SegmentHeader {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  /** Of the time stamp option (RFC 7323), in milliseconds. */
  readonly stamp: number;
  readonly echo: number;
}

const MTU = 1500;
/** Payload of a full TCP segment: the MTU without IP header, TCP header and time stamp option. */
export const MSS = MTU - 20 - 32;
const UDP = 17;
const TCP = 6;
const MORE_FRAGMENTS = 0x2000;
const DO_NOT_FRAGMENT = 0x4000;
const LINK_LENGTHS = { [LinkType.Ethernet]: 14, [LinkType.Cooked]: 16 } as const;

/**
 * Writes IPv4 packets into a capture file. IP headers carry their checksum; those of UDP and TCP are 0,
 * as in a recording made before the network card fills them in.
 */
export class PacketWriter {
  private readonly file: CaptureFile;
  private readonly linkType: LinkType;
  private readonly linkLength: number;
  private readonly truth: Truth;
  private identification = 0;
  private readonly datagram = Buffer.alloc(65_536);

  constructor(file: CaptureFile, linkType: LinkType, truth: Truth) {
    this.file = file;
    this.linkType = linkType;
    this.linkLength = LINK_LENGTHS[linkType];
    this.truth = truth;
  }

  /** Microseconds, of the last frame. */
  get time(): number {
    return this.file.time;
  }

  /** A datagram of Latin-1 text, in fragments where it exceeds the MTU. */
  udpText(time: number, from: Endpoint, to: Endpoint, text: string): void {
    if (text.length + 28 > MTU) {
      this.datagram.write(text, 8, 'latin1');
      this.writeFragments(time, from, to, text.length + 8);
      return;
    }
    const payload = this.startUdp(from, to, text.length);
    this.file.bytes.write(text, payload, 'latin1');
    this.endFrame(time, this.linkLength + 28 + text.length);
  }

  udpBytes(time: number, from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    const payload = this.startUdp(from, to, bytes.length);
    this.file.bytes.set(bytes, payload);
    this.endFrame(time, this.linkLength + 28 + bytes.length);
  }

  segment(
    time: number,
    from: Endpoint,
    to: Endpoint,
    header: SegmentHeader,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const frame = this.file.open();
    const ip = frame + this.linkLength;
    const isSyn = (header.flags & 2) !== 0;
    const headerLength = isSyn ? 40 : 32;
    const length = end - start;
    this.writeLink(frame, from, to);
    this.writeIp(ip, 20 + headerLength + length, TCP, from, to, this.nextIdentification(), DO_NOT_FRAGMENT);
    this.writeTcp(ip + 20, from, to, header, isSyn);
    if (length > 0) this.file.bytes.set(bytes.subarray(start, end), ip + 20 + headerLength);
    this.endFrame(time, this.linkLength + 20 + headerLength + length);
    this.truth.segments++;
  }

  private startUdp(from: Endpoint, to: Endpoint, length: number): number {
    const frame = this.file.open();
    const ip = frame + this.linkLength;
    this.writeLink(frame, from, to);
    this.writeIp(ip, 28 + length, UDP, from, to, this.nextIdentification(), 0);
    writeUdp(this.file.bytes, ip + 20, from, to, 8 + length);
    return ip + 28;
  }

  private writeFragments(time: number, from: Endpoint, to: Endpoint, length: number): void {
    writeUdp(this.datagram, 0, from, to, length);
    const identification = this.nextIdentification();
    const most = (MTU - 20) & ~7;
    for (let offset = 0; offset < length; offset += most) {
      const size = Math.min(most, length - offset);
      const more = offset + size < length ? MORE_FRAGMENTS : 0;
      const frame = this.file.open();
      const ip = frame + this.linkLength;
      this.writeLink(frame, from, to);
      this.writeIp(ip, 20 + size, UDP, from, to, identification, more | (offset >> 3));
      this.datagram.copy(this.file.bytes, ip + 20, offset, offset + size);
      this.endFrame(time, this.linkLength + 20 + size);
      this.truth.ipFragments++;
    }
  }

  private endFrame(time: number, length: number): void {
    this.file.close(time, length);
    this.truth.frames++;
  }

  /** The MAC address of a host is 02:00 and its IP address. */
  private writeLink(at: number, from: Endpoint, to: Endpoint): void {
    const { bytes } = this.file;
    if (this.linkType === LinkType.Ethernet) {
      put16(bytes, at, 0x0200);
      put32(bytes, at + 2, to.address);
      put16(bytes, at + 6, 0x0200);
      put32(bytes, at + 8, from.address);
    } else {
      put16(bytes, at, 0);
      put16(bytes, at + 2, 1);
      put16(bytes, at + 4, 6);
      put16(bytes, at + 6, 0x0200);
      put32(bytes, at + 8, from.address);
      put16(bytes, at + 12, 0);
    }
    put16(bytes, at + this.linkLength - 2, 0x0800);
  }

  private writeIp(
    at: number,
    length: number,
    protocol: number,
    from: Endpoint,
    to: Endpoint,
    identification: number,
    fragment: number,
  ): void {
    const { bytes } = this.file;
    put16(bytes, at, 0x4500);
    put16(bytes, at + 2, length);
    put16(bytes, at + 4, identification);
    put16(bytes, at + 6, fragment);
    put16(bytes, at + 8, 0x4000 | protocol);
    put32(bytes, at + 12, from.address);
    put32(bytes, at + 16, to.address);
    let sum = 0x4500 + length + identification + fragment + (0x4000 | protocol);
    sum += (from.address >>> 16) + (from.address & 0xffff) + (to.address >>> 16) + (to.address & 0xffff);
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    put16(bytes, at + 10, ~sum & 0xffff);
  }

  private writeTcp(at: number, from: Endpoint, to: Endpoint, header: SegmentHeader, isSyn: boolean): void {
    const { bytes } = this.file;
    put16(bytes, at, from.port);
    put16(bytes, at + 2, to.port);
    put32(bytes, at + 4, header.sequence);
    put32(bytes, at + 8, header.acknowledgement);
    put16(bytes, at + 12, ((isSyn ? 10 : 8) << 12) | header.flags);
    put16(bytes, at + 14, header.window);
    put32(bytes, at + 16, 0);
    const options = isSyn ? this.writeSynOptions(at + 20) : at + 20;
    put32(bytes, options, 0x0101080a);
    put32(bytes, options + 4, header.stamp);
    put32(bytes, options + 8, header.echo);
  }

  /** Largest segment, selective acknowledgements (as one no-operation pair) and window scale 7. */
  private writeSynOptions(at: number): number {
    put32(this.file.bytes, at, 0x02040000 | (MSS + 12));
    put32(this.file.bytes, at + 4, 0x01030307);
    return at + 8;
  }

  private nextIdentification(): number {
    this.identification = (this.identification + 1) & 0xffff;
    return this.identification;
  }
}

function writeUdp(bytes: Uint8Array, at: number, from: Endpoint, to: Endpoint, length: number): void {
  put16(bytes, at, from.port);
  put16(bytes, at + 2, to.port);
  put16(bytes, at + 4, length);
  put16(bytes, at + 6, 0);
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/**
 * A port as systems and NATs hand them out. Of the dynamic range (RFC 6335) only a part in which tshark
 * knows no protocol: it would read our messages as that.
 */
export function ephemeralPort(choice: number): number {
  return 50_000 + (choice % 4300);
}

/** `198.51.100.7` of a number. */
export function dotted(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`;
}

export function addressOf(text: string): number {
  return text.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}
