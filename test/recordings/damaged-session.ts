import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import type { SessionOptions } from '../../src/engine/session-options.ts';
import type { MessageId } from '../../src/ids.ts';
import { Cut, Extents, Protocol, Transport } from '../../src/reassembly/carried-message.ts';
import { writeAnew } from '../capture/reading.ts';
import {
  RECORD_HEADER,
  type RecordedCapture,
  type RecordedFrame,
  type Segment,
  writeCapture,
} from './capture-frames.ts';
import { messagesOf, readAll } from './recordings.ts';

/** A message that a session found. */
export interface Found {
  /** Ends, place in the stream and bytes: what makes it this message. */
  readonly identity: string;
  readonly stream: boolean;
  readonly whole: boolean;
  readonly decoded: boolean;
  /** Where it stands in its TCP stream; absent for a datagram, and for what WebSocket frames divide. */
  readonly place?: StreamPlace;
}

export interface StreamPlace {
  readonly stream: string;
  readonly sequence: number;
  readonly length: number;
}

/**
 * What a session makes of the capture. Throws where a message consists of bytes that did not stand one
 * after the other in one TCP stream, or where anything that is asked of it throws.
 */
export async function sessionOf(
  capture: RecordedCapture,
  path: string,
  options: SessionOptions = {},
): Promise<readonly Found[]> {
  const { file, records } = writeCapture(capture);
  return sessionOfFile(file, records, path, options);
}

export async function sessionOfFile(
  file: Uint8Array,
  records: ReadonlyMap<number, RecordedFrame>,
  path: string,
  options: SessionOptions = {},
): Promise<readonly Found[]> {
  writeAnew(path, file);
  const session = await readAll([path], options);
  const { index, endpoints, order } = session.tables;
  if (order.length !== index.size) throw new Error('messages without a place in the order');
  const extents = new Extents();
  const found: Found[] = [];
  for (const id of messagesOf(session)) {
    index.locate(id, extents);
    const ends = `${endpoints.text(index.sender(id))} ${endpoints.text(index.receiver(id))}`;
    const place = index.transport(id) === Transport.Tcp ? placeOf(extents, records, ends) : undefined;
    const bytes = session.reader.bytes(id);
    if (bytes.length !== index.length(id))
      throw new Error(`${ends}: ${bytes.length} of ${index.length(id)} bytes`);
    readEverything(session.reader, id, index.protocol(id));
    found.push({
      identity: `${ends} ${place?.sequence ?? ''} ${Buffer.from(bytes).toString('latin1')}`,
      stream: index.transport(id) !== Transport.Udp,
      whole: index.cut(id) === Cut.None,
      decoded: index.status(id) === PacketStatus.Decoded,
      ...(place === undefined ? {} : { place }),
    });
  }
  session.close();
  return found;
}

function readEverything(reader: Reader, id: MessageId, protocol: Protocol): void {
  reader.dissect(id);
  reader.text(id);
  if (protocol === Protocol.Bin) reader.packet(id);
  else reader.sip(id);
}

type Reader = Awaited<ReturnType<typeof readAll>>['reader'];

/** Part after part of a message goes on in the stream where the part before ended. */
function placeOf(extents: Extents, records: ReadonlyMap<number, RecordedFrame>, ends: string): StreamPlace {
  let first: Segment | undefined;
  let sequence = 0;
  let next = 0;
  for (let part = 0; part < extents.count; part++) {
    const segment = records.get(extents.recordOffset[part] as number)?.segment;
    if (segment === undefined) throw new Error(`${ends}: bytes of no segment`);
    const offset = (extents.delta[part] as number) - RECORD_HEADER - segment.from;
    const length = extents.length[part] as number;
    if (offset < 0 || offset + length > segment.to - segment.from)
      throw new Error(`${ends}: not in its segment`);
    const position = (segment.sequence + offset) >>> 0;
    if (first === undefined) sequence = position;
    else if (segment.stream !== first.stream || position !== next) {
      throw new Error(`${ends}: glued at ${position}, ${next} was to come`);
    }
    first ??= segment;
    next = (position + length) >>> 0;
  }
  return { stream: first?.stream ?? '', sequence, length: (next - sequence) >>> 0 };
}
