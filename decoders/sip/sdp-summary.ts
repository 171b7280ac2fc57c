import { parse } from 'sdp-transform';
import { losslessText } from '../bytes/text.ts';
import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';

/** A summary of a session description (RFC 8866). */
export interface SdpSummary {
  readonly origin?: {
    readonly username: string;
    readonly sessionId: string;
    readonly sessionVersion: string;
    readonly address: string;
  };
  /** Address in the c= line of the session. */
  readonly connection?: string;
  readonly media: readonly SdpMedia[];
  /** Number of lines that were too long or too many to be read. */
  readonly linesLeftOut: number;
}

export interface SdpMedia {
  /** `audio`, `video`, ... */
  readonly type: string;
  readonly port: number;
  readonly protocol: string;
  /** Such as `PCMU/8000`; the format itself if it has no name. */
  readonly codecs: readonly string[];
  readonly direction: string;
  /** From the c= line of the media, or else of the session. */
  readonly address?: string;
}

/** Static payload types (RFC 3551 6). */
const STATIC_TYPES: ReadonlyMap<string, string> = new Map([
  ['0', 'PCMU/8000'],
  ['3', 'GSM/8000'],
  ['4', 'G723/8000'],
  ['5', 'DVI4/8000'],
  ['6', 'DVI4/16000'],
  ['7', 'LPC/8000'],
  ['8', 'PCMA/8000'],
  ['9', 'G722/8000'],
  ['10', 'L16/44100/2'],
  ['11', 'L16/44100'],
  ['12', 'QCELP/8000'],
  ['13', 'CN/8000'],
  ['14', 'MPA/90000'],
  ['15', 'G728/8000'],
  ['16', 'DVI4/11025'],
  ['17', 'DVI4/22050'],
  ['18', 'G729/8000'],
  ['25', 'CelB/90000'],
  ['26', 'JPEG/90000'],
  ['28', 'nv/90000'],
  ['31', 'H261/90000'],
  ['32', 'MPV/90000'],
  ['33', 'MP2T/90000'],
  ['34', 'H263/90000'],
]);

type Parsed = ReturnType<typeof parse>;
type ParsedMedia = Parsed['media'][number];

/** Undefined if bytes[from..to) has nothing that can be read as SDP. */
export function summarizeSdp(
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: SipLimits = DEFAULT_SIP_LIMITS,
): SdpSummary | undefined {
  const lines = losslessText(bytes, from, to).split(/\r\n|\r|\n/);
  const short = lines.filter((line) => line.length <= limits.sdpLine).slice(0, limits.bodyLines);
  const parsed = parseLines(short);
  if (parsed === undefined) return undefined;
  const { origin } = parsed;
  const connection = parsed.connection?.ip;
  return {
    ...(origin === undefined
      ? {}
      : {
          origin: {
            username: String(origin.username),
            sessionId: String(origin.sessionId),
            sessionVersion: String(origin.sessionVersion),
            address: String(origin.address),
          },
        }),
    ...(connection === undefined ? {} : { connection: String(connection) }),
    media: parsed.media.map((media) => summarizeMedia(media, parsed)),
    linesLeftOut: lines.length - short.length,
  };
}

/** The library is made for browsers' own descriptions; on arbitrary input, it may throw. */
function parseLines(lines: readonly string[]): Parsed | undefined {
  if (!lines.some((line) => /^[a-z]=/.test(line))) return undefined;
  try {
    return parse(lines.join('\r\n'));
  } catch {
    return undefined;
  }
}

function summarizeMedia(media: ParsedMedia, session: Parsed): SdpMedia {
  // For an m= line that it cannot parse, the library leaves all of these undefined, whatever its types say.
  const type: unknown = media.type;
  const port: unknown = media.port;
  const address: unknown = media.connection?.ip ?? session.connection?.ip;
  return {
    type: type === undefined ? '' : String(type),
    port: typeof port === 'number' ? port : 0,
    protocol: text(media.protocol),
    codecs: codecsOf(media),
    direction: media.direction ?? session.direction ?? 'sendrecv',
    ...(address === undefined ? {} : { address: String(address) }),
  };
}

function codecsOf(media: ParsedMedia): readonly string[] {
  const mapped = new Map<string, string>();
  for (const { payload, codec, rate, encoding } of media.rtp) {
    const parts = [codec, rate, encoding].filter((part) => part !== undefined);
    mapped.set(String(payload), parts.join('/'));
  }
  const formats = text(media.payloads).split(' ');
  return formats
    .filter((format) => format !== '')
    .map((format) => mapped.get(format) ?? STATIC_TYPES.get(format) ?? format);
}

/** The library turns text that looks like a number into one. */
function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
