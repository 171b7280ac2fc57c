import { spawn } from 'node:child_process';

/**
 * Puts a text into a buffer of the tmux that we are in, which hands it on to the clipboard of its terminal: as it is
 * configured by default, it takes neither the sequence that does this (`set-clipboard`), nor one to be passed
 * through (`allow-passthrough`).
 */
export function putIntoTmux(text: string): void {
  // Before 3.2 there is no -w.
  load(['load-buffer', '-w', '-'], text, () => load(['load-buffer', '-'], text));
}

function load(args: readonly string[], text: string, failed?: () => void): void {
  const tmux = spawn('tmux', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  // If tmux cannot be run, the sequences have to be enough.
  tmux.on('error', () => undefined);
  tmux.stdin.on('error', () => undefined);
  tmux.on('exit', (code) => {
    if (code !== 0) failed?.();
  });
  tmux.stdin.end(text);
}
