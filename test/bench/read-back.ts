import { u32le } from '../../decoders/bytes/integers.ts';
import { latin1 } from '../../decoders/bytes/text.ts';

/**
 * Reads a generated capture back in the plainest way, so that nothing of the program itself is trusted:
 * a pcap of Ethernet and IPv4 that is whole in memory.
 */
export interface Packet {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
  readonly ip: Buffer;
}

export function readPackets(file: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8);
    if (length !== file.readUInt32LE(at + 12)) throw new Error(`record at ${at} is cut`);
    const bytes = file.subarray(at + 16, at + 16 + length);
    const time = file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4);
    packets.push({ time, bytes, ip: bytes.subarray(14) });
    at += 16 + length;
  }
  return packets;
}

/** The sum over an IP header with its checksum: 0xffff where that is right (RFC 1071). */
export function headerSum(ip: Buffer): number {
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += ip.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

export interface Datagram {
  readonly time: number;
  readonly length: number;
  readonly announced: number;
  readonly text: string;
}

/** UDP datagrams, fragments joined: they follow each other. */
export function datagrams(packets: readonly Packet[]): readonly Datagram[] {
  const found: Datagram[] = [];
  let pieces: Buffer[] = [];
  for (const { time, ip } of packets) {
    if (ip.readUInt8(9) !== 17) continue;
    pieces.push(ip.subarray(20));
    if ((ip.readUInt16BE(6) & 0x2000) !== 0) continue;
    const udp = Buffer.concat(pieces);
    pieces = [];
    found.push({
      time,
      length: udp.length,
      announced: udp.readUInt16BE(4),
      text: latin1(udp, 8, udp.length),
    });
  }
  return found;
}

export interface Stream {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly bytes: Buffer;
  /** When the byte at each of these positions was captured first, ascending. */
  readonly arrivals: readonly { readonly at: number; readonly time: number }[];
}

/** Every direction of every TCP connection, in order of sequence; throws where a byte is missing. */
export function streams(packets: readonly Packet[]): readonly Stream[] {
  const directions = new Map<string, Direction>();
  for (const { time, ip } of packets) {
    if (ip.readUInt8(9) !== 6) continue;
    const tcp = ip.subarray(20);
    const key = ip.subarray(12, 24).toString('hex');
    const sequence = tcp.readUInt32BE(4);
    if ((tcp.readUInt8(13) & 2) !== 0) {
      const [sourcePort, destinationPort] = [tcp.readUInt16BE(0), tcp.readUInt16BE(2)];
      const start = (sequence + 1) >>> 0;
      directions.set(key, { start, sourcePort, destinationPort, parts: new Map() });
      continue;
    }
    const direction = directions.get(key);
    if (direction === undefined) throw new Error('a segment without a handshake');
    const bytes = tcp.subarray((tcp.readUInt8(12) >>> 4) * 4);
    const at = (sequence - direction.start) >>> 0;
    if (bytes.length > 0 && !direction.parts.has(at)) direction.parts.set(at, { time, bytes });
  }
  return [...directions.values()].map(({ parts, sourcePort, destinationPort }) => ({
    sourcePort,
    destinationPort,
    ...joined(parts),
  }));
}

interface Part {
  readonly time: number;
  readonly bytes: Buffer;
}

interface Direction {
  readonly start: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly parts: Map<number, Part>;
}

function joined(parts: ReadonlyMap<number, Part>): Pick<Stream, 'bytes' | 'arrivals'> {
  const sorted = [...parts].sort(([a], [b]) => a - b);
  let next = 0;
  for (const [at, { bytes }] of sorted) {
    if (at !== next) throw new Error(`bytes ${next} to ${at} are missing`);
    next += bytes.length;
  }
  const bytes = Buffer.concat(sorted.map(([, part]) => part.bytes));
  return { bytes, arrivals: sorted.map(([at, { time }]) => ({ at, time })) };
}

/** Positions of BIN packets, from each to the next. */
export function binFrames(bytes: Buffer): readonly (readonly [from: number, to: number])[] {
  const frames: [number, number][] = [];
  for (let at = 0; at < bytes.length; ) {
    const to = at + u32le(bytes, at + 4);
    if (to < at + 17) throw new Error(`no packet at ${at}`);
    frames.push([at, to]);
    at = to;
  }
  return frames;
}

/** SIP messages of a stream, by Content-Length; keepalives left out. */
export function sipMessages(bytes: Buffer): readonly string[] {
  const text = latin1(bytes, 0, bytes.length);
  const messages: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (text.startsWith('\r\n', at)) {
      at += 2;
      continue;
    }
    const end = text.indexOf('\r\n\r\n', at) + 4;
    if (end < 4) throw new Error(`no message at ${at}`);
    const to = end + bodyLength(text.slice(at, end));
    messages.push(text.slice(at, to));
    at = to;
  }
  return messages;
}

/** What the header says. */
export function bodyLength(head: string): number {
  return Number(/^(?:Content-Length|l): *(\d+)\r$/m.exec(head)?.[1] ?? Number.NaN);
}
