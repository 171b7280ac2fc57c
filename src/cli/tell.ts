/** One line, or a few, on standard error. Never throws. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
