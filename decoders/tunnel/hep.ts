import { u16be, u32be } from '../bytes/integers.ts';

/** HEP version 3 ("EEP"), in which SIP servers send copies of their messages to a collector. */

const HEADER_LENGTH = 6;
const CHUNK_HEADER_LENGTH = 6;
const GENERIC_VENDOR = 0;
const AF_INET = 2;

const Chunk = {
  IpFamily: 0x0001,
  IpProtocol: 0x0002,
  SourceIpv4: 0x0003,
  DestinationIpv4: 0x0004,
  SourceIpv6: 0x0005,
  DestinationIpv6: 0x0006,
  SourcePort: 0x0007,
  DestinationPort: 0x0008,
  Seconds: 0x0009,
  Microseconds: 0x000a,
  ProtocolType: 0x000b,
  AgentId: 0x000c,
  Payload: 0x000f,
  CompressedPayload: 0x0010,
  CorrelationId: 0x0011,
} as const;

/** Protocol types of chunk 0x000b; no others are read. */
export const HepProtocol = { Sip: 1 } as const;

export const HepStatus = {
  Ok: 0,
  /** Does not begin like HEP version 3. */
  NotHep: 1,
  /** Lengths contradict each other, or addresses or payload are missing. */
  Malformed: 2,
  /** The only payload is compressed: it is at `payloadFrom` to `payloadTo`. */
  Compressed: 3,
  /** The captured bytes end before addresses and the first byte of a payload. */
  TooShort: 4,
} as const;
export type HepStatus = (typeof HepStatus)[keyof typeof HepStatus];

/** The content of a HEP packet. Reused; positions are in the decoded bytes. */
export class HepPacket {
  /** AF_INET is 2; AF_INET6 is 10, or what the sender's system has; 0 if not given. */
  family = 0;
  addressLength: 4 | 16 = 4;
  /** -1 if there is none of this family. */
  sourceAt = 0;
  destinationAt = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Protocol number of the inner IP packet; 22 and 50 are used for TLS and WebSocket. 0 if not given. */
  ipProtocol = 0;
  /** Seconds since 1970 UTC; 0 if there is no time. */
  seconds = 0;
  microseconds = 0;
  protocolType = 0;
  agentId = 0;
  correlationFrom = 0;
  correlationTo = 0;
  /** As in PacketLayers: captured bytes end at `payloadTo`, sent ones at `payloadEnd`. */
  payloadFrom = 0;
  payloadTo = 0;
  payloadEnd = 0;

  /** Positions in the address chunks; -1 if absent. A packet may have both families. */
  source4At = -1;
  destination4At = -1;
  source6At = -1;
  destination6At = -1;
}

/** Is there "HEP3" at `from`? */
export function startsLikeHep(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    from + HEADER_LENGTH <= to &&
    bytes[from] === 0x48 &&
    bytes[from + 1] === 0x45 &&
    bytes[from + 2] === 0x50 &&
    bytes[from + 3] === 0x33
  );
}

/**
 * Reads the HEP packet bytes[from..to), which in the datagram extended to `end`. Unknown chunks and those of
 * other vendors are skipped. Of two chunks of one type the later counts; of payloads, the first.
 */
export function decodeHep(
  bytes: Uint8Array,
  from: number,
  to: number,
  end: number,
  hep: HepPacket,
): HepStatus {
  clear(hep, from);
  if (!startsLikeHep(bytes, from, to)) return HepStatus.NotHep;
  const hepEnd = from + u16be(bytes, from + 4);
  if (hepEnd < from + HEADER_LENGTH || hepEnd > end) return HepStatus.Malformed;
  const payload = readChunks(bytes, from + HEADER_LENGTH, Math.min(to, hepEnd), hepEnd, hep);
  if (payload === MALFORMED) return HepStatus.Malformed;
  chooseAddresses(hep);
  if (hep.sourceAt < 0 || hep.destinationAt < 0 || payload === 0) {
    return hepEnd > to ? HepStatus.TooShort : HepStatus.Malformed;
  }
  return payload === Chunk.Payload ? HepStatus.Ok : HepStatus.Compressed;
}

const MALFORMED = -1;

/** Returns the type of the payload; 0 if there is none. */
function readChunks(bytes: Uint8Array, at: number, to: number, hepEnd: number, hep: HepPacket): number {
  let payload = 0;
  while (at + CHUNK_HEADER_LENGTH <= to) {
    const generic = u16be(bytes, at) === GENERIC_VENDOR;
    const type = u16be(bytes, at + 2);
    const dataAt = at + CHUNK_HEADER_LENGTH;
    const next = at + u16be(bytes, at + 4);
    if (next < dataAt || next > hepEnd) return MALFORMED;
    const isPayload = generic && (type === Chunk.Payload || type === Chunk.CompressedPayload);
    if (isPayload && payload !== Chunk.Payload && payload !== type) {
      payload = type;
      hep.payloadFrom = dataAt;
      hep.payloadTo = Math.min(next, to);
      hep.payloadEnd = next;
    } else if (generic && next <= to && !readChunk(bytes, type, dataAt, next - dataAt, hep)) {
      return MALFORMED;
    }
    at = next;
  }
  return payload;
}

/** False if the length of the chunk does not match its type. */
function readChunk(bytes: Uint8Array, type: number, at: number, length: number, hep: HepPacket): boolean {
  const wanted = lengthOf(type);
  if (wanted >= 0 && length !== wanted) return false;
  switch (type) {
    case Chunk.IpFamily:
      hep.family = bytes[at] as number;
      break;
    case Chunk.IpProtocol:
      hep.ipProtocol = bytes[at] as number;
      break;
    case Chunk.SourceIpv4:
      hep.source4At = at;
      break;
    case Chunk.DestinationIpv4:
      hep.destination4At = at;
      break;
    case Chunk.SourceIpv6:
      hep.source6At = at;
      break;
    case Chunk.DestinationIpv6:
      hep.destination6At = at;
      break;
    case Chunk.SourcePort:
      hep.sourcePort = u16be(bytes, at);
      break;
    case Chunk.DestinationPort:
      hep.destinationPort = u16be(bytes, at);
      break;
    case Chunk.Seconds:
      hep.seconds = u32be(bytes, at);
      break;
    case Chunk.Microseconds:
      hep.microseconds = u32be(bytes, at);
      break;
    case Chunk.ProtocolType:
      hep.protocolType = bytes[at] as number;
      break;
    case Chunk.AgentId:
      hep.agentId = u32be(bytes, at);
      break;
    case Chunk.CorrelationId:
      hep.correlationFrom = at;
      hep.correlationTo = at + length;
      break;
  }
  return true;
}

/** Length of a chunk's data; -1 if it is variable. */
function lengthOf(type: number): number {
  switch (type) {
    case Chunk.IpFamily:
    case Chunk.IpProtocol:
    case Chunk.ProtocolType:
      return 1;
    case Chunk.SourcePort:
    case Chunk.DestinationPort:
      return 2;
    case Chunk.SourceIpv4:
    case Chunk.DestinationIpv4:
    case Chunk.Seconds:
    case Chunk.Microseconds:
    case Chunk.AgentId:
      return 4;
    case Chunk.SourceIpv6:
    case Chunk.DestinationIpv6:
      return 16;
    default:
      return -1;
  }
}

/**
 * The family chunk decides; if it is absent, or names a family that is not there, the one that is there is
 * used.
 */
function chooseAddresses(hep: HepPacket): void {
  const has4 = hep.source4At >= 0 && hep.destination4At >= 0;
  const has6 = hep.source6At >= 0 && hep.destination6At >= 0;
  const wants4 = hep.family === AF_INET || hep.family === 0;
  const use4 = has4 && (wants4 || !has6);
  hep.addressLength = use4 || !has6 ? 4 : 16;
  hep.sourceAt = hep.addressLength === 4 ? hep.source4At : hep.source6At;
  hep.destinationAt = hep.addressLength === 4 ? hep.destination4At : hep.destination6At;
}

function clear(hep: HepPacket, at: number): void {
  hep.family = 0;
  hep.addressLength = 4;
  hep.sourceAt = -1;
  hep.destinationAt = -1;
  hep.sourcePort = 0;
  hep.destinationPort = 0;
  hep.ipProtocol = 0;
  hep.seconds = 0;
  hep.microseconds = 0;
  hep.protocolType = 0;
  hep.agentId = 0;
  hep.correlationFrom = at;
  hep.correlationTo = at;
  hep.payloadFrom = at;
  hep.payloadTo = at;
  hep.payloadEnd = at;
  hep.source4At = -1;
  hep.destination4At = -1;
  hep.source6At = -1;
  hep.destination6At = -1;
}
