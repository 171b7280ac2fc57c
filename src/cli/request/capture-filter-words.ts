/** A primitive of tcpdump's language that stands in it alone: `udp port 5060`, `src host 192.0.2.1`. */
const PRIMITIVE =
  /(?:^|[\s(])(?:(?:udp|tcp|sctp|ip6?)\s+)?(?:(?:src|dst)\s+)?(?:(?:port|portrange)\s+\d[\d-]*|(?:host|net)\s+[\da-f.:/]+[\d:/])(?=$|[\s)])/;

/** What a primitive is called in a display filter. */
const COUNTERPARTS: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/\b(?:port|portrange)\s+(\d[\d-]*)/g, 'port:$1'],
  [/\bsrc\s+(?:host\s+|net\s+)?([\da-f.:/]+[\d:])(?=$|[\s)])/g, 'from:$1'],
  [/\bdst\s+(?:host\s+|net\s+)?([\da-f.:/]+[\d:])(?=$|[\s)])/g, 'to:$1'],
  [/\b(?:host|net)\s+([\da-f.:/]+)/g, 'ip:$1'],
  [/\b(?:udp|tcp|sctp|ip6?)\s+(?=port:|from:|to:|ip:)/g, ''],
];

/** What an expression may consist of, once its primitives are replaced, to be a display filter. */
const DISPLAY_FILTER = /^(?:(?:port|from|to|ip):\S+|and|or|not|&&|\|\||[()!\s])+$/;

/** One primitive of tcpdump's language that says as a display filter what was meant. */
const PLAIN = /^(?:(?:(?:udp|tcp)\s+)?port\s+\d+|host\s+[\da-f.:]+)$/;

/** The display filter that is meant by a capture filter of one term, such as `udp port 5060`; else undefined. */
export function plainDisplayFilter(text: string): string | undefined {
  return PLAIN.test(text) && isCaptureFilter(text) ? displayFilterOf(text) : undefined;
}

/** The display filter to write instead, if somebody gave a capture filter of tcpdump as one; else undefined. */
export function captureFilterAdvice(text: string): string | undefined {
  if (!PRIMITIVE.test(text)) return undefined;
  const display = displayFilterOf(text);
  const shown = DISPLAY_FILTER.test(display) ? `; as a display filter it is ${quoted(display)}` : '';
  return `"${text}" is a capture filter: with -d it goes behind -f${shown}`;
}

/** All of it is tcpdump's language, as far as that is known here: `udp port 5060 and not host 10.0.0.9`. */
export function isCaptureFilter(text: string): boolean {
  return PRIMITIVE.test(text) && DISPLAY_FILTER.test(displayFilterOf(text));
}

function displayFilterOf(text: string): string {
  return COUNTERPARTS.reduce((display, [pattern, key]) => display.replace(pattern, key), text);
}

function quoted(filter: string): string {
  return /[\s()!|&]/.test(filter) ? `'${filter}'` : filter;
}
