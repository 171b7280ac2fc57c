import { type FilterNode, forEachTerm } from './ast.ts';
import { findKey } from './keys.ts';

/**
 * Words of a filter that were perhaps meant otherwise: `aor=1201` is a legal text to search for, but whoever finds
 * nothing by it meant `aor:1201`. Undefined where there is nothing of the kind.
 */
export function colonAdvice(filter: FilterNode): string | undefined {
  let advice: string | undefined;
  forEachTerm(filter, (term) => {
    // Text in quotes is meant as it is.
    if (advice !== undefined || term.kind !== 'text' || term.text.length < term.to - term.from) return;
    if (/^={1,2}$/.test(term.text)) advice = 'between a key and its value is a colon: aor:1201';
    const [, name = '', value] = /^([a-z][a-z-]*)={1,2}(.+)$/i.exec(term.text) ?? [];
    const key = findKey(name);
    if (key !== undefined) advice = `"${term.text}" is text; as a key: ${key.name}:${value}`;
  });
  return advice;
}
