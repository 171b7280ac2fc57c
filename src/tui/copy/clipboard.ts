/** More than this, in bytes, many terminals do not take. */
export const LONGEST_COPY = 100_000;

/**
 * The sequence that makes a terminal take `text` into its clipboard (OSC 52 of xterm's control
 * sequences); undefined where it is longer than `LONGEST_COPY`. Within tmux it is there twice: for tmux itself
 * (`set-clipboard on`), and wrapped, so that tmux hands it on to its own terminal (`allow-passthrough on`).
 */
export function clipboardSequence(text: string, inTmux: boolean): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > LONGEST_COPY) return undefined;
  const sequence = `\x1b]52;c;${bytes.toString('base64')}\x07`;
  return inTmux ? `${sequence}\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\` : sequence;
}
