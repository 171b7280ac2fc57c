import type { BackendName } from './backends.ts';
import { permissionText } from './remedies.ts';

/** Why a capture did not begin, and whether another filter or another program would help. */
export interface StartFailure {
  readonly kind: 'permission' | 'interface' | 'filter' | 'other';
  /** One line that says what to do, too. */
  readonly text: string;
}

/** Derives it from the messages of the program. */
export function startFailure(backend: BackendName, program: string, messages: string): StartFailure {
  const said = lastWords(messages);
  if (/permission|not permitted/i.test(messages)) {
    const text = `${backend} may not capture here: ${permissionText(backend, program)}`;
    return { kind: 'permission', text };
  }
  if (/no such device|there is no (?:device|interface)|doesn't exist|no such interface/i.test(messages)) {
    return { kind: 'interface', text: 'there is no such interface; "syncgrep interfaces" lists them' };
  }
  if (/syntax error|parse|expression|filter|no VLAN support/i.test(messages)) {
    return { kind: 'filter', text: `the capture filter (-f) is refused: ${libpcapIn(messages) ?? said}` };
  }
  return { kind: 'other', text: `${backend} ended at once: ${said === '' ? 'without a word' : said}` };
}

/** The message of libpcap about a filter, without the words that dumpcap wraps around it. */
function libpcapIn(messages: string): string | undefined {
  return /isn't a valid capture filter \((.*)\)\.?$/m.exec(messages)?.[1];
}

/** The last line with content, without the program's name. */
export function lastWords(messages: string): string {
  const lines = messages.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !SMALL_TALK.test(line));
  return (telling.find((line) => /error|invalid|not|can't|unknown/i.test(line)) ?? telling.at(-1) ?? '')
    .replace(/^(?:\S*\/)?(?:tcpdump|dumpcap): /, '')
    .replace(/\.$/, '');
}

/** Lines that the programs print when nothing is wrong. */
const SMALL_TALK =
  /^(?:Capturing on|File:|listening on|tcpdump: (?:listening on|data link type|verbose output)|Warning: Permanently added|Packets (?:captured|received)|(?:tcpdump: )?\d+ packets? )/i;
