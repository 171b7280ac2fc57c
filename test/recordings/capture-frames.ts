import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { IpProtocol, LayerStatus, TcpFlag } from '../../decoders/packet-layers.ts';
import { decodeFrame } from '../support/decode-packets.ts';

/** Frames of a recorded capture, to be damaged and written again. */
export interface RecordedFrame {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly originalLength: number;
  /** Where its payload stands in a TCP stream; absent for anything else. */
  readonly segment?: Segment;
}

export interface Segment {
  /** One direction of a connection. */
  readonly stream: string;
  readonly sequence: number;
  readonly flags: number;
  /** Place of the payload in `bytes`. */
  readonly from: number;
  readonly to: number;
}

export interface RecordedCapture {
  readonly linkType: number;
  readonly frames: readonly RecordedFrame[];
}

const FILE_HEADER = 24;
export const RECORD_HEADER = 16;

/** Reads a capture of the recordings: little-endian pcap with microseconds, compressed with gzip. */
export function readCapture(path: string, most = Number.POSITIVE_INFINITY): RecordedCapture {
  const file = gunzipSync(readFileSync(path));
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error(`${path} is not what the recordings are`);
  const linkType = file.readUInt32LE(20);
  const frames: RecordedFrame[] = [];
  for (let at = FILE_HEADER; at < file.length && frames.length < most; ) {
    const bytes = file.subarray(at + RECORD_HEADER, at + RECORD_HEADER + file.readUInt32LE(at + 8));
    const time = file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4);
    frames.push(frameOf(linkType, time, bytes, file.readUInt32LE(at + 12)));
    at += RECORD_HEADER + bytes.length;
  }
  return { linkType, frames };
}

function frameOf(linkType: number, time: number, bytes: Uint8Array, originalLength: number): RecordedFrame {
  const { layers, from, status } = decodeFrame(linkType, bytes);
  const plain = { time, bytes, originalLength };
  if (status !== LayerStatus.Ok || layers.protocol !== IpProtocol.Tcp) return plain;
  const addresses = Buffer.from(layers.bytes.buffer, layers.sourceAt, 2 * layers.addressLength).toString(
    'hex',
  );
  const stream = `${addresses} ${layers.sourcePort} ${layers.destinationPort}`;
  const place = { from: layers.payloadFrom - from, to: layers.payloadTo - from };
  // A SYN takes a number of its own.
  const sequence = (layers.sequence + (layers.tcpFlags & TcpFlag.Syn ? 1 : 0)) >>> 0;
  return { ...plain, segment: { stream, sequence, flags: layers.tcpFlags, ...place } };
}

/** The same format, not compressed. Also gives where each record begins. */
export function writeCapture({ linkType, frames }: RecordedCapture): {
  readonly file: Buffer;
  readonly records: ReadonlyMap<number, RecordedFrame>;
} {
  const header = Buffer.alloc(FILE_HEADER);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262144, 16);
  header.writeUInt32LE(linkType, 20);
  const parts: Uint8Array[] = [header];
  const records = new Map<number, RecordedFrame>();
  let at = FILE_HEADER;
  for (const frame of frames) {
    const record = Buffer.alloc(RECORD_HEADER);
    record.writeUInt32LE(Math.floor(frame.time / 1e6), 0);
    record.writeUInt32LE(frame.time % 1e6, 4);
    record.writeUInt32LE(frame.bytes.length, 8);
    record.writeUInt32LE(frame.originalLength, 12);
    parts.push(record, frame.bytes);
    records.set(at, frame);
    at += RECORD_HEADER + frame.bytes.length;
  }
  return { file: Buffer.concat(parts), records };
}
