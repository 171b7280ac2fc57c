import { Plausible, plausibleFrame } from '../../../decoders/bin/frame.ts';
import { spellsIgnoringCase } from '../../../decoders/bytes/text.ts';
import { startsLikeSip } from '../../../decoders/sip/start-line.ts';
import { RecordStatus, recordStatus } from '../../../decoders/tls/record.ts';

/** What the first bytes of a stream tell about the rest, whatever its ports. */
export const Content = {
  Unknown: 0,
  /** Undecided: may still become one of the others. */
  NeedsMore: 1,
  Bin: 2,
  Sip: 3,
  /** An HTTP header that opens a WebSocket; `httpHeaderLength` tells its size. */
  WebSocketUpgrade: 4,
  Tls: 5,
} as const;
export type Content = (typeof Content)[keyof typeof Content];

/** A line longer than this is not waited for. */
const LONGEST_LINE = 4096;
const LONGEST_HTTP_HEADER = 8192;
const LF = 0x0a;

/**
 * bytes[from..to) must not be empty. More bytes may settle `NeedsMore`, but never change any other answer.
 */
export function contentOf(bytes: Uint8Array, from: number, to: number): Content {
  const bin = plausibleFrame(bytes, from, to);
  if (bin === Plausible.Yes) return Content.Bin;
  const tls = recordStatus(bytes, from, to);
  if (tls !== RecordStatus.No) return tls === RecordStatus.Ok ? Content.Tls : Content.NeedsMore;
  const http = webSocketUpgrade(bytes, from, to);
  if (http !== Content.Unknown) return http;
  const sip = sipStartLine(bytes, from, to);
  return sip === Content.Unknown && bin === Plausible.NeedsMore ? Content.NeedsMore : sip;
}

function sipStartLine(bytes: Uint8Array, from: number, to: number): Content {
  if (!startsLikeSip(bytes, from, to)) return Content.Unknown;
  const end = Math.min(to, from + LONGEST_LINE);
  for (let at = from; at < end; at++) if (bytes[at] === LF) return Content.Sip;
  return to - from < LONGEST_LINE ? Content.NeedsMore : Content.Sip;
}

/** A request to open a WebSocket, or the response that opens it (RFC 6455 1.3). */
function webSocketUpgrade(bytes: Uint8Array, from: number, to: number): Content {
  const request = beginsLike(bytes, from, to, 'get ');
  if (!request && !beginsLike(bytes, from, to, 'http/1.1 101')) return Content.Unknown;
  const length = httpHeaderLength(bytes, from, to);
  if (length === 0) return to - from < LONGEST_HTTP_HEADER ? Content.NeedsMore : Content.Unknown;
  return opensWebSocket(bytes, from, from + length) ? Content.WebSocketUpgrade : Content.Unknown;
}

/** Length of the HTTP header at `from`, empty line included; 0 if its end has not come. */
export function httpHeaderLength(bytes: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, from + LONGEST_HTTP_HEADER);
  for (let at = from; at < end; at++) {
    if (bytes[at] !== LF) continue;
    const next = bytes[at + 1] === 0x0d ? at + 2 : at + 1;
    if (next < end && bytes[next] === LF) return next + 1 - from;
  }
  return 0;
}

/** Is there a line `Upgrade: websocket`? */
function opensWebSocket(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== LF || !spellsIgnoringCase(bytes, at + 1, 'upgrade:')) continue;
    let value = at + 9;
    while (value < to && bytes[value] === 0x20) value++;
    if (spellsIgnoringCase(bytes, value, 'websocket')) return true;
  }
  return false;
}

/** As `spellsIgnoringCase`; if the bytes end inside the word, its beginning is enough. */
function beginsLike(bytes: Uint8Array, from: number, to: number, word: string): boolean {
  return spellsIgnoringCase(bytes, from, word.slice(0, to - from));
}
