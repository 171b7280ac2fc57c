/** A text as a value of the display filter. */
export function quoted(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
