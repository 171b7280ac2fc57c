import { printable } from '../view/printable.ts';

/**
 * Text for XML and HTML, between tags or inside quotes: nothing in it is markup, and what no document
 * may hold (control characters, half of a surrogate pair) or what reorders text is shown as an escape.
 */
export function markupText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Those on which XML and HTML agree. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
