import { printable } from '../../view/text/printable.ts';

/**
 * Text for XML and HTML, between tags or in quotes: nothing in it acts as markup, and what no document may
 * contain (control characters, lone surrogates) or what reorders text appears as an escape.
 */
export function markupText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The entities that XML and HTML have in common. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
