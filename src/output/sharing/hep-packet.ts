import { isIPv4 } from 'node:net';
import { bytesOf4, bytesOf6 } from '../../capture/remote/address-bytes.ts';

/** What a HEP packet (version 3) says about the SIP message in it. */
export interface HepContent {
  readonly source: HepPlace;
  readonly destination: HepPlace;
  /** IP protocol number; 22 and 50 stand for TLS and WebSocket. */
  readonly ipProtocol: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Identifies the sender; Homer shows it as the node. */
  readonly captureId: number;
  /** Groups messages: the Call-ID; empty if unknown. */
  readonly correlationId: string;
  readonly payload: Uint8Array;
}

export interface HepPlace {
  readonly address: string;
  readonly port: number;
}

const SIP = 1;
const [AF_INET, AF_INET6] = [2, 10];
const CHUNK_HEADER = 6;
const HEADER = 6;

/** Chunk types of the generic vendor (HEP specification, section 3). */
const Chunk = {
  Family: 1,
  Protocol: 2,
  Source4: 3,
  Destination4: 4,
  Source6: 5,
  Destination6: 6,
  SourcePort: 7,
  DestinationPort: 8,
  Seconds: 9,
  Microseconds: 10,
  Type: 11,
  CaptureId: 12,
  Payload: 15,
  CorrelationId: 17,
} as const;

/** Undefined if it is too long for the length field of a HEP packet. */
export function hepPacket(content: HepContent): Buffer | undefined {
  const { source, destination, ipProtocol, time, captureId, correlationId, payload } = content;
  const four = isIPv4(source.address) && isIPv4(destination.address);
  const bytesOf = four ? bytesOf4 : bytesOf6;
  const chunks: readonly Buffer[] = [
    number(Chunk.Family, 1, four ? AF_INET : AF_INET6),
    number(Chunk.Protocol, 1, ipProtocol),
    chunk(four ? Chunk.Source4 : Chunk.Source6, Uint8Array.from(bytesOf(source.address))),
    chunk(four ? Chunk.Destination4 : Chunk.Destination6, Uint8Array.from(bytesOf(destination.address))),
    number(Chunk.SourcePort, 2, source.port),
    number(Chunk.DestinationPort, 2, destination.port),
    number(Chunk.Seconds, 4, Number((time / 1_000_000_000n) & 0xffffffffn)),
    number(Chunk.Microseconds, 4, Number((time % 1_000_000_000n) / 1000n)),
    number(Chunk.Type, 1, SIP),
    number(Chunk.CaptureId, 4, captureId),
    ...(correlationId === '' ? [] : [chunk(Chunk.CorrelationId, Buffer.from(correlationId, 'utf8'))]),
    chunk(Chunk.Payload, payload),
  ];
  const length = chunks.reduce((sum, one) => sum + one.length, HEADER);
  if (length > 0xffff) return undefined;
  const head = Buffer.from('HEP3\0\0', 'latin1');
  head.writeUInt16BE(length, 4);
  return Buffer.concat([head, ...chunks]);
}

function number(type: number, width: 1 | 2 | 4, value: number): Buffer {
  const data = Buffer.alloc(width);
  data.writeUIntBE(value, 0, width);
  return chunk(type, data);
}

function chunk(type: number, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEADER + data.length);
  bytes.writeUInt16BE(type, 2);
  // A chunk too long for its length field makes the whole packet too long, which the caller notices.
  bytes.writeUInt16BE(Math.min(bytes.length, 0xffff), 4);
  bytes.set(data, CHUNK_HEADER);
  return bytes;
}
