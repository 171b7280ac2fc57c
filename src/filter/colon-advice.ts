import { type FilterNode, forEachTerm } from './ast.ts';
import { findKey } from './key-docs.ts';

/**
 * Advice on words of a filter that probably were meant otherwise: `aor=1201` is a valid text to search for,
 * but if nothing is found, `aor:1201` was meant. Undefined if there are no such words.
 */
export function colonAdvice(filter: FilterNode): string | undefined {
  let advice: string | undefined;
  forEachTerm(filter, (term) => {
    // Quoted text is meant literally.
    if (advice !== undefined || term.kind !== 'text' || term.text.length < term.to - term.from) return;
    if (/^={1,2}$/.test(term.text)) advice = 'between a key and its value is a colon: aor:1201';
    const [, name = '', value] = /^([a-z][a-z-]*)={1,2}(.+)$/i.exec(term.text) ?? [];
    const key = findKey(name);
    if (key !== undefined) advice = `"${term.text}" is text; as a key: ${key.name}:${value}`;
  });
  return advice;
}
