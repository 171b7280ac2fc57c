/**
 * Texts whose keys are compared as they are come in the order of a dictionary: numbers in them by their
 * value (999 before 1000), letters whatever their case, signs before digits before letters. Texts that
 * differ in their case only, or in zeros before a number, have the same key.
 */
export function naturalKey(text: string): string {
  let key = '';
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) {
      key += text[at++];
      continue;
    }
    let end = at + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    while (at < end - 1 && text.charCodeAt(at) === ZERO) at++;
    // The longer a number, the greater; what stands before it sorts after signs and before letters.
    key += BEFORE_LETTERS + String.fromCharCode(Math.min(end - at, LONGEST)) + text.slice(at, end);
    at = end;
  }
  return key.toLowerCase();
}

const ZERO = 48;
const NINE = 57;
const BEFORE_LETTERS = '`';
/** Digits that a number is compared by; of longer ones the first digits decide. Below the first letter: no case. */
const LONGEST = 64;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Keys as they are, unit by unit. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
