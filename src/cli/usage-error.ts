/** What somebody typed cannot be done. The message is for standard error: one line, or a filter with a caret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
