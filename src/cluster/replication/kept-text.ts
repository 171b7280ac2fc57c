import { knownText } from '../../tables/known-texts.ts';

/** AORs, contact URIs, Call-IDs and tags that are longer are not real: what has such a name is not kept. */
export const LONGEST_NAME = 1024;
/** Longer texts are truncated to this; a packet may be of 64 KB. */
const LONGEST_TEXT = 1024;

/** What is kept of a text of a packet; the same object for the same text. */
export function keptText(text: string): string;
export function keptText(text: string | undefined): string | undefined;
export function keptText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return knownText(text.length > LONGEST_TEXT ? beginningOf(text) : text);
}

/** A slice alone would keep the whole text in memory. */
function beginningOf(text: string): string {
  return text.slice(0, LONGEST_TEXT).split('').join('');
}
