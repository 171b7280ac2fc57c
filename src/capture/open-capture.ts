import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { SourceId } from '../ids.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureSource } from './capture-source.ts';
import { CaptureWarnings } from './capture-warnings.ts';
import { foreignFormat, RECOGNITION_BYTES } from './foreign-formats.ts';
import { type CaptureInput, openInput, type Spooling, takeStream } from './input/capture-input.ts';
import { isPcap, PCAP_HEADER_LENGTH, parsePcapHeader } from './pcap/pcap-header.ts';
import { PcapReader } from './pcap/pcap-reader.ts';
import {
  type CaptureLimits,
  DEFAULT_LIMITS,
  type ReadingContext,
  type RecordReader,
} from './pcap/record-reader.ts';
import { RecordWindow } from './pcap/record-window.ts';
import { beginsAsPcapng, isPcapng, SECTION_HEADER_LENGTH } from './pcapng/pcapng-blocks.ts';
import { PcapngReader } from './pcapng/pcapng-reader.ts';
import { frameOf, RecordedSource } from './recorded-source.ts';
import { ChainedBytes } from './spool/chained-bytes.ts';
import type { CaptureParts } from './spool/spool-parts.ts';
import type { SpoolRing } from './spool/spool-ring.ts';
import { SpooledSource } from './spool/spooled-source.ts';
import type { TimeBase } from './time-base.ts';

const CHUNK = 1024 * 1024;

export interface CaptureOptions {
  /** Display name; by default the base name of the path. See `displayNames`. */
  readonly name?: string;
  readonly limits?: Partial<CaptureLimits>;
  /** Bytes read at once. */
  readonly chunk?: number;
  /** For callers that have warnings of their own to add. */
  readonly warnings?: CaptureWarnings;
  /** Keeps the frames of streams. Without it, a stream is spooled as it is, up to a limit. */
  readonly ring?: SpoolRing;
  /** Aborts waiting for the first bytes of a pipe. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a capture file, a FIFO or standard input (`-`), and detects its format. Resolves as soon as enough
 * bytes have come for that; rejects with a CaptureError.
 */
export async function openCapture(
  path: string,
  id: SourceId,
  base: TimeBase,
  options: CaptureOptions = {},
): Promise<CaptureSource> {
  const opening = openingOf(path, id, base, options);
  return recognise(openInput(path, opening.warnings, spooling(opening)), opening);
}

/** As `openCapture`, for files that are read one after the other. */
export async function openCaptureParts(
  { path, files }: CaptureParts,
  id: SourceId,
  base: TimeBase,
  options: CaptureOptions = {},
): Promise<CaptureSource> {
  const opening = openingOf(path, id, base, options);
  const bytes = new ChainedBytes(files, opening.warnings);
  return recognise({ bytes, compression: () => undefined, isPassing: false }, opening);
}

/** As `openCapture`, for a stream such as the output of a capturing child process. */
export async function openCaptureStream(
  stream: Readable,
  path: string,
  id: SourceId,
  base: TimeBase,
  options: CaptureOptions = {},
): Promise<CaptureSource> {
  const opening = openingOf(path, id, base, options);
  return recognise(
    takeStream(path, () => stream, opening.warnings, spooling(opening)),
    opening,
  );
}

/** A capture that is being opened, and what its source will be made of. */
interface Opening {
  readonly path: string;
  readonly id: SourceId;
  readonly base: TimeBase;
  readonly limits: CaptureLimits;
  readonly warnings: CaptureWarnings;
  readonly options: CaptureOptions;
}

function openingOf(path: string, id: SourceId, base: TimeBase, options: CaptureOptions): Opening {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const warnings = options.warnings ?? new CaptureWarnings(path, limits.warnings);
  return { path, id, base, limits, warnings, options };
}

async function recognise(input: CaptureInput, opening: Opening): Promise<CaptureSource> {
  const { path, id, base, limits, warnings, options } = opening;
  const { bytes } = input;
  const window = new RecordWindow(bytes, options.chunk ?? CHUNK);
  const abandon = () => bytes.close();
  try {
    options.signal?.addEventListener('abort', abandon);
    await startOf(window);
    const frame = frameOf(id);
    const compression = input.compression();
    const context: ReadingContext = { bytes, window, frame, base, warnings, compression, limits };
    const reader = readerFor(context) ?? refuse(window, path, compression, warnings);
    const source = new RecordedSource(id, options.name ?? basename(path), path, context, reader);
    return input.isPassing ? spooled(source, options) : source;
  } catch (error) {
    bytes.close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abandon);
  }
}

function spooling({ limits, options }: Opening): Spooling {
  return { limit: limits.spool, streamsPass: options.ring !== undefined };
}

function spooled(source: CaptureSource, { ring }: CaptureOptions): CaptureSource {
  if (ring === undefined) return source;
  ring.join(source);
  return new SpooledSource(source, ring);
}

/** Waits for enough bytes to detect the format, or to see that it is none. */
async function startOf(window: RecordWindow): Promise<void> {
  for (;;) {
    const enough = window.fill(PCAP_HEADER_LENGTH) && window.fill(headerLength(window));
    const there = window.to - window.at;
    if (enough || window.complete) return;
    if (there >= 4 && !isPcap(window.bytes) && !beginsAsPcapng(window.bytes)) return;
    await window.whenMore();
  }
}

function headerLength(window: RecordWindow): number {
  return beginsAsPcapng(window.bytes) ? SECTION_HEADER_LENGTH : PCAP_HEADER_LENGTH;
}

function readerFor(context: ReadingContext): RecordReader | undefined {
  const { window } = context;
  if (window.to < headerLength(window)) return undefined;
  if (isPcapng(window.bytes)) return new PcapngReader(context);
  const header = parsePcapHeader(window.bytes);
  return header === undefined ? undefined : new PcapReader(context, header);
}

function refuse(
  window: RecordWindow,
  path: string,
  compression: 'gzip' | undefined,
  warnings: CaptureWarnings,
): never {
  const failure = warnings.list[0];
  const there = window.to;
  if (failure !== undefined && there < PCAP_HEADER_LENGTH) {
    throw new CaptureError(path, failure.text, failure.offset);
  }
  if (there === 0) throw new CaptureError(path, emptyText(path, compression), 0);
  if (there >= 4 && there < headerLength(window) && (isPcap(window.bytes) || beginsAsPcapng(window.bytes))) {
    const text = `ends after ${there} bytes, inside the file header; copy it again, or capture anew`;
    throw new CaptureError(path, text, there);
  }
  if (there >= SECTION_HEADER_LENGTH && beginsAsPcapng(window.bytes)) {
    throw new CaptureError(path, 'begins as a pcapng, but its byte-order magic is damaged; copy it again', 8);
  }
  window.fill(RECOGNITION_BYTES);
  const inside = compression === undefined ? '' : 'inside gzip: ';
  const shown = path === '-' ? 'FILE' : path;
  const text = foreignFormat(window.bytes, Math.min(window.to, RECOGNITION_BYTES), shown);
  throw new CaptureError(path, inside + text, 0);
}

function emptyText(path: string, compression: 'gzip' | undefined): string {
  if (compression !== undefined) return 'nothing inside the gzip stream; capture anew';
  if (path === '-') return 'ended before the first byte; see why the program that writes it failed';
  return 'empty (0 bytes), no capture file; capture anew, or end the capturing program so that it writes';
}
