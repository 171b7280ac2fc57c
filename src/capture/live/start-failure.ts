import { CaptureError } from '../capture-error.ts';
import type { BackendName } from './backends.ts';

/** Why a capture did not begin, from what the program said: one line, and what to do about it. */
export function startFailure(
  device: string,
  backend: BackendName,
  program: string,
  messages: string,
): CaptureError {
  const said = lastWords(messages);
  if (/permission|not permitted/i.test(messages)) {
    return new CaptureError(device, `${backend} may not capture here: ${permissionAdvice(backend, program)}`);
  }
  if (/no such device|there is no (?:device|interface)|doesn't exist|no such interface/i.test(messages)) {
    return new CaptureError(device, 'there is no such interface; "syncgrep interfaces" lists them');
  }
  if (/syntax error|parse|expression|filter/i.test(messages)) {
    return new CaptureError(device, `the capture filter (-f) is refused: ${said}`);
  }
  return new CaptureError(device, `${backend} ended at once: ${said === '' ? 'without a word' : said}`);
}

/** The command that lets an ordinary user capture. */
function permissionAdvice(backend: BackendName, program: string): string {
  if (backend === 'cap') return 'run sudo syncgrep, or install dumpcap, which may be allowed to a group';
  return backend === 'dumpcap'
    ? `run "sudo usermod -aG wireshark $USER" and log in again, or "sudo setcap cap_net_raw,cap_net_admin+eip ${program}", or sudo syncgrep`
    : `run "sudo setcap cap_net_raw,cap_net_admin+eip ${program}", or sudo syncgrep`;
}

/** The last line that says something, without the program's name. */
export function lastWords(messages: string): string {
  const lines = messages.split('\n').map((line) => line.trim());
  const telling = lines.filter(
    (line) =>
      line !== '' &&
      !/^(?:Capturing on|File:|listening on|tcpdump: (?:listening on|data link type|verbose output)|Warning: Permanently added|\d+ packets? )/i.test(
        line,
      ),
  );
  return (
    telling.find((line) => /error|invalid|not|can't|unknown/i.test(line)) ??
    telling.at(-1) ??
    ''
  ).replace(/^(?:\S*\/)?(?:tcpdump|dumpcap): /, '');
}
