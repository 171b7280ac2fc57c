/** More than this, in bytes, many terminals do not take. */
export const LONGEST_COPY = 100_000;

/**
 * The sequence by which a terminal puts `text` into its clipboard (OSC 52 of xterm's control sequences); undefined if
 * the text is longer than `LONGEST_COPY`. Within tmux the sequence is sent twice: to tmux itself (`set-clipboard
 * on`), and wrapped, so that tmux passes it on to its own terminal (`allow-passthrough on`).
 */
export function clipboardSequence(text: string, inTmux: boolean): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > LONGEST_COPY) return undefined;
  const sequence = `\x1b]52;c;${bytes.toString('base64')}\x07`;
  return inTmux ? `${sequence}\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\` : sequence;
}
